import { parseSigsYaml } from '@sluice/golang/yaml';
import { Configuration, type Waiter, install, loadFiles } from '@sluice/helm';
import { FakeCluster, fakeClient } from '@sluice/kubernetes/testing';
import {
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  records,
  text,
} from './corpus';

const listOf = (from: JsonRecord, field: string): string =>
  (Array.isArray(from[field]) ? from[field] : []).join(',');

/** A chart whose templates are the hooks of a case. */
function chartOf(hooks: readonly JsonRecord[]) {
  const templates = hooks.map(hook => {
    const object: unknown = parseSigsYaml(text(hook, 'manifest'));
    const manifest = isRecord(object) ? object : {};
    const annotations = {
      'helm.sh/hook': listOf(hook, 'events'),
      'helm.sh/hook-weight': String(hook.weight ?? 0),
      'helm.sh/hook-delete-policy': listOf(hook, 'deletePolicies'),
    };
    return {
      name: text(hook, 'path'),
      data: Buffer.from(
        JSON.stringify({
          ...manifest,
          metadata: { ...record(manifest, 'metadata'), annotations },
        }),
      ),
    };
  });
  const definition = 'apiVersion: v2\nname: hooks\nversion: 1.0.0\n';
  return loadFiles([
    { name: 'Chart.yaml', data: Buffer.from(definition) },
    ...templates,
  ]);
}

/** A waiter for which one hook never gets ready. */
function waiterFailingOn(name: string): Waiter {
  const done = async () => {};
  return {
    wait: done,
    waitWithJobs: done,
    waitForDelete: done,
    watchUntilReady: async resources => {
      if (resources.some(resource => resource.ref.name === name)) {
        throw new Error('failed to watch');
      }
    },
  };
}

/** Judges which hooks are deleted when the hooks of an install run and one of them fails. */
export async function judgeHooks(testCase: JsonRecord): Promise<Verdict> {
  const hooks = records(testCase, 'hooks');
  const { failOn, deleted, error, event } = testCase;
  if (event !== 'pre-install') return `no install runs ${event}`;
  const failing = isRecord(failOn) ? text(failOn, 'name') : '';
  const cluster = new FakeCluster();
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'test' },
  });
  const config = new Configuration({
    client,
    namespace: 'test',
    createWaiter: () => waiterFailingOn(failing),
  });
  let failed = false;
  try {
    await install(config, { name: 'release', chart: chartOf(hooks) });
  } catch {
    failed = true;
  } finally {
    await client.close();
  }
  if (failed !== (error === true)) return `failed: ${failed}`;
  const actual = JSON.stringify(
    cluster.requests
      .filter(({ verb }) => verb === 'delete')
      .map(({ name, namespace }) => ({ name, namespace })),
  );
  const expected = JSON.stringify(deleted);
  return actual === expected ? undefined : `deleted ${actual}`;
}
