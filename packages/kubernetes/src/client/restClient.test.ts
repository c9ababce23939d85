import type { KubernetesObject } from '../objects';
import { StubApiServer, until } from '../testing';
import type { KubernetesClient, WatchEvent } from './client';
import type { Connection } from './connection';
import { createClient, type RequestEvent } from './createClient';
import { ConnectionError, NoMatchError, isConflict } from './errors';
import { listAll } from './listAll';

interface ConfigMap extends KubernetesObject {
  data?: Record<string, unknown>;
}

const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const core = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
};
const foo = {
  group: 'example.dev',
  version: 'v1',
  kind: 'Foo',
  plural: 'foos',
};

function named(name: string, data: Record<string, unknown> = {}): ConfigMap {
  return { ...configMap, metadata: { name, namespace: 'ns' }, data };
}

function ref(name: string) {
  return { ...configMap, namespace: 'ns', name };
}

function anonymous(server: string): Connection {
  return { server, credentials: async () => ({ headers: {} }) };
}

describe('the client', () => {
  const server = new StubApiServer([core]);
  const events: RequestEvent[] = [];
  const warnings: string[] = [];
  let client: KubernetesClient;

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.requests.length = 0;
    server.resources = [core];
    server.intercept = () => undefined;
    events.length = 0;
    warnings.length = 0;
    client = createClient({
      connection: anonymous(server.url),
      onRequest: event => events.push(event),
      onWarning: text => warnings.push(text),
    });
  });
  afterEach(() => client.close());

  const paths = () =>
    server.requests.map(({ method, url }) => `${method} ${url}`);

  it('asks a server for its version', async () => {
    server.intercept = ({ path }) =>
      path === '/version'
        ? {
            status: 200,
            body: { gitVersion: 'v1.36.1', major: '1', minor: '36' },
          }
        : undefined;
    expect(await client.version()).toEqual({
      gitVersion: 'v1.36.1',
      major: '1',
      minor: '36',
    });
    server.intercept = () => ({ status: 200, body: {} });
    await expect(client.version()).rejects.toBeInstanceOf(ConnectionError);
  });

  it('asks a server to print objects', async () => {
    const table = { kind: 'Table', metadata: {}, rows: [{ cells: ['a'] }] };
    server.intercept = ({ path }) =>
      path.includes('/configmaps') ? { status: 200, body: table } : undefined;
    expect(await client.getTable(ref('a'))).toEqual(table);
    expect(
      await client.listTable(configMap, {
        namespace: 'ns',
        labelSelector: 'a',
      }),
    ).toEqual(table);
    expect(paths().slice(-2)).toEqual([
      'GET /api/v1/namespaces/ns/configmaps/a?includeObject=None',
      'GET /api/v1/namespaces/ns/configmaps?labelSelector=a&includeObject=None',
    ]);
    expect(server.requests.at(-1)?.headers.accept).toMatch(
      /^application\/json;as=Table;v=v1;g=meta\.k8s\.io,.*,application\/json$/,
    );
    server.intercept = () => ({ status: 200, body: [] });
    await expect(client.getTable(ref('a'))).rejects.toThrow('not a table');
  });

  it('reads what a container has written', async () => {
    server.resources = [{ ...core, kind: 'Pod', plural: 'pods' }];
    server.intercept = ({ path }) =>
      path.endsWith('/log') ? { status: 200, raw: 'one\ntwo\n' } : undefined;
    expect(
      await client.podLog({ namespace: 'ns', name: 'p', container: 'c d' }),
    ).toBe('one\ntwo\n');
    expect(paths().at(-1)).toBe(
      'GET /api/v1/namespaces/ns/pods/p/log?container=c+d',
    );
  });

  it('creates, reads, patches and deletes', async () => {
    const created = await client.create(named('crud', { a: '1' }), {
      fieldManager: 'me',
    });
    expect(created.metadata.uid).toBeDefined();
    await client.patch(ref('crud'), 'merge', { data: { b: '2' } });
    const read = await client.get<ConfigMap>(ref('crud'));
    expect(read.data).toEqual({ a: '1', b: '2' });
    expect(await client.delete(ref('crud'))).toBe(true);
    expect(await client.delete(ref('crud'))).toBe(false);
    expect(await client.find(ref('crud'))).toBeUndefined();
    expect(paths().slice(2)).toEqual([
      'POST /api/v1/namespaces/ns/configmaps?fieldManager=me',
      'PATCH /api/v1/namespaces/ns/configmaps/crud',
      'GET /api/v1/namespaces/ns/configmaps/crud',
      'DELETE /api/v1/namespaces/ns/configmaps/crud',
      'DELETE /api/v1/namespaces/ns/configmaps/crud',
      'GET /api/v1/namespaces/ns/configmaps/crud',
    ]);
    const patch = server.requests.find(({ method }) => method === 'PATCH');
    expect(patch?.headers['content-type']).toBe('application/merge-patch+json');
    expect(events.at(-1)).toMatchObject({
      code: '404',
      method: 'GET',
      host: `127.0.0.1:${server.port}`,
    });
  });

  it('applies with field manager, force and dry run', async () => {
    await client.apply(named('applied'), {
      fieldManager: 'kustomize-controller',
      force: true,
      dryRun: true,
    });
    const apply = server.requests.at(-1);
    expect(apply?.url).toBe(
      '/api/v1/namespaces/ns/configmaps/applied?fieldManager=kustomize-controller&dryRun=All&force=true',
    );
    expect(apply?.headers['content-type']).toBe('application/apply-patch+yaml');
  });

  it('tells a missing object from a missing type', async () => {
    await expect(client.get(ref('nothing'))).rejects.toMatchObject({
      code: 404,
    });
    const type = { apiVersion: 'example.dev/v1', kind: 'Foo' };
    const lookUp = client.list(type);
    await expect(lookUp).rejects.toBeInstanceOf(NoMatchError);
    await expect(lookUp).rejects.toThrow(
      'no matches for kind "Foo" in version "example.dev/v1"',
    );
  });

  it('asks discovery again for a missing type, but not more than once a second', async () => {
    const type = { apiVersion: 'example.dev/v1', kind: 'Foo' };
    await client.resources();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(client.list(type)).rejects.toBeInstanceOf(NoMatchError);
    }
    expect(server.requests).toHaveLength(2);
    server.resources = [core, foo];
    client.invalidateDiscovery();
    await expect(client.list(type)).resolves.toMatchObject({ items: [] });
    // Its CRD goes away: what discovery said before no longer counts.
    server.resources = [core];
    await expect(client.list(type)).rejects.toBeInstanceOf(NoMatchError);
    await expect(client.resourceFor(type)).rejects.toBeInstanceOf(NoMatchError);
  });

  it('falls back to plain discovery', async () => {
    server.intercept = ({ path }) => {
      const lists: Record<string, object> = {
        '/api': { kind: 'APIVersions', versions: ['v1'] },
        '/apis': {
          kind: 'APIGroupList',
          groups: [
            { versions: [{ groupVersion: 'example.dev/v1' }] },
            { versions: [{ groupVersion: 'broken.dev/v1' }] },
          ],
        },
        '/api/v1': {
          kind: 'APIResourceList',
          resources: [
            { name: 'namespaces', kind: 'Namespace', namespaced: false },
            { name: 'namespaces/status', kind: 'Namespace' },
          ],
        },
        '/apis/example.dev/v1': {
          kind: 'APIResourceList',
          resources: [
            { name: 'foos', kind: 'Foo', namespaced: true, verbs: ['list'] },
          ],
        },
      };
      return path in lists
        ? { status: 200, body: lists[path] }
        : { status: 503, raw: 'service unavailable' };
    };
    const found = await client.resources();
    expect(found.map(({ apiVersion, plural }) => [apiVersion, plural])).toEqual(
      [
        ['v1', 'namespaces'],
        ['example.dev/v1', 'foos'],
      ],
    );
    expect(found[1]).toMatchObject({ namespaced: true, verbs: ['list'] });
  });

  it('keeps every digit of a large integer', async () => {
    const big = { ...named('big'), data: { n: 1234567890123456789n, m: 1.5 } };
    await client.create(big);
    expect(server.requests.at(-1)?.body).toContain('1234567890123456789');
    server.intercept = ({ method, path }) =>
      method === 'GET' && path.endsWith('/big')
        ? {
            status: 200,
            raw: '{"metadata":{},"n":1234567890123456789,"s":[9007199254740993],"f":12345678901234567.5,"i":42}',
          }
        : undefined;
    expect(await client.get(ref('big'))).toMatchObject({
      n: 1234567890123456789n,
      s: [9007199254740993n],
      f: 12345678901234567.5,
      i: 42,
    });
  });

  it('treats __proto__ as data', async () => {
    const data: Record<string, unknown> = JSON.parse(
      '{"__proto__":"x","constructor":"y"}',
    );
    await client.create({ ...named('proto'), data });
    const read = await client.get<ConfigMap>(ref('proto'));
    expect(Object.keys(read.data ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read.data)).toBe(Object.prototype);
  });

  it('refuses names that would leave the path', async () => {
    for (const name of ['..', 'a/b', '%2e%2e', '']) {
      await expect(client.get(ref(name))).rejects.toThrow(
        'invalid resource name',
      );
    }
    expect(paths()).toHaveLength(2);
  });

  it('comes again after 429, when the server says', async () => {
    let refused = 0;
    server.intercept = ({ path }) => {
      if (path.endsWith('/busy') && refused < 2) {
        refused += 1;
        return { status: 429, headers: { 'retry-after': '0' }, raw: 'slow' };
      }
      return undefined;
    };
    await expect(client.get(ref('busy'))).rejects.toMatchObject({ code: 404 });
    expect(refused).toBe(2);
  });

  it('repeats a read whose connection was lost, not a create', async () => {
    let lost = 0;
    server.intercept = ({ path }) => {
      if (/lost|configmaps$/.test(path) && lost < 1) {
        lost += 1;
        return { status: 0, hangUp: true };
      }
      return undefined;
    };
    await expect(client.get(ref('lost'))).rejects.toMatchObject({ code: 404 });
    lost = 0;
    await expect(client.create(named('lost'))).rejects.toMatchObject({
      name: 'ConnectionError',
      failure: 'reset',
    });
  });

  it('shows conflicts with their causes', async () => {
    server.intercept = ({ method }) =>
      method === 'PATCH'
        ? {
            status: 409,
            body: {
              kind: 'Status',
              code: 409,
              reason: 'Conflict',
              message: 'Apply failed with 1 conflict',
              details: {
                causes: [
                  {
                    reason: 'FieldManagerConflict',
                    message: 'conflict with "x"',
                    field: '.data.a',
                  },
                ],
              },
            },
          }
        : undefined;
    const error: unknown = await client
      .apply(named('c'), { fieldManager: 'me' })
      .catch(reason => reason);
    expect(isConflict(error) && error.causes).toEqual([
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "x"',
        field: '.data.a',
      },
    ]);
  });

  it('impersonates by headers and shares discovery', async () => {
    await client.resources();
    const tenant = client.impersonate({
      user: 'system:serviceaccount:apps:deployer',
      groups: ['system:authenticated', 'apps'],
    });
    await tenant.list(configMap, { namespace: 'ns' });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2].headers).toMatchObject({
      'impersonate-user': 'system:serviceaccount:apps:deployer',
      'impersonate-group': 'system:authenticated, apps',
    });
  });

  it('never holds more than metadata when only that was asked for', async () => {
    await client.create(named('secretive', { password: 'hush' }));
    const found = await client.find(ref('secretive'), { metadataOnly: true });
    expect(Object.keys(found ?? {})).toEqual([
      'apiVersion',
      'kind',
      'metadata',
    ]);
    const list = await client.list(configMap, { metadataOnly: true });
    expect(JSON.stringify(list)).not.toContain('hush');
    expect(server.requests.at(-1)?.headers.accept).toContain(
      'as=PartialObjectMetadataList',
    );
  });

  it('lists in pages, and in one piece when a page has expired', async () => {
    server.resources = [core, foo];
    const type = { apiVersion: 'example.dev/v1', kind: 'Foo' };
    for (let index = 0; index < 7; index += 1) {
      const metadata = { name: `f${index}`, namespace: 'pages' };
      await client.create({ ...type, metadata });
    }
    server.requests.length = 0;
    const all = await listAll(client, type, { limit: 3 });
    expect(all.items.map(item => item.metadata.name)).toHaveLength(7);
    expect(all.resourceVersion).toBe(String(server.objects.version));
    expect(server.requests).toHaveLength(3);
    server.intercept = ({ query }) =>
      query.has('continue')
        ? {
            status: 410,
            body: { kind: 'Status', code: 410, reason: 'Expired' },
          }
        : undefined;
    const again = await listAll(client, type, { limit: 3 });
    expect(again.items).toHaveLength(7);
  });

  it('watches until it is told to stop', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    let opened = false;
    const watching = (async () => {
      for await (const event of client.watch<ConfigMap>(configMap, {
        resourceVersion: String(server.objects.version),
        signal: stop.signal,
        onOpen: () => {
          opened = true;
        },
      })) {
        seen.push(`${event.type} ${event.object.metadata.name}`);
      }
    })();
    await until('the watch opens', () => opened);
    await client.create(named('w1', { text: 'ü'.repeat(70_000) }));
    await client.patch(ref('w1'), 'merge', { data: { text: 'x' } });
    await client.delete(ref('w1'));
    await until('events', () => seen.length === 3);
    expect(seen).toEqual(['ADDED w1', 'MODIFIED w1', 'DELETED w1']);
    stop.abort(new Error('enough'));
    await expect(watching).rejects.toThrow('enough');
    await until('the server sees it', () => server.watchCount === 0);
  });

  it('turns ERROR events into errors, and ends with the stream', async () => {
    const collect = async (): Promise<WatchEvent[]> => {
      const found: WatchEvent[] = [];
      const resourceVersion = String(server.objects.version);
      for await (const event of client.watch(configMap, { resourceVersion })) {
        found.push(event);
      }
      return found;
    };
    const failing = collect();
    await until('the watch opens', () => server.watchCount === 1);
    server.sendToWatches({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { resourceVersion: '77' } },
    });
    server.sendToWatches({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired', message: 'old' },
    });
    await expect(failing).rejects.toMatchObject({ code: 410 });
    await until('the server sees it', () => server.watchCount === 0);
    const ending = collect();
    await until('the watch opens', () => server.watchCount === 1);
    server.endWatches();
    await expect(ending).resolves.toEqual([]);
  });

  it('ends a watch whose consumer leaves the loop', async () => {
    await client.create(named('leave'));
    for await (const event of client.watch(configMap, {
      resourceVersion: String(server.objects.version - 1),
    })) {
      expect(event.type).toBe('ADDED');
      break;
    }
    await until('the server sees it', () => server.watchCount === 0);
  });

  it('unquotes warnings', async () => {
    server.intercept = ({ path }) =>
      path.includes('configmaps')
        ? {
            status: 200,
            headers: { warning: '299 - "use \\"v2\\" instead"' },
            body: { metadata: {} },
          }
        : undefined;
    await client.get(ref('old'));
    expect(warnings).toEqual(['use "v2" instead']);
  });

  it('renews credentials once after 401', async () => {
    let token = 'old';
    const asked: (boolean | undefined)[] = [];
    const renewing = createClient({
      connection: {
        server: server.url,
        credentials: async options => {
          asked.push(options?.renew);
          token = options?.renew ? 'new' : token;
          return { headers: { authorization: `Bearer ${token}` } };
        },
      },
    });
    server.intercept = ({ headers }) =>
      headers.authorization === 'Bearer new'
        ? undefined
        : { status: 401, body: { kind: 'Status', code: 401 } };
    await expect(renewing.resources()).resolves.toHaveLength(1);
    expect(asked).toContain(true);
    await renewing.close();
  });
});

describe('a server that cannot be reached', () => {
  const failureOf = async (url: string, timeout?: number) => {
    const client = createClient({ connection: anonymous(url), timeout });
    const error: unknown = await client.resources().catch(reason => reason);
    await client.close();
    if (!(error instanceof ConnectionError)) {
      throw new Error(`not a ConnectionError: ${error}`);
    }
    return error;
  };

  it('is named with the cause', async () => {
    const server = new StubApiServer([]);
    await server.start();
    const { url } = server;
    await server.stop();
    const refused = await failureOf(url);
    expect(refused.failure).toBe('refused');
    expect(refused.message).toBe(`${url}: connection refused (ECONNREFUSED)`);
    expect((await failureOf('http://no.such.host.invalid')).failure).toBe(
      'dns',
    );
  });

  it('may have TLS that is none', async () => {
    const server = new StubApiServer([]);
    await server.start();
    const error = await failureOf(`https://127.0.0.1:${server.port}`);
    expect(error.failure).toBe('tls');
    await server.stop();
  });

  it('may be silent', async () => {
    const server = new StubApiServer([]);
    await server.start();
    const client = createClient({
      connection: {
        server: server.url,
        credentials: () => new Promise(() => undefined),
      },
    });
    const stop = new AbortController();
    const waiting = client.resources({ signal: stop.signal });
    stop.abort(new Error('no patience'));
    await expect(waiting).rejects.toThrow('no patience');
    await client.close();
    await server.stop();
  });

  it('is given up after the timeout', async () => {
    const server = new StubApiServer([]);
    // An answer that begins but never ends.
    server.intercept = () => ({
      status: 200,
      headers: { 'content-length': '1000' },
      raw: '{',
    });
    await server.start();
    const error = await failureOf(server.url, 100);
    expect(error).toMatchObject({ name: 'TimeoutError', failure: 'timeout' });
    await server.stop();
  });

  it('is no secret-teller', async () => {
    const client = createClient({
      connection: {
        server: 'http://127.0.0.1:1',
        credentials: async () => ({
          headers: { authorization: 'Bearer tell-nobody\n' },
        }),
      },
    });
    const error: unknown = await client.resources().catch(reason => reason);
    expect(String(error)).not.toContain('tell-nobody');
    await client.close();
  });
});
