import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  Chart,
  IgnoreRules,
  goMapOf,
  isCompatibleRange,
  loadChart,
  loadFiles,
  loadValues,
  parseKubeVersion,
  processDependencies,
  processEnabled,
  processImports,
  validateChartName,
  validateDependency,
  validateMetadata,
  validateObjectName,
  validateReleaseName,
  valueAt,
} from '@sluice/helm';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  records,
  text,
} from './corpus';
import { chartOf, dependencyOf, metadataOf } from './helmChart';
import { judgeOutcome, jsonOf } from './helmValues';

/** Judges a case of `helm/ignore.jsonl`. */
export function judgeIgnore(testCase: JsonRecord): Verdict {
  const run = () => IgnoreRules.parse(text(testCase, 'pattern'));
  if ('valid' in testCase) {
    return judgeOutcome(testCase, () => {
      run();
      return undefined;
    });
  }
  if ('rules' in testCase) {
    const { size } = run();
    return size === testCase.rules ? undefined : `${size} rules`;
  }
  const ignored = run().ignores(
    text(testCase, 'path'),
    testCase.isDir === true,
  );
  return ignored === testCase.ignored ? undefined : `ignored: ${ignored}`;
}

/** Judges a case of `helm/chartmeta.jsonl`. */
export function judgeChartMeta(testCase: JsonRecord): Verdict {
  const input = text(testCase, 'input');
  switch (text(testCase, 'op')) {
    case 'compatibleRange': {
      const match = isCompatibleRange(
        text(testCase, 'constraint'),
        text(testCase, 'version'),
      );
      return match === testCase.match ? undefined : `match: ${match}`;
    }
    case 'releaseName':
      return judgeOutcome(testCase, () => void validateReleaseName(input));
    case 'metadataName':
      return judgeOutcome(testCase, () => void validateObjectName(input));
    case 'chartName':
      return judgeOutcome(testCase, () => void validateChartName(input));
    case 'dependency':
      return judgeOutcome(
        testCase,
        () => void validateDependency(dependencyOf(record(testCase, 'input'))),
      );
    case 'metadata':
      return judgeOutcome(testCase, () => {
        validateMetadata(
          isRecord(testCase.input) ? metadataOf(testCase.input) : null,
        );
        return undefined;
      });
    case 'kubeVersion': {
      const version = parseKubeVersion(input);
      const fields: Record<string, string> = {
        Version: version.version,
        Major: version.major,
        Minor: version.minor,
        'String()': version.toString(),
        String: version.toString(),
        GitVersion: version.version,
      };
      return judgeOutcome(testCase, () => fields[text(testCase, 'field')]);
    }
    default:
      return `no such operation: ${testCase.op}`;
  }
}

/** What the expressions of the cases can reach of a chart, by Go's names. */
function reach(chart: Chart, name: string): unknown {
  const { metadata, lock } = chart;
  const dependency = (
    item: { name: string; version: string; repository: string } | null,
  ) =>
    item && {
      Name: item.name,
      Version: item.version,
      Repository: item.repository,
    };
  const files = (list: Chart['files']) =>
    list.map(file => ({ Name: file.name, Data: file.data }));
  switch (name) {
    case 'Name':
      return chart.name;
    case 'Metadata':
      return {
        Dependencies: (metadata.dependencies ?? []).map(dependency),
      };
    case 'Lock':
      return (
        lock && { Dependencies: (lock.dependencies ?? []).map(dependency) }
      );
    case 'Templates':
      return files(chart.templates);
    case 'Files':
      return files(chart.files);
    case 'Raw':
      return files(chart.raw);
    case 'Dependencies':
      return chart.dependencies;
    case 'Values':
      return chart.values;
    default:
      throw new Error(`no such field: ${name}`);
  }
}

const STEP =
  /^\.PathValue\("([^"]*)"\)|^\["([^"]*)"\]|^\[([0-9]+)\]|^\.([A-Za-z]+)(?:\(\))?/;

function step(value: unknown, match: RegExpExecArray): unknown {
  const [, path, key, index, name] = match;
  if (value instanceof Map) {
    return jsonOf(
      path === undefined ? value.get(key) ?? null : valueAt(value, path),
    );
  }
  if (Array.isArray(value)) return value[Number(index)];
  if (value instanceof Chart)
    return name === 'Load' ? value : reach(value, name);
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([field]) => field === name)?.[1]
    : undefined;
}

/** Evaluates an expression such as `len($.Metadata.Dependencies)`. */
function evaluate(expression: string, subject: unknown): unknown {
  const length = /^len\((.*)\)$/.exec(expression);
  if (length) {
    const value = evaluate(length[1], subject);
    return Array.isArray(value) || value instanceof Uint8Array
      ? value.length
      : undefined;
  }
  let rest = expression.slice(1);
  let value = subject;
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (!match) throw new Error(`cannot read ${expression}`);
    value = step(value, match);
    rest = rest.slice(match[0].length);
  }
  return value;
}

interface Loaded {
  subject?: unknown;
  error?: Error;
}

function judgeAssert(assert: Json[], { subject, error }: Loaded): Verdict {
  const [expression, operator, expected] = assert;
  const source = String(expression);
  let actual: unknown;
  if (source === 'error' || source.endsWith(':error')) {
    actual = error ?? null;
  } else if (source === 'error.Error()') {
    actual = error?.message;
  } else {
    if (error) return `threw ${error.message}`;
    actual = evaluate(source, subject);
    if (actual instanceof Map) actual = jsonOf(actual);
  }
  const equal =
    isDeepStrictEqual(JSON.parse(JSON.stringify(actual ?? null)), expected) ||
    (actual === null && expected === null) ||
    String(actual) === expected;
  return (operator === '==') === equal
    ? undefined
    : `${source} ${operator} ${JSON.stringify(
        expected,
      )}, but it is ${JSON.stringify(actual)}`;
}

function withLinks<T>(
  directory: string,
  path: string,
  links: readonly Json[],
  run: (path: string) => T,
): T {
  if (links.length === 0) return run(join(directory, path));
  const copy = mkdtempSync(join(tmpdir(), 'sluice-corpora-'));
  try {
    const top = path.split('/').slice(0, -1).join('/');
    cpSync(join(directory, top), join(copy, top), { recursive: true });
    for (const link of links) {
      const [target, at] = Array.isArray(link) ? link.map(String) : [];
      rmSync(join(copy, at), { recursive: true, force: true });
      symlinkSync(target, join(copy, at));
    }
    return run(join(copy, path));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function load(testCase: JsonRecord, directory: string): Loaded {
  const args = Array.isArray(testCase.args) ? testCase.args : [];
  const [first] = args;
  try {
    switch (testCase.load) {
      case 'LoadValues':
        return { subject: loadValues(String(first)) };
      case 'LoadFiles':
        return {
          subject: loadFiles(
            (Array.isArray(first) ? first : []).filter(isRecord).map(file => ({
              name: text(file, 'Name'),
              data: Buffer.from(text(file, 'Data')),
            })),
          ),
        };
      default: {
        const links = Array.isArray(testCase.symlinks) ? testCase.symlinks : [];
        return {
          subject: withLinks(directory, String(first), links, path =>
            loadChart(path),
          ),
        };
      }
    }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function judgeLoading(testCase: JsonRecord, directory: string): Verdict {
  const loaded = load(testCase, directory);
  const steps = records(testCase, 'steps');
  const asserts = (
    Array.isArray(testCase.asserts) ? testCase.asserts : []
  ).filter((assert): assert is Json[] => Array.isArray(assert));
  for (let done = 0; done <= steps.length; done += 1) {
    const { subject } = loaded;
    if (done > 0 && subject instanceof Chart) {
      if (steps[done - 1].fn === 'processDependencyEnabled') {
        processEnabled(subject, subject.values ?? new Map(), '', () => {});
      } else {
        processImports(subject, () => {});
      }
    }
    for (const assert of asserts) {
      const verdict =
        assert[3] === done ? judgeAssert(assert, loaded) : undefined;
      if (verdict !== undefined) return verdict;
    }
  }
  return undefined;
}

function pathsOf(chart: Chart): string[] {
  return [chart.path, ...chart.dependencies.flatMap(pathsOf)];
}

/** Judges a case of `helm/deps.jsonl`; `directory` holds the fixtures. */
export function judgeDependencies(
  testCase: JsonRecord,
  directory: string,
): Verdict {
  switch (text(testCase, 'op')) {
    case 'chart':
      return judgeLoading(testCase, directory);
    case 'crds':
      return judgeOutcome(testCase, () =>
        chartOf(record(testCase, 'chart')).crds.map(({ name }) => name),
      );
    case 'dependencyEnabled': {
      const chart = loadChart(join(directory, text(testCase, 'chart')));
      processDependencies(chart, goMapOf(record(testCase, 'values')));
      const actual = pathsOf(chart).sort();
      return judgeOutcome(testCase, () => actual);
    }
    default:
      return `no such operation: ${testCase.op}`;
  }
}
