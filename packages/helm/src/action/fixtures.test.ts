import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import {
  ReleaseRenderError,
  type Warn,
  type WarnDetails,
  checkDependencies,
  checkInstallable,
  loadChart,
  mergeUserValues,
  renderChart,
  templateText,
} from '..';

const fixtures = join(__dirname, '../../fixtures');

/** As Go's `slog` prints it. */
function logLine(
  message: string,
  { level = 'INFO', fields = {} }: WarnDetails = {},
): string {
  const shown = (text: string) => (/[\s"=]/.test(text) ? quote(text) : text);
  return [['level', level], ['msg', message], ...Object.entries(fields)]
    .map(([key, value]) => `${key}=${shown(value)}`)
    .join(' ');
}

/** What `helm template` prints, errors included; what it logs is added to the log. */
function template(
  chartPath: string,
  valueFiles: string[],
  log: string[] = [],
): string {
  const warn: Warn = (message, details) => log.push(logLine(message, details));
  try {
    const chart = loadChart(chartPath, { warn });
    checkInstallable(chart);
    checkDependencies(chart);
    const values = mergeUserValues({ valueFiles }, path =>
      readFileSync(path, 'utf8'),
    );
    return templateText(
      renderChart(chart, {
        release: { name: 'demo', namespace: 'apps' },
        includeCrds: true,
        values,
        warn,
      }),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const hint =
      error instanceof ReleaseRenderError
        ? '\n\nUse --debug flag to render out invalid YAML'
        : '';
    return `Error: ${error.message}${hint}\n`;
  }
}

const runs = readdirSync(fixtures)
  .filter(name => existsSync(join(fixtures, name, 'expected')))
  .flatMap(name =>
    readdirSync(join(fixtures, name, 'expected'))
      .filter(file => file.endsWith('.txt'))
      .map(file => ({ name, run: file.replace('.txt', '') })),
  );

/** Helm tells of properties in a random order. */
function lines(text: string): string[] {
  return text.split('\n').sort();
}

describe('charts rendered by Helm', () => {
  it.each(runs)('renders $name with $run values', ({ name, run }) => {
    const directory = join(fixtures, name);
    const values = join(directory, `values-${run}.yaml`);
    const log: string[] = [];
    const actual = template(
      join(directory, 'chart'),
      existsSync(values) ? [values] : [],
      log,
    );
    const expected = readFileSync(
      join(directory, 'expected', `${run}.txt`),
      'utf8',
    );
    const comparable = name === 'strict' ? lines : (text: string) => text;
    expect(comparable(actual)).toEqual(comparable(expected));
    const logFile = join(directory, 'expected', `${run}.log`);
    const logged = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
    expect(log.sort()).toEqual(logged.split('\n').slice(0, -1));
  });

  it('leaves the chart as it is, so that it can be rendered again', () => {
    const chart = loadChart(join(fixtures, 'platform/chart'));
    const options = { release: { name: 'demo', namespace: 'apps' } };
    const first = renderChart(chart, options);
    expect(renderChart(chart, options).manifest).toBe(first.manifest);
    expect(chart.dependencies.map(({ name }) => name).sort()).toEqual([
      'cache',
      'common',
      'web',
    ]);
  });

  it('takes the notes of charts below when asked', () => {
    const chart = loadChart(join(fixtures, 'platform/chart'));
    const release = { name: 'demo', namespace: 'apps' };
    expect(renderChart(chart, { release }).notes).toBe('demo runs in apps.\n');
    const { notes } = renderChart(chart, { release, subNotes: true });
    expect(notes).toContain('Sub notes of frontend');
    expect(notes).toContain('demo runs in apps.');
  });

  it('shows only the templates asked for, and no tests', () => {
    const chart = loadChart(join(fixtures, 'platform/chart'));
    const rendered = renderChart(chart, { release: { name: 'demo' } });
    expect(templateText(rendered, { skipTests: true })).not.toContain(
      'demo-test',
    );
    expect(
      templateText(rendered, { showOnly: ['templates/tests/*.yaml'] }),
    ).toMatch(/^---\n# Source: platform\/templates\/tests\/connection.yaml\n/);
    expect(() =>
      templateText(rendered, { showOnly: ['templates/no.yaml'] }),
    ).toThrow('could not find template templates/no.yaml in chart');
  });

  it('refuses a cluster that is too old', () => {
    const chart = loadChart(join(fixtures, 'platform/chart'));
    chart.metadata.kubeVersion = '>=2.0.0';
    expect(() => renderChart(chart, { release: { name: 'demo' } })).toThrow(
      'chart requires kubeVersion: >=2.0.0 which is incompatible with Kubernetes v1.36.0',
    );
  });

  it('ends what never ends', () => {
    const chart = loadChart(join(fixtures, 'failing/chart'));
    const [, file] = chart.templates;
    const text =
      '{{ range until 100000 }}{{ range until 100000 }}x{{ end }}{{ end }}';
    chart.templates = [{ ...file, data: Buffer.from(text) }];
    expect(() =>
      renderChart(chart, {
        release: { name: 'demo' },
        engine: { limits: { maximumSteps: 1_000_000 } },
      }),
    ).toThrow('more than 1000000 steps');
  });
});
