import { Budget, type MissingKey, TemplateSet } from '@sluice/golang/template';
import {
  type GoFunction,
  type GoValue,
  GoBytes,
  GoDuration,
  GoFloat32,
  GoSlice,
  GoTime,
  GoTypedMap,
  type IntegerKind,
  fixedZone,
  fromBytes,
  goInteger,
  float64Type,
  boolType,
  int64Type,
  intType,
  mapOf,
  sliceOf,
  stringMap,
  stringSlice,
  stringSliceType,
  utc,
  anyMapType,
} from '@sluice/golang/value';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  text,
} from './corpus';

function items(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}

function entries(value: Json): [string, Json][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function integer(kind: IntegerKind, value: Json): GoValue {
  if (typeof value === 'string') return goInteger(kind, BigInt(value));
  return goInteger(kind, typeof value === 'number' ? Math.trunc(value) : 0);
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : '';
}

function decoded(value: Json): Uint8Array {
  return Buffer.from(asText(value), 'base64');
}

/** The time of an RFC 3339 text. */
function timeOf(value: Json): GoTime {
  const parts =
    /^(.{19})(?:\.(\d+))?(Z|([+-])(\d\d):(\d\d))$/.exec(asText(value)) ?? [];
  const [, clock, fraction = '', zone, sign, hours, minutes] = parts;
  const seconds = Date.parse(`${clock}Z`) / 1_000;
  const offset =
    zone === 'Z'
      ? 0
      : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  return new GoTime(
    BigInt(seconds - offset) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')),
    offset === 0 ? utc : fixedZone('', offset),
  );
}

/** A value of a type that JSON does not have, by its Go name. */
function typedValue(value: Json, plain: GoValue, type: string): GoValue {
  switch (type) {
    case 'int':
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
      return integer(type, value);
    case 'float32':
      return new GoFloat32(Number(value));
    case '[]string':
      return stringSlice(items(value).map(asText));
    case '[]int':
      return new GoSlice(
        sliceOf(intType),
        items(value).map(item => integer('int', item)),
      );
    case '[]int64':
      return new GoSlice(
        sliceOf(int64Type),
        items(value).map(item => integer('int64', item)),
      );
    case '[]float64':
      return new GoSlice(sliceOf(float64Type), items(value).map(Number));
    case '[]bool':
      return new GoSlice(
        sliceOf(boolType),
        items(value).map(item => item === true),
      );
    case '[]uint8':
    case '[]byte':
      return new GoBytes(decoded(value));
    case 'bytes-string':
      return fromBytes(decoded(value));
    case '[]map[string]interface {}':
      return new GoSlice(
        sliceOf(anyMapType),
        Array.isArray(plain) ? plain : [],
      );
    case 'map[string]string':
      return stringMap(
        entries(value).map(([key, item]) => [key, asText(item)]),
      );
    case 'map[string]int':
      return new GoTypedMap(
        mapOf(intType),
        new Map(
          entries(value).map(([key, item]) => [key, integer('int', item)]),
        ),
      );
    case 'map[string]bool':
      return new GoTypedMap(
        mapOf(boolType),
        new Map(entries(value).map(([key, item]) => [key, item === true])),
      );
    case 'map[string][]string':
      return new GoTypedMap(
        mapOf(stringSliceType),
        new Map(
          entries(value).map(([key, item]) => [
            key,
            stringSlice(items(item).map(asText)),
          ]),
        ),
      );
    case 'time.Time':
      return timeOf(value);
    case 'time.Duration':
      return new GoDuration(BigInt(Number(value)));
    default:
      throw new Error(`unknown type ${type}`);
  }
}

function escapePointer(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

/** Makes a value of a type that only one test has; undefined for any other type. */
export type ExtraValue = (plain: GoValue, type: string) => GoValue | undefined;

/** The Go value of JSON data, with the types that are given by JSON pointer; other numbers are `float64`. */
export function goData(
  value: Json,
  types: JsonRecord,
  pointer: string = '',
  extra: ExtraValue = () => undefined,
): GoValue {
  let plain: GoValue;
  if (Array.isArray(value)) {
    plain = value.map((item, i) =>
      goData(item, types, `${pointer}/${i}`, extra),
    );
  } else if (isRecord(value)) {
    plain = new Map(
      Object.entries(value).map(([key, item]) => [
        key,
        goData(item, types, `${pointer}/${escapePointer(key)}`, extra),
      ]),
    );
  } else {
    plain = value;
  }
  const type = Object.hasOwn(types, pointer) ? types[pointer] : undefined;
  if (typeof type !== 'string') return plain;
  return extra(plain, type) ?? typedValue(value, plain, type);
}

export type TemplateOutcome = { output: string } | { error: string };

/** Renders a case as Go does: `{template, templateName, data, dataTypes, missingkey}`. */
export function renderTemplate(
  testCase: JsonRecord,
  functions: ReadonlyMap<string, GoFunction>,
  extra?: ExtraValue,
): TemplateOutcome {
  const missing = testCase.missingkey;
  const missingKey: MissingKey =
    missing === 'zero' || missing === 'error' ? missing : 'default';
  const set = new TemplateSet();
  try {
    const data = goData(
      testCase.data ?? null,
      record(testCase, 'dataTypes'),
      '',
      extra,
    );
    const template = set.parse(
      text(testCase, 'templateName'),
      text(testCase, 'template'),
      { functions },
    );
    const budget = new Budget({ maximumSteps: 5_000_000 });
    return {
      output: set.execute(template, data, { functions, missingKey, budget }),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** An older Go does not name the types in this error. */
function withoutTypes(message: string, oracle: string): string {
  return /go1\.(?:[0-9]|1[0-9]|2[0-3])\./.test(oracle)
    ? message.replace(
        /(incompatible types for comparison): \S+.* and \S+.*$/,
        '$1',
      )
    : message;
}

function judgeOutcome(testCase: JsonRecord, outcome: TemplateOutcome): Verdict {
  const actual = JSON.stringify(outcome);
  const expect = (expected: Json, isAsExpected: boolean): Verdict =>
    isAsExpected
      ? undefined
      : `expected ${JSON.stringify(expected)}, got ${actual}`;
  if ('expect' in testCase) {
    return expect(
      testCase.expect,
      'output' in outcome && outcome.output === testCase.expect,
    );
  }
  if ('pattern' in testCase) {
    const pattern = new RegExp(text(testCase, 'pattern'));
    return expect(
      testCase.pattern,
      'output' in outcome && pattern.test(outcome.output),
    );
  }
  if ('errorContains' in testCase) {
    return expect(
      testCase.errorContains,
      'error' in outcome &&
        outcome.error.includes(text(testCase, 'errorContains')),
    );
  }
  return expect(
    testCase.error,
    'error' in outcome &&
      (testCase.error === true ||
        withoutTypes(outcome.error, text(testCase, 'oracle')) ===
          testCase.error),
  );
}

/** Judges the cases of a file of templates, with the functions that its templates may call. */
export function templateJudge(
  functions: ReadonlyMap<string, GoFunction>,
  extra?: ExtraValue,
): (testCase: JsonRecord) => Verdict {
  return testCase =>
    judgeOutcome(testCase, renderTemplate(testCase, functions, extra));
}

/** Judges a case of `helm/gotmpl.jsonl`: the language alone. */
export const judgeTemplate = templateJudge(new Map());
