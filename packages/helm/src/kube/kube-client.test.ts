import { FakeCluster, fakeClient } from '@sluice/kubernetes/testing';
import { type UnstructuredObject } from '@sluice/kubernetes';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { KubeClient, UpdateError } from '.';
import { difference } from './resource';

async function open() {
  const cluster = new FakeCluster({
    types: [
      {
        apiVersion: 'example.com/v1',
        kind: 'Thing',
        plural: 'things',
        namespaced: true,
      },
    ],
  });
  const client = fakeClient(cluster);
  for (const name of ['apps', 'other']) {
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
  cluster.clearRequests();
  const kube = new KubeClient({ client, namespace: 'apps' });
  const live = (kind: string, name: string, apiVersion = 'v1') =>
    cluster.peek({ apiVersion, kind, namespace: 'apps', name });
  const writes = () => cluster.summary().filter(l => !l.startsWith('get'));
  return { cluster, client, kube, live, writes };
}

function map(name: string, data: Record<string, string>, more = ''): string {
  return `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data: ${JSON.stringify(
    data,
  )}\n`;
}

function managersOf(object: UnstructuredObject | undefined): string[] {
  return (object?.metadata.managedFields ?? []).map(
    entry => `${entry.manager} ${entry.operation}`,
  );
}

describe('objects of a large manifest', () => {
  const manifest = Array.from({ length: 2_000 }, (_, i) =>
    map(`map-${i}`, { key: 'value', other: `${i}` }),
  ).join('');

  it('are read in turns with whatever else is done', async () => {
    const { kube } = await open();
    let turns = 0;
    let done = false;
    const look = () => {
      turns += 1;
      if (!done) setImmediate(look);
    };
    setImmediate(look);
    const resources = await kube.build(manifest);
    done = true;
    expect(resources.map(({ name }) => name)).toEqual(
      Array.from({ length: 2_000 }, (_, i) => `map-${i}`),
    );
    expect(turns).toBeGreaterThan(2);
  });

  it('are not read to the end when nobody wants them', async () => {
    const { kube } = await open();
    const abort = new AbortController();
    const building = kube.build(manifest, { signal: abort.signal });
    abort.abort(new Error('not wanted'));
    await expect(building).rejects.toThrow('not wanted');
  });

  it('are compared by what they are', async () => {
    const { kube } = await open();
    const one = await kube.build(`${map('a', {})}${map('b', {})}`);
    const other = await kube.build(`${map('b', { x: 'y' })}${map('c', {})}`);
    expect(difference(one, other).map(({ name }) => name)).toEqual(['a']);
  });

  it('leave long documents to who reads them elsewhere', async () => {
    const { client } = await open();
    const long: number[] = [];
    const kube = new KubeClient({
      client,
      namespace: 'apps',
      readYaml: async text => {
        long.push(text.length);
        return parseSigsYaml(text);
      },
    });
    const [small, large] = await kube.build(
      map('small', {}) + map('large', { text: 'x'.repeat(60_000) }),
    );
    expect([small.name, large.name]).toEqual(['small', 'large']);
    expect(long).toEqual([expect.any(Number)]);
  });
});

describe('objects of a manifest', () => {
  it('are read in order, with a namespace where their kind has one', async () => {
    const { kube } = await open();
    const resources = await kube.build(
      `# Source: a
${map('a', {})}
---
# nothing
--- # a comment
apiVersion: v1
kind: Namespace
metadata: { name: new }
---
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Secret, metadata: { name: s, namespace: other } }
  - { apiVersion: v1, kind: Service, metadata: { name: s } }
`,
    );
    expect(
      resources.map(r => `${r.kind} ${r.namespace}/${r.object.metadata.name}`),
    ).toEqual([
      'ConfigMap apps/a',
      'Namespace /new',
      'Secret other/s',
      'Service apps/s',
    ]);
    expect(resources[3].object.metadata.namespace).toBe('apps');
  });

  it('are none in what says nothing', async () => {
    const { kube } = await open();
    expect(await kube.build('')).toEqual([]);
    expect(await kube.build('---\n# x\n---\n\n')).toEqual([]);
  });

  it('are refused with all that is wrong', async () => {
    const { kube } = await open();
    await expect(
      kube.build('apiVersion: x/v1\nkind: Nope\nmetadata: { name: it }\n'),
    ).rejects.toThrow(
      'resource mapping not found for name: "it" namespace: "" from "": no matches for kind "Nope" in version "x/v1"\nensure CRDs are installed first',
    );
    await expect(
      kube.build('apiVersion: x/v1\nkind: Nope\n---\nfoo: 1\n'),
    ).rejects.toThrow(
      /^\[resource mapping not found .*, unable to decode "": Object 'Kind' is missing in '{"foo":1}'\]$/s,
    );
    await expect(kube.build('a: b: c\n')).rejects.toThrow(
      'error parsing : error converting YAML to JSON: yaml:',
    );
  });

  it('never show what may be secret', async () => {
    const { kube } = await open();
    await expect(kube.build('stringData: { a: hidden }\n')).rejects.toThrow(
      `unable to decode "": Object 'Kind' is missing in '…'`,
    );
  });
});

describe('creating', () => {
  it('goes on after a failure, kind by kind', async () => {
    const { cluster, kube, writes } = await open();
    const resources = await kube.build(
      `${map('a', {})}${map(
        'b',
        {},
      )}---\napiVersion: v1\nkind: Service\nmetadata: { name: c }\n`,
    );
    cluster.intercept = ({ name }) => {
      if (name !== 'c') throw new Error(`not ${name}`);
    };
    await expect(kube.create(resources)).rejects.toThrow(
      'server-side apply failed for object apps/a /v1, Kind=ConfigMap: not a\nserver-side apply failed for object apps/b /v1, Kind=ConfigMap: not b',
    );
    expect(writes()).toEqual([
      'apply ConfigMap/a',
      'apply ConfigMap/b',
      'apply Service/c',
    ]);
  });

  it('tells conflicts, and takes fields by force', async () => {
    const { client, kube, live } = await open();
    await client.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'apps' },
        ...{ data: { x: 'theirs' } },
      },
      { fieldManager: 'them' },
    );
    const resources = await kube.build(map('a', { x: 'ours' }));
    await expect(kube.create(resources)).rejects.toThrow(
      /^conflict occurred while applying object apps\/a \/v1, Kind=ConfigMap: Apply failed with 1 conflict: conflict with "them"/,
    );
    await kube.create(resources, { forceConflicts: true });
    expect(live('ConfigMap', 'a')).toMatchObject({ data: { x: 'ours' } });
    await expect(
      kube.create(resources, { serverSideApply: false, forceConflicts: true }),
    ).rejects.toThrow('forceConflicts enabled when serverSideApply disabled');
  });

  it('needs something to create', async () => {
    const { kube } = await open();
    await expect(kube.create([])).rejects.toThrow('no objects visited');
    expect((await kube.delete([], 'Background')).errors).toMatchObject([
      { message: 'object not found, skipping delete: no objects visited' },
    ]);
  });

  it('does not name objects itself', async () => {
    const { kube } = await open();
    const resources = await kube.build(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: x- }\n',
    );
    await expect(kube.create(resources)).rejects.toThrow(
      'server-side apply failed for object apps/ /v1, Kind=ConfigMap: resource name may not be empty',
    );
  });
});

describe('updating', () => {
  const keep = '  annotations: { helm.sh/resource-policy: keep }\n';

  it('creates, changes and deletes, but not what is to be kept', async () => {
    const { kube, live } = await open();
    const old = await kube.build(
      map('a', { x: '1' }) + map('gone', {}) + map('kept', {}, keep),
    );
    await kube.create(old);
    const result = await kube.update(
      await kube.build(
        map('a', { x: '1' }) + map('gone', {}) + map('kept', {}),
      ),
      await kube.build(map('a', { x: '2' }) + map('new', {})),
    );
    const names = Object.fromEntries(
      Object.entries(result).map(([key, list]) => [
        key,
        list.map((r: { name: string }) => r.name),
      ]),
    );
    expect(names).toEqual({
      created: ['new'],
      updated: ['a'],
      deleted: ['gone'],
    });
    expect(live('ConfigMap', 'a')).toMatchObject({ data: { x: '2' } });
    expect(live('ConfigMap', 'kept')).toBeDefined();
  });

  it('tries all that is there, deletes nothing then, and says what it created', async () => {
    const { cluster, kube, live } = await open();
    const old = await kube.build(map('a', {}) + map('b', {}) + map('gone', {}));
    await kube.create(old);
    cluster.intercept = ({ verb, name }) => {
      if (verb === 'apply' && name !== 'new') throw new Error(`not ${name}`);
    };
    const failure = await kube
      .update(
        old,
        await kube.build(map('new', {}) + map('a', {}) + map('b', {})),
      )
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(failure).toBeInstanceOf(UpdateError);
    expect(failure).toMatchObject({
      message:
        'server-side apply failed for object apps/a /v1, Kind=ConfigMap: not a && server-side apply failed for object apps/b /v1, Kind=ConfigMap: not b',
      result: { created: [{ name: 'new' }] },
    });
    expect(live('ConfigMap', 'gone')).toBeDefined();
  });

  it('client-side keeps what others added, and removes what is no longer said', async () => {
    const { client, kube, live } = await open();
    const how = { serverSideApply: false };
    const old = await kube.build(map('a', { mine: '1', old: '1' }));
    await kube.create(old, how);
    await client.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'apps', name: 'a' },
      'merge',
      { data: { theirs: '1', mine: 'changed' } },
      { fieldManager: 'them' },
    );
    await kube.update(
      await kube.build(map('a', { mine: '1', old: '1' })),
      await kube.build(map('a', { mine: '1' })),
      how,
    );
    expect(live('ConfigMap', 'a')).toMatchObject({
      data: { mine: '1', theirs: '1' },
    });
  });

  it('patches what has no schema by the two manifests, or by three states', async () => {
    const { client, kube, live } = await open();
    const thing = (spec: object) =>
      kube.build(
        JSON.stringify({
          apiVersion: 'example.com/v1',
          kind: 'Thing',
          metadata: { name: 't' },
          spec,
        }),
      );
    const how = { serverSideApply: false };
    await kube.create(await thing({ a: 1, b: 1 }), how);
    const ref = {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      namespace: 'apps',
      name: 't',
    };
    await client.patch(ref, 'merge', { spec: { a: 5 } });
    await kube.update(await thing({ a: 1, b: 1 }), await thing({ a: 1 }), how);
    expect(live('Thing', 't', 'example.com/v1')?.spec).toEqual({ a: 5 });
    await kube.update(await thing({ a: 1 }), await thing({ a: 1 }), {
      ...how,
      threeWayMergeForUnstructured: true,
    });
    expect(live('Thing', 't', 'example.com/v1')?.spec).toEqual({ a: 1 });
  });

  it('server-side takes over what was written client-side', async () => {
    const { kube, live } = await open();
    const old = await kube.build(map('a', { x: '1', old: '1' }));
    await kube.create(old, { serverSideApply: false });
    expect(managersOf(live('ConfigMap', 'a'))).toEqual(['helm Update']);
    await kube.update(old, await kube.build(map('a', { x: '2' })), {
      upgradeClientSideFieldManager: true,
    });
    expect(managersOf(live('ConfigMap', 'a'))).toEqual(['helm Apply']);
    expect(live('ConfigMap', 'a')?.data).toEqual({ x: '2' });
  });

  it('replaces', async () => {
    const { client, kube, live } = await open();
    const old = await kube.build(map('a', { x: '1' }));
    await kube.create(old, { serverSideApply: false });
    await client.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'apps', name: 'a' },
      'merge',
      { data: { theirs: '1' } },
    );
    await kube.update(old, await kube.build(map('a', { x: '2' })), {
      serverSideApply: false,
      forceReplace: true,
    });
    expect(live('ConfigMap', 'a')?.data).toEqual({ x: '2' });
  });

  it.each([
    [{ forceReplace: true }, 'server-side apply and force replace'],
    [
      { threeWayMergeForUnstructured: true },
      'three-way merge for unstructured and server-side apply',
    ],
    [
      { forceReplace: true, forceConflicts: true },
      'force conflicts and force replace',
    ],
  ])('refuses %j', async (options, what) => {
    const { kube } = await open();
    await expect(kube.update([], [], options)).rejects.toThrow(
      `invalid operation: cannot use ${what} together`,
    );
  });
});

it('asks whether a cluster is there', async () => {
  const { cluster, kube } = await open();
  await expect(kube.checkReachable()).resolves.toBeUndefined();
  const away = fakeClient(cluster);
  away.version = async () => {
    throw new Error('connection refused');
  };
  await expect(
    new KubeClient({ client: away, namespace: 'apps' }).checkReachable(),
  ).rejects.toThrow('kubernetes cluster unreachable: connection refused');
});
