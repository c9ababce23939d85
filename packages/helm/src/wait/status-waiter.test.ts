import type { KubernetesClient, UnstructuredObject } from '@sluice/kubernetes';
import {
  FakeCluster,
  ManualClock,
  fakeClient,
  settle,
  until,
} from '@sluice/kubernetes/testing';
import { ApiStatusError } from '@sluice/kubernetes/client';
import { KubeClient } from '../kube';
import { createWaiter } from '.';

async function open() {
  const clock = new ManualClock();
  const cluster = new FakeCluster({ now: () => clock.now() });
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'apps' },
  });
  const kube = new KubeClient({ client, namespace: 'apps', clock });
  const make = async (...objects: object[]) => {
    const manifest = objects.map(o => JSON.stringify(o)).join('\n---\n');
    const resources = await kube.build(manifest);
    await kube.create(resources);
    return resources;
  };
  return { clock, cluster, client, kube, make };
}

async function setStatus(
  client: KubernetesClient,
  object: { apiVersion: string; kind: string; metadata: { name: string } },
  status: object,
): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  await client.patch<UnstructuredObject>(
    { apiVersion, kind, namespace: 'apps', name: metadata.name },
    'merge',
    { status },
  );
}

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 1 },
};
const ready = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
  conditions: [{ type: 'Available', status: 'True' }],
};
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'once' },
  spec: {},
};
const started = { startTime: '2026-01-01T00:00:00Z', active: 1 };

/** Whether a promise has come to its end. */
function watchEnd(promise: Promise<void>): { ended: boolean } {
  const state = { ended: false };
  const end = () => {
    state.ended = true;
  };
  promise.then(end, end);
  return state;
}

describe('the watcher', () => {
  it('waits until everything is current', async () => {
    const { clock, client, make } = await open();
    const resources = await make(configMap, deployment);
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    const waiting = waiter.wait(resources, { timeout: 60_000 });
    const state = watchEnd(waiting);
    await settle();
    expect(state.ended).toBe(false);
    await setStatus(client, deployment, ready);
    await waiting;
  });

  it('tells what is not ready when time is up', async () => {
    const { clock, client, make } = await open();
    const resources = await make(configMap, deployment);
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    const waiting = waiter.wait(resources, { timeout: 60_000 });
    const failure = waiting.catch((error: unknown) => error);
    await settle();
    clock.advance(60_000);
    expect(await failure).toMatchObject({
      timedOut: true,
      message: expect.stringMatching(
        /^resource Deployment\/apps\/web not ready\. status: InProgress, message: .+\ncontext deadline exceeded$/,
      ),
    });
  });

  it('tells of what is not there', async () => {
    const { clock, client, kube } = await open();
    const resources = await kube.build(JSON.stringify(configMap));
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    const waiting = waiter.wait(resources, { timeout: 0 });
    const failure = waiting.catch((error: unknown) => error);
    await settle();
    clock.advance(30_000);
    expect(await failure).toMatchObject({
      message:
        'resource ConfigMap/apps/settings not ready. status: NotFound, message: Resource not found\ncontext deadline exceeded',
    });
  });

  it('ends when all that is left has failed', async () => {
    const { clock, client, make } = await open();
    const resources = await make(configMap, job);
    await setStatus(client, job, {
      failed: 1,
      conditions: [{ type: 'Failed', status: 'True' }],
    });
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    await expect(
      waiter.waitWithJobs(resources, { timeout: 60_000 }),
    ).rejects.toMatchObject({
      timedOut: false,
      message:
        'resource Job/apps/once not ready. status: Failed, message: Job Failed. failed: 1/1',
    });
  });

  it('takes a Job that has started for done, unless Jobs are to be complete', async () => {
    const { clock, client, make } = await open();
    const resources = await make(job);
    await setStatus(client, job, started);
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    await waiter.wait(resources, { timeout: 60_000 });
    const waiting = waiter.waitWithJobs(resources, { timeout: 60_000 });
    const state = watchEnd(waiting);
    await settle();
    expect(state.ended).toBe(false);
    await setStatus(client, job, {
      conditions: [{ type: 'Complete', status: 'True' }],
    });
    await waiting;
  });

  it('does not wait for a paused Deployment', async () => {
    const { clock, client, make } = await open();
    const resources = await make({ ...deployment, spec: { paused: true } });
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    await expect(
      waiter.wait(resources, { timeout: 60_000 }),
    ).resolves.toBeUndefined();
  });

  it('waits until objects are gone', async () => {
    const { clock, client, make } = await open();
    const resources = await make({
      ...configMap,
      metadata: { name: 'settings', finalizers: ['example.com/x'] },
    });
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    await client.delete(resources[0].ref);
    const failure = waiter
      .waitForDelete(resources, { timeout: 1_000 })
      .catch((error: unknown) => error);
    await settle();
    clock.advance(1_000);
    expect(await failure).toMatchObject({
      message:
        'resource ConfigMap/apps/settings still exists. status: Terminating, message: Resource scheduled for deletion\ncontext deadline exceeded',
    });
    const waiting = waiter.waitForDelete(resources, { timeout: 1_000 });
    await settle();
    await client.patch(resources[0].ref, 'merge', {
      metadata: { finalizers: null },
    });
    await waiting;
    await waiter.waitForDelete(resources, { timeout: 1_000 });
  });

  it('ends when it is told to', async () => {
    const { clock, client, make } = await open();
    const resources = await make(deployment);
    const controller = new AbortController();
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    const waiting = waiter.wait(resources, {
      timeout: 60_000,
      signal: controller.signal,
    });
    await settle();
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('ends when it may not watch', async () => {
    const { clock, client, cluster, make } = await open();
    const resources = await make(configMap);
    cluster.intercept = ({ verb }) => {
      if (verb === 'list') {
        throw new ApiStatusError({
          kind: 'Status',
          code: 403,
          reason: 'Forbidden',
          message: 'configmaps is forbidden',
        });
      }
    };
    const waiter = createWaiter({ client, clock, strategy: 'watcher' });
    await expect(waiter.wait(resources, { timeout: 60_000 })).rejects.toThrow(
      'configmaps is forbidden',
    );
  });
});

describe('waiting for hooks alone', () => {
  it('waits for Pods and Jobs of hooks, and for nothing else', async () => {
    const { clock, client, make } = await open();
    const resources = await make(deployment, job);
    const waiter = createWaiter({ client, clock, strategy: 'hookOnly' });
    await waiter.wait(resources, { timeout: 0 });
    await waiter.waitWithJobs(resources, { timeout: 0 });
    await waiter.waitForDelete(resources, { timeout: 0 });
    const waiting = waiter.watchUntilReady(resources, { timeout: 60_000 });
    const failure = waiting.catch((error: unknown) => error);
    await settle();
    clock.advance(60_000);
    expect(await failure).toMatchObject({
      message:
        'resource Job/apps/once not ready. status: InProgress, message: Job in progress\ncontext deadline exceeded',
    });
  });
});

describe('waiting as Helm 3 did', () => {
  it('looks every two seconds', async () => {
    const { clock, client, make } = await open();
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: {},
    };
    const resources = await make(configMap, claim);
    const waiter = createWaiter({ client, clock, strategy: 'legacy' });
    const waiting = waiter.wait(resources, { timeout: 60_000 });
    const state = watchEnd(waiting);
    await until('a look', () => clock.pending > 0);
    await setStatus(client, claim, { phase: 'Bound' });
    clock.advance(1_999);
    await settle();
    expect(state.ended).toBe(false);
    clock.advance(1);
    await waiting;
  });

  it('has an end', async () => {
    const { clock, client, make } = await open();
    const resources = await make(deployment);
    const waiter = createWaiter({ client, clock, strategy: 'legacy' });
    const failure = waiter
      .wait(resources, { timeout: 1_000 })
      .catch((error: unknown) => error);
    await until('a look', () => clock.pending > 0);
    clock.advance(1_000);
    expect(await failure).toMatchObject({
      message: 'context deadline exceeded',
    });
  });

  it('gives up on a Job that has failed, when Jobs count', async () => {
    const { clock, client, make } = await open();
    const resources = await make({ ...job, spec: { backoffLimit: 0 } });
    await setStatus(client, job, { failed: 1 });
    const waiter = createWaiter({ client, clock, strategy: 'legacy' });
    await waiter.wait(resources, { timeout: 1_000 });
    const failure = waiter
      .watchUntilReady(resources, { timeout: 1_000 })
      .catch((error: unknown) => error);
    await settle();
    await setStatus(client, job, {
      conditions: [
        { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' },
      ],
    });
    expect(await failure).toMatchObject({
      message: 'job once failed: BackoffLimitExceeded',
    });
  });

  it('waits until objects are gone', async () => {
    const { clock, client, make } = await open();
    const resources = await make(configMap);
    const waiter = createWaiter({ client, clock, strategy: 'legacy' });
    const waiting = waiter.waitForDelete(resources, { timeout: 0 });
    await until('a look', () => clock.pending > 0);
    await client.delete(resources[0].ref);
    clock.advance(2_000);
    await expect(waiting).resolves.toBeUndefined();
  });
});

it('knows three ways to wait', async () => {
  const { client } = await open();
  expect(() => createWaiter({ client, strategy: 'never' })).toThrow(
    'unknown wait strategy (snever). Valid values are: watcher, hookOnly, legacy',
  );
});
