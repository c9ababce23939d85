import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateSet } from '../template';
import {
  GoBytes,
  GoDuration,
  GoFloat32,
  GoSlice,
  GoTypedMap,
  float64Type,
  fromBytes,
  goInteger,
  mapOf,
  sliceOf,
  stringMap,
  stringSlice,
  stringSliceType,
  toBytes,
  toValidText,
  utc,
  type GoValue,
} from '../value';
import { parseTime } from '../time';
import { sprigFunctions } from '.';

/*
 * What Go's text/template and sprig 3.3.0 made of the expressions in `__fixtures__`; `judge.mjs` there asks them again.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Case = [source: string, output: Json, error?: string];

const directory = join(__dirname, '__fixtures__');

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(directory, name), 'utf8'));
}

const texts = (value: Json): string[] =>
  Array.isArray(value) ? value.map(String) : [];

const entries = (value: Json): [string, Json][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

function typed(value: Json, type: string): GoValue {
  const bytes = () => Buffer.from(String(value), 'base64');
  switch (type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
      return goInteger(type, BigInt(String(value)));
    case 'float32':
      return new GoFloat32(Number(value));
    case 'bytes-string':
      return fromBytes(bytes());
    case '[]uint8':
      return new GoBytes(bytes());
    case '[]string':
      return stringSlice(texts(value));
    case '[]float64':
      return new GoSlice(sliceOf(float64Type), texts(value).map(Number));
    case 'map[string]string':
      return stringMap(
        entries(value).map(([key, item]) => [key, String(item)]),
      );
    case 'map[string][]string':
      return new GoTypedMap(
        mapOf(stringSliceType),
        new Map(
          entries(value).map(([key, item]) => [key, stringSlice(texts(item))]),
        ),
      );
    case 'time.Time':
      return parseTime('2006-01-02T15:04:05Z07:00', String(value), utc);
    case 'time.Duration':
      return new GoDuration(BigInt(String(value)));
    default:
      throw new Error(`no type ${type}`);
  }
}

const input = read<{ data: Json; dataTypes: Record<string, string> }>(
  'data.json',
);

function toGo(value: Json, pointer: string): GoValue {
  const { dataTypes } = input;
  if (pointer in dataTypes) return typed(value, dataTypes[pointer]);
  if (Array.isArray(value)) {
    return value.map((item, i) => toGo(item, `${pointer}/${i}`));
  }
  if (typeof value === 'object' && value !== null) {
    return new Map(
      Object.entries(value).map(([key, item]) => [
        key,
        toGo(item, `${pointer}/${key}`),
      ]),
    );
  }
  return value;
}

const functions = sprigFunctions({ timeZone: utc });

function show(source: string): string {
  return source.startsWith('{{')
    ? source
    : `{{ $r := (${source}) }}{{ printf "%T|%v|" $r $r }}{{ toJson $r }}`;
}

function render(source: string): Case {
  const set = new TemplateSet();
  try {
    const template = set.parse('t', show(source), { functions });
    const output = set.execute(template, toGo(input.data, ''), { functions });
    return toValidText(output) === output
      ? [source, output]
      : [source, { base64: Buffer.from(toBytes(output)).toString('base64') }];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [source, null, toValidText(error.message)];
  }
}

const groups = readdirSync(directory).filter(
  name =>
    name.endsWith('.json') &&
    name !== 'data.json' &&
    name !== 'signatures.json',
);

it.each(groups)('gives what Go gives: %s', name => {
  const cases = read<Case[]>(name);
  expect(cases.length).toBeGreaterThan(50);
  expect(cases.map(([source]) => render(source))).toEqual(cases);
});

it('has every function of sprig, with its parameters and its result', () => {
  const signatures =
    read<
      Record<string, { params: string[]; variadic: boolean; result: string }>
    >('signatures.json');
  const withEnvironment = sprigFunctions({ environment: new Map() });
  expect([...withEnvironment.keys()].sort()).toEqual(
    Object.keys(signatures).sort(),
  );
  for (const [name, { params, variadic = false, result }] of withEnvironment) {
    expect({
      name,
      params: params.map(type => type.name),
      variadic,
      result: result?.name,
    }).toEqual({ name, ...signatures[name] });
  }
  expect(functions.has('env')).toBe(false);
});
