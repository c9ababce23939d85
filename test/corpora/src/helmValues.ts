import {
  coalesceTables,
  coalesceValues,
  concatPrefix,
  explainSchema,
  explainSchemas,
  goMapOf,
  goValueOf,
  mergeMaps,
  mergeTables,
  mergeUserValues,
  parseSet,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
  parseYamlMap,
  renderValues,
  setIndex,
  tableAt,
  valueAt,
} from '@sluice/helm';
import {
  type GoMap,
  GoTypedMap,
  type GoValue,
  toJson,
} from '@sluice/golang/value';
import { isDeepStrictEqual } from 'node:util';
import { emitSigsYaml } from '@sluice/golang/yaml';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  text,
} from './corpus';
import { chartOf } from './helmChart';
import { renderOne } from './helmRender';

/** Judges what was made against what a case expects; an error is expected where it says so. */
export function judgeOutcome(
  testCase: JsonRecord,
  run: () => Json | undefined,
): Verdict {
  let actual: Json | undefined;
  try {
    actual = run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (testCase.error === true || testCase.valid === false) return undefined;
    if (typeof testCase.error === 'string') {
      return testCase.error === message
        ? undefined
        : `expected ${JSON.stringify(testCase.error)}, got ${JSON.stringify(
            message,
          )}`;
    }
    return `threw ${message}`;
  }
  if (testCase.error !== undefined && testCase.error !== false) {
    return `expected an error, got ${JSON.stringify(actual)}`;
  }
  if (testCase.valid === false) return 'expected it to be refused';
  if (!('expect' in testCase)) return undefined;
  return isDeepStrictEqual(plain(actual), plain(testCase.expect))
    ? undefined
    : `expected ${JSON.stringify(testCase.expect)}, got ${JSON.stringify(
        actual,
      )}`;
}

/** The same data in objects of one kind. */
function plain(value: Json | undefined): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** A Go value as a case writes it. */
export function jsonOf(value: GoValue): Json {
  return JSON.parse(JSON.stringify(toJson(value)));
}

function mapOf(value: Json | undefined): GoMap {
  if (!isRecord(value)) return new Map();
  return typeof value.$yaml === 'string'
    ? parseYamlMap(value.$yaml)
    : goMapOf(value);
}

function nullableMap(value: Json | undefined): GoMap | null {
  return isRecord(value) ? goMapOf(value) : null;
}

function at(values: GoValue | undefined, path: Json): GoValue | undefined {
  let value = values;
  for (const key of Array.isArray(path) ? path : []) {
    const name = String(key);
    if (value instanceof Map) value = value.get(name);
    else if (
      name.startsWith('.') &&
      typeof value === 'object' &&
      value !== null &&
      'field' in value
    ) {
      value = value.field(name.slice(1));
    } else if (value instanceof GoTypedMap) {
      value = value.entries.get(name);
    } else return undefined;
  }
  return value;
}

/** Checks the lists `equal`, `present` and `absent` of a case. */
function judgePaths(testCase: JsonRecord, values: GoValue): Verdict {
  const list = (field: string) => {
    const value = testCase[field];
    return Array.isArray(value) ? value : [];
  };
  for (const item of list('equal')) {
    const [path, expected] = Array.isArray(item) ? item : [];
    const value = at(values, path);
    const actual = value === undefined ? undefined : jsonOf(value);
    if (!isDeepStrictEqual(plain(actual), plain(expected))) {
      return `${JSON.stringify(path)}: expected ${JSON.stringify(
        expected,
      )}, got ${JSON.stringify(actual)}`;
    }
  }
  for (const path of list('present')) {
    if (at(values, path) === undefined) return `${path}: not there`;
  }
  for (const path of list('absent')) {
    if (at(values, path) !== undefined) return `${path}: there`;
  }
  return undefined;
}

function throwing(reason: string | undefined): undefined {
  if (reason) throw new Error(reason);
  return undefined;
}

function textsOf(from: JsonRecord, field: string): string[] {
  const value = from[field];
  return Array.isArray(value) ? value.map(String) : [];
}

function judgeWarnings(testCase: JsonRecord): Verdict {
  const warnings: string[] = [];
  coalesceValues(
    chartOf(record(testCase, 'chart')),
    mapOf(testCase.values),
    message => warnings.push(message),
  );
  const missing = textsOf(testCase, 'warnings').filter(
    warning => !warnings.includes(warning),
  );
  return missing.length === 0
    ? undefined
    : `not warned: ${missing.join('; ')}; got ${warnings.join('; ')}`;
}

function judgeRenderValues(testCase: JsonRecord): Verdict {
  const release = record(testCase, 'release');
  const top = renderValues(
    chartOf(record(testCase, 'chart')),
    mapOf(testCase.values),
    {
      release: {
        name: text(release, 'Name'),
        namespace: text(release, 'Namespace'),
        revision: Number(release.Revision),
        isInstall: release.IsInstall === true,
        isUpgrade: release.IsUpgrade === true,
      },
    },
  );
  return judgePaths(testCase, top);
}

/** Judges a case of `helm/values.jsonl`. */
export function judgeValues(testCase: JsonRecord): Verdict {
  const yaml = text(testCase, 'yaml');
  switch (text(testCase, 'op')) {
    case 'coalesceValues':
      return judgePaths(
        testCase,
        coalesceValues(
          chartOf(record(testCase, 'chart')),
          mapOf(testCase.values),
        ),
      );
    case 'coalesceTables':
      return judgePaths(
        testCase,
        coalesceTables(nullableMap(testCase.dst), nullableMap(testCase.src)),
      );
    case 'mergeTables':
      return judgePaths(
        testCase,
        mergeTables(nullableMap(testCase.dst), nullableMap(testCase.src)),
      );
    case 'coalesceWarnings':
      return judgeWarnings(testCase);
    case 'concatPrefix': {
      const [prefix, key] = textsOf(testCase, 'args');
      return judgeOutcome(testCase, () => concatPrefix(prefix, key));
    }
    case 'mergeMaps':
      return judgeOutcome(testCase, () =>
        jsonOf(mergeMaps(mapOf(testCase.a), mapOf(testCase.b))),
      );
    case 'template':
      return judgeOutcome(testCase, () =>
        renderOne(text(testCase, 'template'), parseYamlMap(yaml)),
      );
    case 'table':
      return judgeOutcome(testCase, () =>
        jsonOf(tableAt(parseYamlMap(yaml), text(testCase, 'path'))),
      );
    case 'pathValue':
      return judgeOutcome(testCase, () =>
        jsonOf(valueAt(parseYamlMap(yaml), text(testCase, 'path'))),
      );
    case 'schema':
      return judgeOutcome(testCase, () =>
        throwing(
          explainSchema(
            {
              name: 'values.schema.json',
              data: Buffer.from(text(testCase, 'schema')),
            },
            mapOf(testCase.values),
          ),
        ),
      );
    case 'chartSchema':
      return judgeOutcome(testCase, () =>
        throwing(
          explainSchemas(
            chartOf(record(testCase, 'chart')),
            mapOf(testCase.values),
          ),
        ),
      );
    case 'toRenderValues':
      return judgeRenderValues(testCase);
    case 'mergeValuesCLI':
      return judgeOutcome(testCase, () => jsonOf(userValues(testCase)));
    default:
      return `no such operation: ${testCase.op}`;
  }
}

function userValues(testCase: JsonRecord): GoMap {
  const options = record(testCase, 'options');
  const files = record(testCase, 'files');
  return mergeUserValues(
    {
      valueFiles: textsOf(options, 'ValueFiles'),
      stringValues: textsOf(options, 'StringValues'),
      values: textsOf(options, 'Values'),
      fileValues: textsOf(options, 'FileValues'),
      jsonValues: textsOf(options, 'JSONValues'),
      literalValues: textsOf(options, 'LiteralValues'),
    },
    path => text(files, path),
  );
}

/** Judges a case of `helm/strvals.jsonl`. */
export function judgeStrvals(testCase: JsonRecord): Verdict {
  const lines = Array.isArray(testCase.input)
    ? testCase.input.map(String)
    : [text(testCase, 'input')];
  const into = mapOf(testCase.into);
  const files = record(testCase, 'files');
  const setAll = (set: (line: string) => GoMap) => {
    lines.forEach(set);
    return jsonOf(into);
  };
  return judgeOutcome(testCase, () => {
    switch (text(testCase, 'op')) {
      case 'parse':
      case 'parseInto':
        return setAll(line => parseSet(line, into));
      case 'parseString':
      case 'parseIntoString':
        return setAll(line => parseSetString(line, into));
      case 'parseJSON':
        return setAll(line => parseSetJson(line, into));
      case 'parseFile':
      case 'parseIntoFile':
        return setAll(line =>
          parseSetFile(line, path => text(files, path), into),
        );
      case 'parseLiteral':
      case 'parseLiteralInto':
        return setAll(line => parseSetLiteral(line, into));
      case 'toYAML':
        return emitSigsYaml(toJson(parseSet(lines[0]))).replace(/\n$/, '');
      case 'setIndex': {
        const list = goValueOf(testCase.list);
        return jsonOf(
          setIndex(
            Array.isArray(list) ? list : [],
            Number(testCase.index),
            goValueOf(testCase.value),
          ),
        );
      }
      default:
        throw new Error(`no such operation: ${testCase.op}`);
    }
  });
}
