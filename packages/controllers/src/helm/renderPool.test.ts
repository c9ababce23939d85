import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Chart,
  ChartError,
  type LookupRequest,
  ReleaseRenderError,
  goMapOf,
  parseSet,
  renderChart,
  renderWithLookups,
} from '@sluice/helm';
import { goInt } from '@sluice/golang/value';
import { parseSigsYaml } from '@sluice/golang/yaml';
import {
  WorkerMemoryError,
  WorkerRequestError,
  WorkerTimeoutError,
} from '@sluice/runtime/workers';
import { archiveOf, chartOf, showing } from './__testUtils__/charts';
import { postRendererOf } from './postRender';
import { RenderPool } from './renderPool';

jest.setTimeout(60_000);

const release = { name: 'web', namespace: 'apps' };
const { signal } = new AbortController();

/** Workers read TypeScript as it is. */
const execArgv = [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];

let pool: RenderPool;

beforeAll(() => {
  pool = new RenderPool({
    size: 1,
    memory: 256,
    execArgv,
  });
});
afterAll(() => pool.stop());

async function failure(running: Promise<unknown>): Promise<unknown> {
  try {
    return await running;
  } catch (error) {
    return error;
  }
}

/** What the pool renders, and what is rendered here, without the causes of errors. */
async function both(
  chart: Chart,
  options: Partial<Parameters<typeof renderChart>[1]> = {},
) {
  const all = { release, ...options };
  const here = await failure((async () => renderChart(chart, all))());
  const there = await failure(pool.render(chart, all));
  return { here, there };
}

const umbrella = {
  'Chart.yaml': `apiVersion: v2
name: app
version: 1.0.0
annotations: {a: b}
dependencies:
  - {name: below, version: 1.x, alias: first, condition: first.enabled, import-values: [{child: out, parent: imported}]}
  - {name: below, version: 1.x, alias: second, condition: second.enabled}
`,
  'Chart.lock': `dependencies: []\ndigest: sha256:0\ngenerated: "2026-01-01T00:00:00Z"\n`,
  'values.yaml':
    'first: {enabled: true, n: 1}\nsecond: {enabled: false}\nlist: [1, 1.5, x, null]\n',
  'values.schema.json': '{"properties": {"list": {"type": "array"}}}',
  'crds/a.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n',
  'charts/below/Chart.yaml': 'apiVersion: v2\nname: below\nversion: 1.2.3\n',
  'charts/below/values.yaml': 'n: 0\nout: {deep: [1, {b: c}]}\n',
  'charts/below/templates/a.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: {name: "{{ .Chart.Name }}-{{ .Values.n }}"}\n',
};

const templates = {
  'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data:
  imported: {{ .Values.imported | toJson | quote }}
  list: {{ printf "%T %v" (index .Values.list 0) .Values.list | quote }}
  int: {{ printf "%T %v" .Values.int .Values.int | quote }}
  file: {{ .Files.Get "files/x" | quote }}
  version: {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }}
`,
  'hook.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: hook
  annotations: {helm.sh/hook: "pre-install,post-upgrade", helm.sh/hook-weight: "-3"}
`,
  'NOTES.txt': 'Look at {{ .Release.Name }}.\n',
};

describe('charts in a pool', () => {
  it('render to what they render to here, with the same chart', async () => {
    const chart = chartOf(templates, { ...umbrella, 'files/x': 'x\n' });
    const { here, there } = await both(chart, {
      values: parseSet('int=12,second.enabled=true'),
      includeCrds: true,
    });
    expect(there).toEqual(here);
    expect(here).toHaveProperty(
      'manifest',
      expect.stringContaining('int: "int64 12"'),
    );
    expect(there).toHaveProperty('chart.dependencies.length', 2);
  });

  it('are loaded there from an archive or a path, and are the same', async () => {
    const data = archiveOf(templates, { ...umbrella, 'files/x': 'x\n' });
    const directory = mkdtempSync(join(tmpdir(), 'sluice-pool-'));
    try {
      const path = join(directory, 'app.tgz');
      writeFileSync(path, data);
      for (const source of [{ data }, { path }]) {
        const chart = await pool.loadChart(source, { signal });
        const { here, there } = await both(chart);
        expect(there).toEqual(here);
        expect(chart.raw.map(({ name }) => name)).toContain('Chart.yaml');
        expect(chart.crds).toHaveLength(1);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('may have been changed since they were loaded', async () => {
    const chart = chartOf(showing('.Files.Get "x"'), { x: 'one' });
    await both(chart);
    chart.files = [{ name: 'x', data: Buffer.from('two') }];
    chart.metadata.version = '2.0.0';
    const { here, there } = await both(chart);
    expect(there).toEqual(here);
    expect(there).toHaveProperty('manifest', expect.stringContaining('two'));
  });

  it('fail with the same errors', async () => {
    const cases = [
      chartOf(showing('.Values.a.b.c')),
      chartOf(showing('fail "no"')),
      chartOf(showing('1'), { 'values.schema.json': '{"required": ["a"]}' }),
      chartOf({ 'a.yaml': 'a: {{ b\n' }),
      chartOf({ 'a.yaml': 'a: b: c\n' }),
    ];
    for (const chart of cases) {
      const { here, there } = await both(chart);
      expect(here).toBeInstanceOf(Error);
      const { message, name } = here instanceof Error ? here : new Error();
      expect(there).toMatchObject({ message, name });
    }
    const broken = await failure(pool.render(cases[4], { release }));
    expect(broken).toBeInstanceOf(ReleaseRenderError);
    expect(broken).toHaveProperty('manifest', expect.stringContaining('b: c'));
    const archive = pool.loadChart({ data: Buffer.from('x') }, { signal });
    expect(await failure(archive)).toBeInstanceOf(ChartError);
  });

  it('reach the limit of includes that Helm has', async () => {
    // The errors of two thousand templates, each of which tells of all below it, need more memory than the other tests give.
    const roomy = new RenderPool({ size: 1, execArgv });
    const error = await failure(
      roomy.render(
        chartOf({
          'a.yaml':
            '{{ define "a" }}{{ with . }}{{ include "b" . }}{{ end }}{{ end }}{{ define "b" }}{{ range list 1 }}{{ include "a" $ }}{{ end }}{{ end }}{{ include "a" . }}',
        }),
        { release },
      ),
    );
    await roomy.stop();
    expect(error).toHaveProperty(
      'message',
      expect.stringContaining(
        'rendering template has a nested reference name: a: unable to execute template',
      ),
    );
  });

  it('look things up', async () => {
    const chart = chartOf(
      showing(
        '(lookup "v1" "Secret" "apps" (lookup "v1" "Secret" "apps" "first").data.next).data.value',
      ),
    );
    const asked: string[] = [];
    const client = async ({ name }: LookupRequest) => {
      asked.push(name);
      return name === 'first'
        ? { data: { next: 'second' } }
        : { data: { value: 9007199254740993n } };
    };
    const there = await pool.render(chart, { release }, client);
    expect(there.manifest).toContain('value: "9007199254740993"');
    expect(asked).toEqual(['first', 'second']);
    expect(there).toEqual(
      await renderWithLookups(client, lookup =>
        renderChart(chart, { release, engine: { lookup } }),
      ),
    );
    const refused = pool.render(chart, { release }, async () => {
      throw new Error('secrets "first" is forbidden');
    });
    expect(await failure(refused)).toHaveProperty(
      'message',
      expect.stringContaining('secrets "first" is forbidden'),
    );
  });

  it('tell their warnings', async () => {
    const warnings: string[] = [];
    const chart = chartOf(showing('1'), {
      'values.yaml': 'a: {b: {c: 1}}\n',
    });
    await pool.render(chart, {
      release,
      values: goMapOf({ a: { b: 1 } }),
      warn: warning => warnings.push(warning),
    });
    expect(warnings).toEqual([expect.stringContaining('cannot overwrite')]);
  });

  it('are patched by kustomize there', async () => {
    const chart = chartOf(showing('1'));
    const patches = [
      {
        patch: '[{"op": "add", "path": "/data/more", "value": "yes"}]',
        target: { kind: 'ConfigMap' },
      },
    ];
    const postRenderer = postRendererOf(
      { postRenderers: [{ kustomize: { patches } }] },
      { namespace: 'apps', name: 'web' },
    );
    const { here, there } = await both(chart, { postRenderer });
    expect(there).toEqual(here);
    expect(there).toHaveProperty(
      'manifest',
      expect.stringContaining('more: "yes"'),
    );
  });

  it('are not given functions, and errors show none of their text', async () => {
    const chart = chartOf(showing('1'));
    for (const options of [
      { postRenderer: (text: string) => `${text}secret` },
      { engine: { lookup: () => undefined } },
    ]) {
      const error = await failure(pool.render(chart, { release, ...options }));
      expect(error).toBeInstanceOf(WorkerRequestError);
      expect(String(error)).not.toContain('secret');
    }
  });
});

describe('renders in a pool', () => {
  it('share nothing that a chart can change', async () => {
    const chart = chartOf(
      {
        ...showing(
          'set .Values.shared "seen" (add1 (.Values.shared.seen | default 0)) | toJson',
        ),
      },
      { 'values.yaml': 'shared: {}\n' },
    );
    const first = await pool.render(chart, { release });
    const second = await pool.render(chart, { release });
    expect(first.manifest).toContain('value: "{\\"seen\\":1}"');
    expect(second.manifest).toBe(first.manifest);
    const values = new Map([['shared', new Map([['given', goInt(1)]])]]);
    await pool.render(chart, { release, values });
    expect(values.get('shared')?.has('seen')).toBe(false);
  });

  it('leave the event loop of their caller alone', async () => {
    // Half a second and more of work.
    const chart = chartOf(
      showing(
        'range $i := until 200000 }}{{ sha256sum (toString $i) }}{{ end }}{{ 1',
      ),
    );
    let turns = 0;
    let done = false;
    const rendering = failure(pool.render(chart, { release })).finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise(resolve => setImmediate(resolve));
      turns += 1;
    }
    await rendering;
    expect(turns).toBeGreaterThan(100);
  });

  it('end when nobody wants them any more', async () => {
    const abort = new AbortController();
    const endless = chartOf(
      showing(
        'range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}{{ 1',
      ),
    );
    const rendering = failure(
      pool.render(endless, { release }, undefined, abort.signal),
    );
    await new Promise(resolve => setImmediate(resolve));
    abort.abort(new Error('not wanted'));
    expect(await rendering).toHaveProperty('message', 'not wanted');
    expect(await pool.render(chartOf(showing('1')), { release })).toBeDefined();
  });

  it.each([
    [
      'a map',
      'range $i := until 1000 }}{{ range until 1000000 }}{{ $_ := set $.Values (printf "%d-%d" $i .) . }}{{ end }}{{ end }}{{ 1',
      /needed more memory than 256 MB/,
    ],
    [
      'texts',
      'range $i := until 1000000 }}{{ $_ := set $.Values (toString $i) (repeat 1000000 "x" | upper) }}{{ end }}{{ 1',
      /needed more memory than 256 MB|functions made more than/,
    ],
    [
      'a text',
      'repeat 1000000 (repeat 1000 (repeat 1000 "x")) }}{{ 1',
      /is longer than the limit/,
    ],
    [
      'an output',
      'range until 1000 }}{{ range until 100000 }}xxxxxxxxxx{{ end }}{{ end }}{{ 1',
      /output is longer than|needed more memory/,
    ],
    [
      'a manifest',
      'repeat 40000000 "x" }}{{ 1',
      /the rendered chart is longer than 33554432 characters/,
    ],
  ])(
    'fail alone when %s has no end',
    async (_, action, message) => {
      const error = await failure(
        pool.render(chartOf(showing(action)), { release }),
      );
      expect(error).toHaveProperty('message', expect.stringMatching(message));
      expect(
        await pool.render(chartOf(showing('1')), { release }),
      ).toBeDefined();
    },
    60_000,
  );
});

describe('a pool', () => {
  it('ends what takes too long', async () => {
    const quick = new RenderPool({
      size: 1,
      timeout: 1,
      execArgv,
    });
    const error = await failure(
      quick.render(chartOf(showing('1')), { release }),
    );
    await quick.stop();
    expect(error).toBeInstanceOf(WorkerTimeoutError);
    expect(error).not.toBeInstanceOf(WorkerMemoryError);
  });

  it('reads long YAML', async () => {
    const text = `b: [1, 9007199254740993]\n__proto__: {x: 1}\na: "${'x'.repeat(
      60_000,
    )}"\n`;
    expect(await pool.readYaml(text)).toEqual(parseSigsYaml(text));
    expect(await failure(pool.readYaml(`a: b: ${text}`))).toHaveProperty(
      'message',
      await failure((async () => parseSigsYaml(`a: b: ${text}`))()).then(
        error => (error instanceof Error ? error.message : error),
      ),
    );
  });

  it('reads index files', async () => {
    const data = Buffer.from(`apiVersion: v1
generated: "2026-01-01T00:00:00Z"
entries:
  app:
    - {name: app, version: 1.0.0, apiVersion: v2, urls: [app-1.0.0.tgz], digest: d}
    - {name: app, version: 2.0.0-rc.1, apiVersion: v2, urls: [], annotations: {a: b}}
`);
    const digest = createHash('sha256').update(data).digest('hex');
    for (const source of [{ data }, { data, digest }, { data, digest }]) {
      expect(
        await pool.findVersion(source, { chart: 'app' }, { signal }),
      ).toMatchObject({ digest: 'd', metadata: { version: '1.0.0' } });
    }
    expect(await pool.readIndex({ data }, { signal })).toEqual({
      generated: '2026-01-01T00:00:00Z',
      charts: 1,
    });
    const newer = { chart: 'app', range: '>=2.0.0-0' };
    const found = await pool.findVersion({ data }, newer, { signal });
    expect(found.metadata.annotations).toEqual(new Map([['a', 'b']]));
    const missing = pool.findVersion({ data }, { chart: 'x' }, { signal });
    expect(await failure(missing)).toHaveProperty(
      'message',
      'no chart name found',
    );
  });
});
