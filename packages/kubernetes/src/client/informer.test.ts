import type { KubernetesObject } from '../objects';
import { ManualClock, StubApiServer, until } from '../testing';
import type { KubernetesClient } from './client';
import { createClient } from './createClient';
import { Informer } from './informer';
import type { InformerOptions, InformerState } from './informerContract';
import { SharedInformers } from './sharedInformers';

interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const core = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
};

function named(name: string, data: Record<string, string> = {}): ConfigMap {
  return { ...configMap, metadata: { name, namespace: 'ns' }, data };
}

function ref(name: string) {
  return { ...configMap, namespace: 'ns', name };
}

describe('an informer', () => {
  let server: StubApiServer;
  let client: KubernetesClient;
  let informer: Informer<ConfigMap>;
  let seen: string[];
  let states: InformerState[];

  beforeEach(async () => {
    server = new StubApiServer([core]);
    await server.start();
    client = createClient({
      connection: {
        server: server.url,
        credentials: async () => ({ headers: {} }),
      },
    });
  });
  afterEach(async () => {
    await informer.stop();
    await client.close();
    await server.stop();
  });

  const make = (options: Partial<InformerOptions<ConfigMap>> = {}) => {
    informer = new Informer({ client, type: configMap, ...options });
    seen = [];
    states = [];
    informer.addHandler({
      added: (object, initial) =>
        seen.push(`added ${object.metadata.name}${initial ? ' initial' : ''}`),
      updated: (before, after) =>
        seen.push(
          `updated ${after.metadata.name} ${before.data?.v}→${after.data?.v}`,
        ),
      deleted: (object, missed) =>
        seen.push(`deleted ${object.metadata.name}${missed ? ' missed' : ''}`),
    });
    informer.onState(state => states.push(state));
    informer.start();
    return informer;
  };
  const watching = () =>
    until('the watch', () => informer.state.phase === 'watching');
  const lists = () =>
    server.requests.filter(
      ({ method, path, query }) =>
        method === 'GET' &&
        path.endsWith('configmaps') &&
        query.get('watch') !== 'true',
    ).length;

  it('follows the objects of a type', async () => {
    await client.create(named('a', { v: '1' }));
    make();
    await informer.waitForSync();
    await watching();
    const { metadata } = await client.create(named('b', { v: '1' }));
    await informer.waitFor(metadata.resourceVersion ?? '');
    expect(informer.get({ namespace: 'ns', name: 'b' })?.data).toEqual({
      v: '1',
    });
    await client.patch(ref('a'), 'merge', { data: { v: '2' } });
    await client.delete(ref('b'));
    await until('the deletion', () => informer.list().length === 1);
    expect(seen).toEqual([
      'added a initial',
      'added b',
      'updated a 1→2',
      'deleted b',
    ]);
  });

  it('finds objects by index, also by one that was added later', async () => {
    const byValue = (object: ConfigMap) => Object.values(object.data ?? {});
    make({ indexers: { value: byValue } });
    await informer.waitForSync();
    await watching();
    await client.create(named('a', { v: 'x' }));
    await client.create(named('b', { v: 'x', w: 'y' }));
    await until('both', () => informer.byIndex('value', 'x').length === 2);
    const { metadata } = await client.patch(ref('a'), 'merge', {
      data: { v: 'z' },
    });
    await informer.waitFor(metadata.resourceVersion ?? '');
    const names = (index: string, value: string) =>
      informer.byIndex(index, value).map(object => object.metadata.name);
    expect(names('value', 'x')).toEqual(['b']);
    informer.addIndex('name', object => [object.metadata.name ?? '']);
    expect(names('name', 'a')).toEqual(['a']);
    expect(() => informer.byIndex('nothing', '')).toThrow('no index');
  });

  it('lists again after 410 and tells what it missed', async () => {
    const clock = new ManualClock();
    await client.create(named('kept', { v: '1' }));
    await client.create(named('gone'));
    make({ clock, random: () => 0.5 });
    await watching();
    server.intercept = ({ query }) =>
      query.get('watch') ? { status: 503, raw: 'away' } : undefined;
    server.endWatches();
    await until('a pause', () => clock.pending === 1);
    expect(informer.state).toMatchObject({ phase: 'disconnected' });
    await client.patch(ref('kept'), 'merge', { data: { v: '2' } });
    await client.delete(ref('gone'));
    await client.create(named('new'));
    server.objects.compact();
    server.intercept = () => undefined;
    clock.advance(1_000);
    await until('410', () => clock.pending === 1);
    expect(lists()).toBe(1);
    clock.advance(1_000);
    await until('the news', () => seen.includes('added new'));
    expect(seen.slice(2).sort()).toEqual([
      'added new',
      'deleted gone missed',
      'updated kept 1→2',
    ]);
  });

  it('tells a recreated object from a changed one', async () => {
    const clock = new ManualClock();
    await client.create(named('a', { v: '1' }));
    make({ clock, random: () => 0.5 });
    await watching();
    server.intercept = ({ query }) =>
      query.get('watch') ? { status: 503, raw: 'away' } : undefined;
    server.endWatches();
    await until('a pause', () => clock.pending === 1);
    await client.delete(ref('a'));
    await client.create(named('a', { v: '2' }));
    server.objects.compact();
    server.intercept = () => undefined;
    clock.advance(1_000);
    await until('410', () => clock.pending === 1);
    clock.advance(1_000);
    await until('the news', () => seen.length === 3);
    expect(seen).toEqual(['added a initial', 'deleted a missed', 'added a']);
  });

  it('backs off from a forbidden list and says why', async () => {
    const clock = new ManualClock();
    server.intercept = ({ path }) =>
      path.endsWith('configmaps')
        ? {
            status: 403,
            body: {
              kind: 'Status',
              code: 403,
              reason: 'Forbidden',
              message: 'configmaps is forbidden',
            },
          }
        : undefined;
    make({ clock, random: () => 0.5 });
    const waits: number[] = [];
    for (let round = 1; round <= 9; round += 1) {
      const expected = round;
      await until('a refusal', () => clock.pending === 1);
      expect(lists()).toBe(expected);
      waits.push(clock.untilNext ?? 0);
      clock.advance(clock.untilNext ?? 0);
      await until('the next try', () => lists() > expected);
    }
    expect(waits.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(waits.at(-1)).toBe(300_000);
    await until('a refusal', () => clock.pending === 1);
    expect(informer.hasSynced).toBe(false);
    expect(informer.state).toMatchObject({
      phase: 'blocked',
      error: { message: 'configmaps is forbidden' },
      nextTry: clock.now() + 300_000,
    });
    server.intercept = () => undefined;
    informer.retry();
    await informer.waitForSync();
  });

  it('waits for a type that is not served yet', async () => {
    const clock = new ManualClock();
    server.resources = [];
    make({ clock, random: () => 0.5 });
    await until('the refusal', () => informer.state.phase === 'blocked');
    expect(informer.state).toMatchObject({ error: { name: 'NoMatchError' } });
    server.resources = [core];
    client.invalidateDiscovery();
    await until('a pause', () => clock.pending === 1);
    clock.advance(1_000);
    await informer.waitForSync();
  });

  it('comes back when the server does, without a new list', async () => {
    make();
    await watching();
    const { port } = server;
    await server.stop();
    await until('the loss', () => informer.state.phase === 'disconnected');
    await server.start(port);
    informer.retry();
    await watching();
    await client.create(named('later'));
    await until('the event', () => seen.includes('added later'));
    expect(lists()).toBe(1);
    const since = states.flatMap(state =>
      state.phase === 'watching' ? [state.unbrokenSince] : [],
    );
    expect(since).toHaveLength(2);
    expect(since[1]).toBeGreaterThan(since[0]);
  });

  it('does not ask in a loop a server that ends each watch at once', async () => {
    const clock = new ManualClock();
    server.intercept = ({ query }) =>
      query.get('watch') ? { status: 200, raw: '' } : undefined;
    make({ clock, random: () => 0.5 });
    await until('a pause', () => clock.pending === 1);
    expect(clock.untilNext).toBe(500);
    clock.advance(500);
    await until(
      'the next',
      () => clock.pending === 1 && clock.untilNext === 1_000,
    );
    expect(lists()).toBe(1);
  });

  it('keeps the other handlers from one that throws', async () => {
    const errors: string[] = [];
    make({ onError: error => errors.push(error.message) });
    informer.addHandler({
      added: () => {
        throw new Error('bad handler');
      },
    });
    const heard: string[] = [];
    informer.addHandler({ added: object => heard.push(object.kind) });
    await watching();
    await client.create(named('a'));
    await until('the event', () => heard.length === 1);
    expect(errors).toEqual(['bad handler']);
  });

  it('gives up waiting when told to', async () => {
    const clock = new ManualClock();
    make({ clock });
    await watching();
    const late = informer.waitFor('999999', { timeout: 1_000 });
    clock.advance(1_000);
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
    const stop = new AbortController();
    const aborted = informer.waitFor('999999', { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
  });

  it('pages through its list', async () => {
    for (let index = 0; index < 5; index += 1) {
      await client.create(named(`o${index}`));
    }
    make({ pageSize: 2 });
    await informer.waitForSync();
    expect(informer.list()).toHaveLength(5);
    expect(lists()).toBe(3);
  });

  it('tells the difference when it is started again', async () => {
    await client.create(named('a', { v: '1' }));
    make();
    await informer.waitForSync();
    await informer.stop();
    await client.patch(ref('a'), 'merge', { data: { v: '2' } });
    informer.start();
    expect(informer.hasSynced).toBe(false);
    await informer.waitForSync();
    expect(seen).toEqual(['added a initial', 'updated a 1→2']);
  });
});

describe('shared informers', () => {
  const server = new StubApiServer([core]);
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it('watch each type once, until nobody needs it', async () => {
    const client = createClient({
      connection: {
        server: server.url,
        credentials: async () => ({ headers: {} }),
      },
    });
    const clock = new ManualClock();
    const shared = new SharedInformers({ client, clock, linger: 100 });
    const heard: string[] = [];
    const first = shared.acquire<ConfigMap>(configMap);
    const second = shared.acquire<ConfigMap>(configMap);
    expect(second.informer).toBe(first.informer);
    const other = shared.acquire(configMap, { metadataOnly: true });
    expect(other.informer).not.toBe(first.informer);
    first.addHandler({
      added: ({ metadata }) => heard.push(`1${metadata.name}`),
    });
    second.addHandler({
      added: ({ metadata }) => heard.push(`2${metadata.name}`),
    });
    await first.informer.waitForSync();
    await until('both watches', () => server.watchCount === 2);
    first.release();
    first.release();
    await client.create(named('x'));
    await until('the event', () => heard.length > 0);
    expect(heard).toEqual(['2x']);
    other.release();
    second.release();
    expect(shared.running()).toHaveLength(2);
    const third = shared.acquire(configMap);
    clock.advance(100);
    expect(shared.running()).toHaveLength(1);
    expect(third.informer.hasSynced).toBe(true);
    await until('one watch', () => server.watchCount === 1);
    await shared.stop();
    await until('no watch', () => server.watchCount === 0);
    await client.close();
  });

  it('come back together when the server does', async () => {
    const secret = {
      group: '',
      version: 'v1',
      kind: 'Secret',
      plural: 'secrets',
    };
    const own = new StubApiServer([core, secret]);
    await own.start();
    const client = createClient({
      connection: {
        server: own.url,
        credentials: async () => ({ headers: {} }),
      },
    });
    const clock = new ManualClock();
    const shared = new SharedInformers({ client, clock, random: () => 0.5 });
    const uses = [configMap, { apiVersion: 'v1', kind: 'Secret' }].map(type =>
      shared.acquire(type),
    );
    await until('both', () => own.watchCount === 2);
    const { port } = own;
    await own.stop();
    await until('the loss', () => clock.pending === 2);
    // Several rounds, so that one backoff is long and the other is about to end.
    clock.advance(500);
    await until('another try', () => clock.pending === 2);
    await own.start(port);
    uses[0].informer.retry();
    await until('the first', () => uses[0].informer.state.phase === 'watching');
    clock.advance(250);
    await until(
      'the second',
      () => uses[1].informer.state.phase === 'watching',
    );
    expect(clock.pending).toBe(0);
    await shared.stop();
    await client.close();
    await own.stop();
  });
});
