import type { ObjectRef, UnstructuredObject } from '../objects';
import { FakeCluster, ManualClock, fakeClient, settle } from '../testing';
import type { ChangeNotifier } from './changeNotifier';
import { HealthError, type HealthWaitOptions, waitForHealth } from './health';
import { formatObjectId, objectId } from './objectId';

/** A notifier that a test rings; it knows what the cluster has. */
class TestNotifier implements ChangeNotifier {
  reliable = true;
  readonly #cluster: FakeCluster;
  readonly #listeners = new Set<() => void>();

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
  }

  subscribe(ref: ObjectRef, changed: () => void) {
    const listeners = this.#listeners;
    const { reliable } = this;
    const cluster = this.#cluster;
    listeners.add(changed);
    return {
      reliable,
      get version() {
        return cluster.peek(ref)?.metadata.resourceVersion;
      },
      stop: () => listeners.delete(changed),
    };
  }

  ring(): void {
    this.#listeners.forEach(listener => listener());
  }

  get waiting(): number {
    return this.#listeners.size;
  }
}

function claim(name: string, phase: string): UnstructuredObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'ns' },
    status: { phase },
  };
}

const ref = (name: string, kind = 'PersistentVolumeClaim'): ObjectRef => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'v1',
  kind,
  name,
  namespace: 'ns',
});

async function setUp(...objects: UnstructuredObject[]) {
  const cluster = new FakeCluster();
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'ns' },
  });
  for (const object of objects) await client.create(object);
  cluster.clearRequests();
  const notifier = new TestNotifier(cluster);
  const clock = new ManualClock();
  const abort = new AbortController();
  const wait = (refs: ObjectRef[], more: Partial<HealthWaitOptions> = {}) => {
    let result: unknown = 'waiting';
    const done = waitForHealth(client, refs, {
      clock,
      notifier,
      signal: abort.signal,
      timeout: 60_000,
      ...more,
    }).then(
      () => {
        result = 'healthy';
      },
      error => {
        result = error;
      },
    );
    return { done, result: () => result };
  };
  const setPhase = async (name: string, phase: string) => {
    await client.patch(
      ref(name),
      'merge',
      { status: { phase } },
      { subresource: 'status' },
    );
    cluster.clearRequests();
    notifier.ring();
    await settle();
    clock.advance(150);
    await settle();
  };
  return { cluster, client, notifier, clock, abort, wait, setPhase };
}

describe('waitForHealth', () => {
  it('ends when everything is current, asking only what changed', async () => {
    const { cluster, wait, setPhase, notifier } = await setUp(
      claim('a', 'Pending'),
      claim('b', 'Bound'),
    );
    const { done, result } = wait([ref('a'), ref('b')]);
    await settle();
    expect(result()).toBe('waiting');
    await setPhase('a', 'Bound');
    await done;
    expect(result()).toBe('healthy');
    expect(cluster.summary()).toEqual(['get PersistentVolumeClaim/a']);
    expect(notifier.waiting).toBe(0);
  });

  it('does not ask for what a write has just answered', async () => {
    const { cluster, client, wait } = await setUp(claim('b', 'Bound'));
    const known = await client.get(ref('b'));
    cluster.clearRequests();
    const { done, result } = wait([ref('b')], {
      known: new Map([[formatObjectId(objectId(known)), known]]),
    });
    await done;
    expect(result()).toBe('healthy');
    expect(cluster.requests).toEqual([]);
  });

  it('names what is not current when time runs out', async () => {
    const { clock, wait } = await setUp(
      claim('a', 'Pending'),
      claim('b', 'Bound'),
    );
    const { done, result } = wait([ref('a'), ref('b'), ref('c')]);
    await settle();
    clock.advance(60_000);
    await done;
    expect(result()).toEqual(
      new HealthError(true, [
        "PersistentVolumeClaim/ns/a status: 'InProgress'",
        "PersistentVolumeClaim/ns/c status: 'NotFound'",
      ]),
    );
    expect(String(result())).toContain('timeout waiting for: [');
  });

  it('fails early only when told to', async () => {
    const read = (object: UnstructuredObject) => ({
      status:
        object.metadata.name === 'a'
          ? ('Failed' as const)
          : ('InProgress' as const),
    });
    const { clock, wait } = await setUp(claim('a', ''), claim('b', ''));
    const fast = wait([ref('a'), ref('b')], { read, failFast: true });
    await fast.done;
    expect(fast.result()).toEqual(
      new HealthError(false, ["PersistentVolumeClaim/ns/a status: 'Failed'"]),
    );
    const slow = wait([ref('a'), ref('b')], { read });
    await settle();
    expect(slow.result()).toBe('waiting');
    clock.advance(60_000);
    await slow.done;
    expect(String(slow.result())).toContain('timeout waiting for');
  });

  it('takes a Job that cleaned itself up for finished', async () => {
    const { wait } = await setUp();
    const job = ref('j', 'Job');
    const { done, result } = wait([job], {
      jobsWithTtl: new Set([formatObjectId(objectId(job))]),
    });
    await done;
    expect(result()).toBe('healthy');
  });

  it('asks from time to time where no watch helps', async () => {
    const { client, clock, notifier, wait } = await setUp(
      claim('a', 'Pending'),
    );
    notifier.reliable = false;
    const { done, result } = wait([ref('a')], { interval: 5_000 });
    await settle();
    await client.patch(
      ref('a'),
      'merge',
      { status: { phase: 'Bound' } },
      { subresource: 'status' },
    );
    clock.advance(5_000);
    await settle();
    await done;
    expect(result()).toBe('healthy');
  });

  it('ends with its signal', async () => {
    const { abort, notifier, wait } = await setUp(claim('a', 'Pending'));
    const { done, result } = wait([ref('a')]);
    await settle();
    abort.abort(new Error('enough'));
    await done;
    expect(result()).toEqual(new Error('enough'));
    expect(notifier.waiting).toBe(0);
  });
});
