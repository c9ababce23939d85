import { ApiStatusError } from '../client/errors';
import { FakeCluster, ManualClock, fakeClient, settle } from '../testing';
import { noNotifier } from './changeNotifier';
import { DeletionError, deleteObjects, waitForTermination } from './deletion';

const owner = { 'example.com/name': 'app' };

function ref(name: string, kind = 'ConfigMap') {
  return { apiVersion: 'v1', kind, name, namespace: 'ns' };
}

async function setUp() {
  const cluster = new FakeCluster();
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'ns' },
  });
  const create = (name: string, metadata = {}) =>
    client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'ns', labels: owner, ...metadata },
    });
  const options = {
    inclusions: owner,
    exclusions: { 'example.com/prune': 'disabled' },
    signal: new AbortController().signal,
  };
  return { cluster, client, create, options };
}

describe('deleteObjects', () => {
  it('deletes what is ours, in reverse order, and spares the rest', async () => {
    const { cluster, client, create, options } = await setUp();
    await create('a');
    await create('b', { labels: { 'example.com/name': 'other' } });
    await create('c', { annotations: { 'example.com/prune': 'Disabled' } });
    const entries = await deleteObjects(
      client,
      ['a', 'b', 'c', 'gone'].map(name => ref(name)),
      options,
    );
    expect(entries.map(e => `${e.subject} ${e.action}`)).toEqual([
      'ConfigMap/ns/gone deleted',
      'ConfigMap/ns/c skipped',
      'ConfigMap/ns/b skipped',
      'ConfigMap/ns/a deleted',
    ]);
    expect(cluster.peek(ref('a'))).toBeUndefined();
    expect(cluster.peek(ref('b'))).toBeDefined();
  });

  it('goes on after a failure, and tells all of them', async () => {
    const { cluster, client, create, options } = await setUp();
    await create('a');
    await create('b');
    cluster.intercept = request => {
      if (request.verb === 'delete' && request.name === 'b') {
        throw new ApiStatusError({
          kind: 'Status',
          code: 403,
          message: 'denied by a webhook',
        });
      }
    };
    const failure = await deleteObjects(
      client,
      [ref('a'), ref('b')],
      options,
    ).catch(error => error);
    expect(failure).toBeInstanceOf(DeletionError);
    expect(failure.message).toBe(
      'delete failed, errors: ConfigMap/ns/b delete failed: denied by a webhook;',
    );
    expect(failure.entries.map((e: { action: string }) => e.action)).toEqual([
      'unknown',
      'deleted',
    ]);
  });
});

describe('waitForTermination', () => {
  it('waits for finalizers, up to its timeout', async () => {
    const { client, create, options } = await setUp();
    await create('a', { finalizers: ['example.com/slow'] });
    const entries = await deleteObjects(client, [ref('a')], options);
    const clock = new ManualClock();
    const wait = (timeout: number) =>
      waitForTermination(client, entries, {
        timeout,
        signal: options.signal,
        deletions: { clock, notifier: noNotifier },
      });
    const failed = wait(1_000).catch(error => error.message);
    await settle();
    clock.advance(1_000);
    await settle();
    clock.advance(1_000);
    expect(await failed).toBe(
      'ConfigMap/ns/a termination timeout: context deadline exceeded',
    );
    const done = wait(60_000);
    await settle();
    await client.patch(ref('a'), 'merge', { metadata: { finalizers: null } });
    clock.advance(2_000);
    await settle();
    await expect(done).resolves.toBeUndefined();
  });
});
