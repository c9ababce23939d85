import { execFileSync } from 'node:child_process';
import { quote } from '@sluice/golang/fmt';
import {
  Capabilities,
  type Warn,
  checkDependencies,
  loadFiles,
  mergeUserValues,
  parseKubeVersion,
  programBuildInfo,
  renderChart,
} from '@sluice/helm/offline';
import { type ChartCase } from './charts';

/** What `helm template` would print, or the error that it would end with, and what it logs. */
export interface ChartOutcome {
  output?: string;
  error?: string;
  log: string[];
}

/** The lines of a text, and what they list, sorted: Helm tells of properties, and looks at tables, in a random order. */
function sorted(text: string): string {
  return text
    .split('\n')
    .map(line => line.split(/, | /).sort().join(' '))
    .sort()
    .join('\n');
}

/** Where things are in memory is not the same in any two programs. */
function withoutAddresses(text: string): string {
  return text.replace(/0x[0-9a-f]{8,12}|\b[0-9a-f]{10,12}\b/g, 'ADDRESS');
}

/** YAML that goes on behind a list on one line, `[] key: x`: to Helm it is the list, here it is an error. */
function refusesTrailingYaml({ output = '', error = '' }: ChartOutcome) {
  return `${output}${error}`.includes('yaml: did not find expected key');
}

function comparable({ output, error }: ChartOutcome): string {
  const text = JSON.stringify([
    output,
    error?.includes("values don't meet") ? sorted(error) : error,
  ]);
  return withoutAddresses(text);
}

function isPartOf(some: readonly string[], all: readonly string[]): boolean {
  return some.every(line => all.includes(line));
}

/** Whether both say the same, but for what is known. How much Helm logs before it fails depends on the random order in which it looks at maps. */
export function isSameChartOutcome(
  own: ChartOutcome,
  original: ChartOutcome,
): boolean {
  if (refusesTrailingYaml(own) && !refusesTrailingYaml(original)) return true;
  if (comparable(own) !== comparable(original)) return false;
  const [more, less] = [own, original].map(({ log }) =>
    [...log].map(withoutAddresses).sort(),
  );
  return own.error === undefined
    ? JSON.stringify(more) === JSON.stringify(less)
    : isPartOf(more, less) || isPartOf(less, more);
}

function isOutcome(value: unknown): value is Partial<ChartOutcome> & {
  outputBase64?: string;
} {
  return typeof value === 'object' && value !== null;
}

/** Asks the judge for all cases at once. */
export function originalChartOutcomes(
  program: string,
  cases: readonly ChartCase[],
): ChartOutcome[] {
  if (cases.length === 0) return [];
  const input = cases.map(each => `${JSON.stringify({ chart: each })}\n`);
  const answers = execFileSync(program, {
    input: input.join(''),
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 512 * 1024 * 1024,
    env: { ...process.env, TZ: 'UTC' },
  });
  return answers
    .trimEnd()
    .split('\n')
    .map(line => {
      const answer: unknown = JSON.parse(line);
      if (!isOutcome(answer)) throw new Error(`no answer: ${line}`);
      const { output, outputBase64, error, log = [] } = answer;
      if (error !== undefined) return { error, log };
      const decoded = Buffer.from(outputBase64 ?? '', 'base64').toString();
      return { output: output ?? decoded, log };
    });
}

function logLine(
  message: string,
  level: string,
  fields: Readonly<Record<string, string>>,
): string {
  const shown = (text: string) =>
    text === '' || /[\s"=\\]|[^\x21-\x7e]/.test(text) ? quote(text) : text;
  return [['level', level], ['msg', message], ...Object.entries(fields)]
    .map(([key, value]) => `${key}=${shown(value)}`)
    .join(' ');
}

function listText(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}

function render(testCase: ChartCase, warn: Warn): string {
  const values = mergeUserValues(
    {
      valueFiles: testCase.values.map((_, i) => String(i)),
      values: testCase.set,
    },
    path => testCase.values[Number(path)],
  );
  const files = Object.keys(testCase.files)
    .sort()
    .map(name => ({ name, data: Buffer.from(testCase.files[name]) }));
  const chart = loadFiles(files, { warn });
  checkDependencies(chart);
  const { manifest, hooks, notes } = renderChart(chart, {
    values,
    release: {
      name: 'name',
      namespace: 'space',
      isUpgrade: testCase.isUpgrade,
    },
    capabilities: new Capabilities({ helmVersion: programBuildInfo }),
    kubeVersion: testCase.kubeVersion
      ? parseKubeVersion(testCase.kubeVersion)
      : undefined,
    apiVersions: testCase.apiVersions,
    includeCrds: testCase.includeCrds,
    warn,
  });
  const hookTexts = hooks.map(
    hook =>
      `---\n# Source: ${hook.path}\n# ${listText(hook.events)} ${
        hook.weight
      } ${listText(hook.deletePolicies)} ${listText(hook.outputLogPolicies)}\n${
        hook.manifest
      }\n`,
  );
  return `${manifest}${hookTexts.join('')}NOTES:\n${notes}`;
}

/** Renders a chart with what is under test. */
export function ownChartOutcome(testCase: ChartCase): ChartOutcome {
  const log: string[] = [];
  const warn: Warn = (message, { level = 'INFO', fields = {} } = {}) =>
    log.push(logLine(message, level, fields));
  try {
    return { output: Buffer.from(render(testCase, warn)).toString(), log };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    for (const prefix of ['chart dependencies processing failed: ']) {
      if (message.startsWith(prefix)) {
        log.push(
          logLine(prefix.slice(0, -2), 'ERROR', {
            error: message.slice(prefix.length),
          }),
        );
      }
    }
    return { error: Buffer.from(message).toString(), log };
  }
}
