import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HelmContext, runHelm } from '@sluice/cli/helm';
import { Configuration, MemoryDriver, storageName } from '@sluice/helm';
import { systemClock } from '@sluice/kubernetes/client';
import { FakeCluster, fakeClient } from '@sluice/kubernetes/testing';
import { type JsonRecord, type Verdict, difference, text } from './corpus';
import { releasesBefore } from './helmReleases';

/** Milliseconds; when upstream's tests take place. */
const now = 242_085_845_000;

async function storageOf(testCase: JsonRecord, argv: readonly string[]) {
  const storage = new MemoryDriver('default');
  for (const release of releasesBefore(text(testCase, 'name'), argv)) {
    await storage
      .withNamespace(release.namespace)
      .create(storageName(release.name, release.version), release);
  }
  return storage;
}

/** Runs a command with releases in memory and a cluster that is empty; its exit code and all that it prints, without the log. */
async function run(
  testCase: JsonRecord,
  cwd: string,
): Promise<{ code: number; output: string }> {
  const argv = Array.isArray(testCase.argv) ? testCase.argv.map(String) : [];
  // What upstream's tests take for granted.
  if (/^(?:lint|template)$/.test(argv[0]) && !argv.includes('--kube-version')) {
    argv.push('--kube-version', 'v1.20.0');
  }
  const storage = await storageOf(testCase, argv);
  let output = '';
  const context: HelmContext = {
    argv,
    env: {
      KUBECONFIG: '/none',
      HELM_PLUGINS: 'testdata/helmhome/helm/plugins',
    },
    cwd,
    signal: new AbortController().signal,
    // That of upstream's tests is not built with numbers.
    build: {
      version: 'v4.2',
      gitCommit: '',
      gitTreeState: '',
      goVersion: '',
      kubeClientVersion: 'v1.20',
    },
    // Keys expire by the time of day; releases are dated by the clock below.
    now: () => new Date(),
    readInput: () => '',
    stdout: part => {
      output += part;
    },
    stderr: part => {
      if (!part.startsWith('level=')) output += part;
    },
    connect: async ({ settings }, { allNamespaces }) => {
      const client = fakeClient(new FakeCluster({ now: () => now }));
      await client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'default' },
      });
      const { namespace } = settings;
      return {
        config: new Configuration({
          client,
          namespace,
          driver: storage.withNamespace(allNamespaces ? undefined : namespace),
          clock: { ...systemClock, now: () => now },
        }),
        close: () => client.close(),
      };
    },
  };
  return { code: await runHelm(context), output };
}

// The original compares so, too.
function normal(output: string): string {
  return output.replaceAll('\r\n', '\n').replaceAll('\\', '/');
}

/** Judges a case of `helm/cmd_goldens.jsonl`; `directory` holds the fixtures. */
export async function judgeHelmCommand(
  testCase: JsonRecord,
  directory: string,
): Promise<Verdict> {
  const cwd = join(directory, text(testCase, 'cwd'));
  const { code, output } = await run(testCase, cwd);
  if ((code !== 0) !== (testCase.error === true)) {
    return `exit code ${code}: ${output}`;
  }
  const golden = text(testCase, 'golden');
  if (golden === '') return undefined;
  const expected = normal(readFileSync(join(directory, golden), 'utf8'));
  const actual = normal(output);
  return actual === expected ? undefined : difference(actual, expected);
}
