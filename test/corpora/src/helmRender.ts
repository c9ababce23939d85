import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type RenderChartOptions,
  ReleaseRenderError,
  type Renderable,
  type RenderOptions,
  checkDependencies,
  checkInstallable,
  coalesceValues,
  goMapOf,
  goValueOf,
  loadChart,
  mergeUserValues,
  nameFromTemplate,
  parseKubeVersion,
  renderAll,
  renderChart,
  renderTemplates,
  sortTemplates,
  templateText,
} from '@sluice/helm';
import { GoInteger, type GoMap, type GoValue } from '@sluice/golang/value';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  difference,
  isRecord,
  record,
  records,
  text,
} from './corpus';
import { chartOf } from './helmChart';

/** The output of one template with Helm's functions. */
export function renderOne(template: string, data: GoValue): string {
  const scope: GoMap = data instanceof Map ? data : new Map();
  const renderable: Renderable = {
    name: 't',
    text: template,
    scope,
    basePath: '',
  };
  return renderAll([renderable]).get('t') ?? '';
}

function judgeMessage(expected: Json, message: string): Verdict {
  if (expected === true) return undefined;
  if (isRecord(expected)) {
    if (typeof expected.equals === 'string') {
      return expected.equals === message
        ? undefined
        : `expected ${JSON.stringify(expected.equals)}, got ${JSON.stringify(
            message,
          )}`;
    }
    if (typeof expected.contains === 'string') {
      return message.includes(expected.contains)
        ? undefined
        : `${JSON.stringify(message)} does not contain ${expected.contains}`;
    }
  }
  return `unexpected error ${message}`;
}

function attempt(run: () => Map<string, string>) {
  try {
    return { files: run() };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

function lookupOf(testCase: JsonRecord): RenderOptions['lookup'] {
  if (!isRecord(testCase.lookup)) return undefined;
  const kinds = record(testCase.lookup, 'kinds');
  const objects = records(testCase.lookup, 'objects');
  return ({ apiVersion, kind, namespace, name }) => {
    const known = record(kinds, `${apiVersion}/${kind}`);
    if (typeof known.error === 'string') throw new Error(known.error);
    const found = objects.filter(object => {
      const metadata = record(object, 'metadata');
      return (
        object.apiVersion === apiVersion &&
        object.kind === kind &&
        (known.namespaced !== true ||
          namespace === '' ||
          metadata.namespace === namespace) &&
        (name === '' || metadata.name === name)
      );
    });
    return name === '' ? { items: found } : found[0];
  };
}

function contextOf(testCase: JsonRecord): GoMap {
  const context = record(testCase, 'context');
  const chart = chartOf(record(testCase, 'chart'));
  if (isRecord(context.$coalesce)) {
    const top = goMapOf(context.$coalesce);
    const values = top.get('Values');
    top.set(
      'Values',
      coalesceValues(chart, values instanceof Map ? values : new Map()),
    );
    return top;
  }
  const top = goMapOf(context);
  const values = record(context, 'Values');
  if (isRecord(values.$coalesce)) {
    top.set('Values', coalesceValues(chart, goMapOf(values.$coalesce)));
  }
  return top;
}

function renderablesOf(templates: JsonRecord): Renderable[] {
  return sortTemplates(Object.keys(templates)).map(name => {
    const template = record(templates, name);
    return {
      name,
      text: text(template, 'tpl'),
      scope: goMapOf(record(template, 'vals')),
      basePath: text(template, 'basePath'),
    };
  });
}

/** Judges a case of `helm/engine.jsonl`. */
export function judgeEngine(testCase: JsonRecord): Verdict {
  if (testCase.op === 'sortTemplates') {
    const input = Array.isArray(testCase.input)
      ? testCase.input.map(String)
      : [];
    return JSON.stringify(sortTemplates(input)) ===
      JSON.stringify(testCase.expect)
      ? undefined
      : 'another order';
  }
  const given = record(testCase, 'options');
  const options: RenderOptions = {
    strict: given.Strict === true,
    lint: given.LintMode === true,
    lookup: lookupOf(testCase),
  };
  const { files, message } = attempt(() =>
    isRecord(testCase.templates)
      ? renderAll(renderablesOf(testCase.templates), options)
      : renderTemplates(
          chartOf(record(testCase, 'chart')),
          contextOf(testCase),
          options,
        ),
  );
  if (message !== undefined) return judgeMessage(testCase.error, message);
  if (testCase.error !== undefined) return 'expected an error';
  const expected = record(testCase, 'expect');
  for (const path of Object.keys(expected)) {
    const actual = files.get(path);
    if (actual !== expected[path]) {
      return `${path}: expected ${JSON.stringify(
        expected[path],
      )}, got ${JSON.stringify(actual)}`;
    }
  }
  return undefined;
}

/** Judges a case of `helm/helm_funcs.jsonl`. */
export function judgeHelmFunction(testCase: JsonRecord): Verdict {
  const data = goValueOf(testCase.data ?? null);
  const typed = withTypes(data, record(testCase, 'dataTypes'));
  const scope: GoMap = new Map([['data', typed]]);
  const template = `{{ with $.data }}${text(
    testCase,
    'template',
  )}{{ else }}${text(testCase, 'template')}{{ end }}`;
  const actual = renderOne(template, scope);
  return actual === testCase.expect
    ? undefined
    : `expected ${JSON.stringify(testCase.expect)}, got ${JSON.stringify(
        actual,
      )}`;
}

function withTypes(data: GoValue, types: JsonRecord): GoValue {
  if (Object.keys(types).length === 0) return data;
  return retyped(data, '', types);
}

function retyped(value: GoValue, pointer: string, types: JsonRecord): GoValue {
  if (value instanceof Map) {
    return new Map(
      [...value].map(([key, item]) => [
        key,
        retyped(item, `${pointer}/${key}`, types),
      ]),
    );
  }
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      retyped(item, `${pointer}/${index}`, types),
    );
  }
  const type = types[pointer];
  return typeof value === 'number' && (type === 'int' || type === 'int64')
    ? integer(type, value)
    : value;
}

function integer(kind: 'int' | 'int64', value: number): GoValue {
  return new GoInteger(kind, BigInt(value));
}

/** The options of `helm template` that the cases use. */
interface TemplateRun {
  options: RenderChartOptions;
  showOnly: string[];
  skipTests: boolean;
  debug: boolean;
}

function readArgs(args: readonly string[], cwd: string): TemplateRun {
  const values: string[] = [];
  const valueFiles: string[] = [];
  const run: TemplateRun = {
    options: {
      release: { name: 'release-name' },
      kubeVersion: parseKubeVersion('v1.20.0'),
    },
    showOnly: [],
    skipTests: false,
    debug: false,
  };
  const { options } = run;
  for (let i = 0; i < args.length; i += 1) {
    const equals = args[i].indexOf('=');
    const inline = args[i].startsWith('--') && equals !== -1;
    const flag = inline ? args[i].slice(0, equals) : args[i];
    const value = () => {
      if (inline) return args[i].slice(equals + 1);
      i += 1;
      return args[i];
    };
    switch (flag) {
      case '--values':
      case '-f':
        valueFiles.push(value());
        break;
      case '--set':
        values.push(value());
        break;
      case '--show-only':
      case '-s':
        run.showOnly.push(value());
        break;
      case '--name-template':
        options.release = { name: nameFromTemplate(value()) };
        break;
      case '--api-versions':
      case '-a':
        options.apiVersions = value().split(',');
        break;
      case '--kube-version':
        options.kubeVersion = parseKubeVersion(value());
        break;
      case '--include-crds':
        options.includeCrds = true;
        break;
      case '--skip-tests':
        run.skipTests = true;
        break;
      case '--skip-schema-validation':
        options.skipSchemaValidation = true;
        break;
      case '--is-upgrade':
        options.release = { ...options.release, isUpgrade: true };
        break;
      case '--debug':
        run.debug = true;
        break;
      default:
        throw new Error(`no such flag: ${flag}`);
    }
  }
  options.values = mergeUserValues({ valueFiles, values }, path =>
    readFileSync(join(cwd, path), 'utf8'),
  );
  return run;
}

function templateOutput(chartPath: string, run: TemplateRun): string {
  let output = '';
  try {
    const chart = loadChart(chartPath);
    checkInstallable(chart);
    checkDependencies(chart);
    const rendered = renderChart(chart, run.options);
    return templateText(rendered, run);
  } catch (error) {
    if (error instanceof ReleaseRenderError) {
      if (run.debug) {
        output = `${error.manifest.trim()}\n`;
      } else {
        return `Error: ${error.message}\n\nUse --debug flag to render out invalid YAML\n`;
      }
    }
    return `${output}Error: ${
      error instanceof Error ? error.message : error
    }\n`;
  }
}

/** Judges a case of `helm/charts.jsonl`; `directory` holds the fixtures. */
export function judgeTemplateRun(
  testCase: JsonRecord,
  directory: string,
): Verdict {
  if (typeof testCase.chart !== 'string') return undefined;
  const cwd = join(directory, text(testCase, 'cwd'));
  const args = Array.isArray(testCase.args) ? testCase.args.map(String) : [];
  const output = templateOutput(join(cwd, testCase.chart), readArgs(args, cwd));
  const golden = text(testCase, 'golden');
  if (golden === '') {
    return output.includes('Error: ') === (testCase.error === true)
      ? undefined
      : output;
  }
  const expected = readFileSync(join(directory, golden), 'utf8');
  // The original compares so, too.
  const normal = (from: string) =>
    from.replaceAll('\r\n', '\n').replaceAll('\\', '/');
  return normal(output) === normal(expected)
    ? undefined
    : difference(normal(output), normal(expected));
}
