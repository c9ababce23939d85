import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RenderPool } from '@sluice/controllers';
import {
  type Chart,
  Configuration,
  ReleaseStorage,
  SecretDriver,
  install,
  listReleases,
  loadChart,
  packArchive,
  rollback,
  uninstall,
  upgrade,
} from '@sluice/helm';
import {
  type KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import { writeLargeChart, writeLoopingChart } from './chartTrees';
import { openCluster } from './cluster';
import { type Turns, watchTurns } from './turns';

const signal = new AbortController().signal;
const bound = 20;
/** Objects of the large chart. */
const objects = Number(process.env.SLUICE_BENCH_OBJECTS ?? 1_000);

let passed = 0;
let failed = 0;

function row(what: string, { longest, tooLong }: Turns, judged: boolean) {
  const met = longest <= bound;
  if (judged && met) passed += 1;
  if (judged && !met) failed += 1;
  const sign = judged && !met ? 'NOT' : 'ok ';
  process.stdout.write(
    `  ${sign} ${what.padEnd(52)} ${longest.toFixed(1).padStart(8)} ms${
      tooLong > 0 ? `, ${tooLong} over ${bound} ms` : ''
    }\n`,
  );
}

const keys = `{{- range list "a" "b" "c" }}
{{- $ca := genCA . 365 }}
{{- $cert := genSignedCert . nil (list .) 365 $ca }}
---
apiVersion: v1
kind: Secret
metadata:
  name: keys-{{ . }}
data:
  key: {{ genPrivateKey "rsa" | b64enc }}
  tls.crt: {{ $cert.Cert | b64enc }}
  tls.key: {{ $cert.Key | b64enc }}
{{- end }}
`;

async function writeChart(
  root: string,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const path = join(root, `${name}.tgz`);
  await writeFile(
    path,
    packArchive([
      [`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`],
      ...Object.entries(files).map(
        ([file, text]): [string, string | Uint8Array] => [
          `${name}/${file}`,
          text,
        ],
      ),
    ]),
  );
  return path;
}

/** A definition of 800 kB, as operators have them. */
function definition(): string {
  const fields = Array.from(
    { length: 3_600 },
    (_, i) => `                field${i}:
                  description: |-
                    Words that describe field ${i} at length, as all of them are described,
                    and a second line.
                  type: string
`,
  );
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: benches.example.com}
spec:
  group: example.com
  names: {kind: Bench, listKind: BenchList, plural: benches, singular: bench}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${fields.join('')}`;
}

interface Charts {
  readonly loops: string;
  readonly files: string;
  readonly keys: string;
  readonly large: string;
  readonly definition: string;
  readonly small: string;
}

async function writeCharts(root: string): Promise<Charts> {
  await mkdir(root, { recursive: true });
  const map =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\n';
  return {
    loops: writeLoopingChart(root, objects / 2),
    files: writeLargeChart(root, 200),
    keys: await writeChart(root, 'keys', { 'templates/keys.yaml': keys }),
    large: await writeChart(root, 'large-release', {
      'templates/map.yaml': map,
      // As much as fits into a Secret: nothing compresses it.
      'files/random': randomBytes(480_000).toString('base64'),
    }),
    definition: await writeChart(root, 'definition', {
      'templates/definition.yaml': definition(),
    }),
    small: await writeChart(root, 'small', {
      'templates/map.yaml': map,
      'templates/values.txt': '',
      'README.md': 'words and words\n'.repeat(1_000),
    }),
  };
}

/** How charts are loaded and rendered: here, or in a pool. */
class Subject {
  readonly pool: RenderPool | undefined;
  readonly #client: KubernetesClient;
  readonly #namespace: string;

  constructor(
    client: KubernetesClient,
    namespace: string,
    pool: RenderPool | undefined,
  ) {
    this.#client = client;
    this.#namespace = namespace;
    this.pool = pool;
  }

  get config(): Configuration {
    return new Configuration({
      client: this.#client,
      namespace: this.#namespace,
      render: this.pool?.render,
      readYaml: this.pool?.readYaml,
    });
  }

  async load(path: string): Promise<Chart> {
    return this.pool
      ? await this.pool.loadChart({ path }, { signal })
      : loadChart(path);
  }

  async measure(what: string, work: () => Promise<unknown>): Promise<void> {
    const mode = this.pool ? 'pool' : 'here';
    row(`${mode}: ${what}`, await watchTurns(work), this.pool !== undefined);
  }
}

async function life(
  subject: Subject,
  what: string,
  path: string,
): Promise<void> {
  const { config } = subject;
  const name = 'bench';
  const load = () => subject.load(path);
  await subject.measure(`${what}: install`, async () => {
    await install(config, { name, chart: await load() });
  });
  const values = new Map([['replicas', 3]]);
  await subject.measure(`${what}: upgrade`, async () => {
    await upgrade(config, { name, chart: await load(), values });
  });
  await subject.measure(`${what}: upgrade, client-side`, async () => {
    await upgrade(config, {
      ...{ name, chart: await load() },
      ...{ resetValues: true, serverSideApply: false },
    });
  });
  await subject.measure(`${what}: rollback`, () => rollback(config, { name }));
  await subject.measure(`${what}: history`, () =>
    config.releases.history(name),
  );
  await subject.measure(`${what}: status`, () => config.releases.last(name));
  await subject.measure(`${what}: uninstall`, () =>
    uninstall(config, { name }),
  );
}

async function run(
  client: KubernetesClient,
  charts: Charts,
  pool: RenderPool | undefined,
): Promise<void> {
  const namespace = pool ? 'pool' : 'here';
  await client.create({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: namespace },
  });
  const subject = new Subject(client, namespace, pool);
  const { config } = subject;
  // What is read or compiled at its first use is by then.
  const warmUp = { name: 'warm-up', chart: await subject.load(charts.small) };
  await install(config, warmUp);
  await upgrade(config, { ...warmUp, serverSideApply: false });
  await subject.measure('three RSA-4096 keys and certificates', async () => {
    const chart = await subject.load(charts.keys);
    await install(config, { name: 'keys', chart, dryRun: 'server' });
  });
  await subject.measure('400 templates, dry run', async () => {
    const chart = await subject.load(charts.files);
    await install(config, { name: 'files', chart, dryRun: 'client' });
  });
  await life(subject, `${objects} objects`, charts.loops);
  await life(subject, 'a release of 900 kB', charts.large);
  await life(subject, 'a definition of 800 kB', charts.definition);
  await list(subject, client, namespace);
}

/** Lists so many releases. */
async function list(
  subject: Subject,
  client: KubernetesClient,
  namespace: string,
): Promise<void> {
  const storage = new ReleaseStorage(new SecretDriver({ client, namespace }));
  const release = await storage.last('warm-up');
  for (let i = 0; i < 300; i += 1) {
    await storage.create({ ...release, name: `listed-${i}` });
  }
  await subject.measure('list of 300 releases', () =>
    listReleases(subject.config),
  );
}

async function main(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-bench-blocking-'));
  const cluster = await openCluster(
    { kind: 'embedded' },
    {
      program: process.execPath,
      args: [process.env.SLUICE_BENCH_CLI ?? ''],
    },
    root,
  );
  const client = createClient({
    connection: await loadConnection({ kubeconfig: cluster.kubeconfig }),
  });
  const pool = new RenderPool({ size: 1 });
  try {
    const charts = await writeCharts(join(root, 'charts'));
    if (!process.argv.includes('--pool-only')) {
      await run(client, charts, undefined);
    }
    await run(client, charts, pool);
  } finally {
    await pool.stop();
    await client.close();
    await cluster.stop();
    await rm(root, { recursive: true, force: true });
  }
  process.stdout.write(`blocking: ${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
