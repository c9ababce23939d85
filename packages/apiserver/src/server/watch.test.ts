import {
  at,
  configMap,
  mergePatch,
  TestApiServer,
} from '../testing/testApiServer';

const path = '/api/v1/namespaces/default/configmaps';

describe('watches', () => {
  let api: TestApiServer;
  beforeEach(async () => {
    api = await TestApiServer.start();
  });
  afterEach(() => api.stop());

  const summary = (events: { type: string; object: object }[]) =>
    events.map(
      ({ type, object }) => `${type} ${String(at(object, 'metadata', 'name'))}`,
    );
  const revision = async () =>
    String(
      at((await api.call('GET', path)).body, 'metadata', 'resourceVersion'),
    );
  const label = (name: string, tier: string | null) =>
    api.call('PATCH', `${path}/${name}`, {
      contentType: mergePatch,
      body: { metadata: { labels: { tier } } },
    });

  it('streams what happens after a revision, in order', async () => {
    await api.call('POST', path, { body: configMap('before') });
    const since = await revision();
    await api.call('POST', path, { body: configMap('between') });
    const events = await api.watch(
      `${path}?watch=true&resourceVersion=${since}`,
      4,
      async () => {
        await api.call('POST', path, { body: configMap('after') });
        await api.call('PUT', `${path}/after`, {
          body: configMap('after', { x: '1' }),
        });
        await api.call('DELETE', `${path}/after`);
      },
    );
    expect(summary(events)).toEqual([
      'ADDED between',
      'ADDED after',
      'MODIFIED after',
      'DELETED after',
    ]);
    const revisions = events.map(({ object }) =>
      Number(at(object, 'metadata', 'resourceVersion')),
    );
    expect(revisions).toEqual(
      [...revisions].sort((left, right) => left - right),
    );
  });

  it('starts with what there is when no revision is stated', async () => {
    await api.call('POST', path, { body: configMap('b') });
    await api.call('POST', path, { body: configMap('a') });
    for (const query of ['', '&resourceVersion=0']) {
      const events = await api.watch(`${path}?watch=true${query}`, 2);
      expect(summary(events).sort()).toEqual(['ADDED a', 'ADDED b']);
    }
  });

  it('marks the end of the initial events with a bookmark', async () => {
    await api.call('POST', path, { body: configMap('a') });
    const events = await api.watch(
      `${path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      2,
    );
    expect(events[1]).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: await revision(),
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    });
  });

  it('turns a change of selection into ADDED and DELETED', async () => {
    const since = await revision();
    const events = await api.watch(
      `${path}?watch=true&labelSelector=tier%3Dx&resourceVersion=${since}`,
      3,
      async () => {
        await api.call('POST', path, { body: configMap('a') });
        await label('a', 'x');
        await label('a', 'y');
        await label('a', 'x');
      },
    );
    expect(summary(events)).toEqual(['ADDED a', 'DELETED a', 'ADDED a']);
  });

  it('sends a bookmark before it ends', async () => {
    const since = await revision();
    await api.call('POST', '/api/v1/namespaces/default/secrets', {
      body: { metadata: { name: 's' } },
    });
    const events = await api.watch(
      `${path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=2&resourceVersion=${since}`,
      1_000,
    );
    expect(events).toMatchObject([
      {
        type: 'BOOKMARK',
        object: {
          kind: 'ConfigMap',
          metadata: { resourceVersion: String(Number(since) + 1) },
        },
      },
    ]);
  });

  it('shows what is no longer selected, or gone, as it was before', async () => {
    const since = await revision();
    const events = await api.watch(
      `${path}?watch=true&labelSelector=tier%3Dx&resourceVersion=${since}`,
      3,
      async () => {
        await api.call('POST', path, {
          body: {
            ...configMap('a'),
            metadata: {
              name: 'a',
              labels: { tier: 'x' },
              finalizers: ['example.com/a'],
            },
          },
        });
        await api.call('DELETE', `${path}/a`);
        await api.call('PATCH', `${path}/a`, {
          contentType: mergePatch,
          body: { metadata: { finalizers: null } },
        });
      },
    );
    expect(events.map(({ type }) => type)).toEqual([
      'ADDED',
      'MODIFIED',
      'DELETED',
    ]);
    expect(at(events[2].object, 'metadata', 'finalizers')).toEqual([
      'example.com/a',
    ]);
    expect(
      Number(at(events[2].object, 'metadata', 'resourceVersion')),
    ).toBeGreaterThan(
      Number(at(events[1].object, 'metadata', 'resourceVersion')),
    );
  });

  it('says that a revision is too old', async () => {
    const short = await TestApiServer.start({ historyLimit: 10 });
    try {
      const since = Number(await revision());
      await short.call('POST', path, { body: configMap('busy') });
      for (let index = 0; index < 20; index++) {
        await short.call('PUT', `${path}/busy`, {
          body: configMap('busy', { x: String(index) }),
        });
      }
      const [event] = await short.watch(
        `${path}?watch=true&resourceVersion=${since}`,
        1,
      );
      expect(event).toMatchObject({
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired' },
      });
    } finally {
      await short.stop();
    }
  });

  it('ends after timeoutSeconds', async () => {
    const started = performance.now();
    const events = await api.watch(
      `${path}?watch=true&timeoutSeconds=1`,
      1_000,
    );
    expect(events).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('answers tables and metadata', async () => {
    await api.call('POST', path, { body: configMap('a') });
    const since = await revision();
    const as = (kind: string) => ({
      Accept: `application/json;as=${kind};v=v1;g=meta.k8s.io`,
    });
    const change = () => label('a', String(Math.random()));
    const watch = `${path}?watch=true&resourceVersion=${since}`;
    const rows = await api.watch(
      watch,
      2,
      async () => {
        await change();
        await change();
      },
      as('Table'),
    );
    expect(at(rows[0], 'object', 'columnDefinitions', 0, 'name')).toBe('Name');
    expect(at(rows[1], 'object', 'columnDefinitions')).toBeNull();
    expect(at(rows[1], 'object', 'rows', 0, 'cells', 0)).toBe('a');
    const [partial] = await api.watch(
      watch,
      1,
      undefined,
      as('PartialObjectMetadata'),
    );
    expect(partial.object).toMatchObject({
      kind: 'PartialObjectMetadata',
      metadata: { name: 'a' },
    });
    expect(partial.object.data).toBeUndefined();
  });

  it('refuses options that do not fit together', async () => {
    const { status, body } = await api.call(
      'GET',
      `${path}?watch=true&sendInitialEvents=true`,
    );
    expect(status).toBe(422);
    expect(body.message).toContain(
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  });

  it('ends when the server stops', async () => {
    const other = await TestApiServer.start();
    const response = await other.open('GET', `${path}?watch=true`);
    const ended = new Promise(resolve =>
      response.once('end', resolve).resume(),
    );
    await other.server.stop();
    await expect(ended).resolves.toBeUndefined();
    await other.stop();
  });
});
