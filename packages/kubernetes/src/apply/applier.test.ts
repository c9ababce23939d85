import { ApiStatusError } from '../client/errors';
import type { KubernetesObject, UnstructuredObject } from '../objects';
import { FakeCluster, ManualClock, fakeClient } from '../testing';
import { Applier, type ApplyObserver, type ApplyOptions } from './applier';
import { noNotifier } from './changeNotifier';

const options: ApplyOptions = {
  forceSelector: { 'example.com/force': 'enabled' },
  exclusionSelector: { 'example.com/apply': 'disabled' },
  ifNotPresentSelector: { 'example.com/apply': 'ifNotPresent' },
  cleanup: {
    annotations: ['kubectl.kubernetes.io/last-applied-configuration'],
    labels: ['old'],
    managers: [
      { prefix: 'kubectl', operation: 'Update' },
      { prefix: 'kubectl', operation: 'Apply' },
    ],
  },
  cleanupExclusions: { 'example.com/apply': 'merge' },
};

function configMap(
  name: string,
  data: Record<string, string> = { key: 'one' },
  metadata: Partial<KubernetesObject['metadata']> = {},
): UnstructuredObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'ns', ...metadata },
    data,
  };
}

async function setUp(live: readonly KubernetesObject[] = []) {
  const cluster = new FakeCluster();
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'ns' },
  });
  for (const object of live) {
    await client.apply(object, { fieldManager: 'me', force: true });
  }
  cluster.clearRequests();
  const applier = new Applier({
    client,
    fieldManager: 'me',
    deletions: { clock: new ManualClock(), notifier: noNotifier },
  });
  const apply = (
    objects: readonly KubernetesObject[],
    more: Partial<ApplyOptions> = {},
    expected = live.length > 0,
    observer?: ApplyObserver,
  ) =>
    applier.applyStage(
      objects,
      { ...options, ...more },
      {
        signal: new AbortController().signal,
        expected: () => expected,
        observer,
      },
    );
  return { cluster, client, apply };
}

const ref = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  namespace: 'ns',
});

describe('Applier', () => {
  it('creates what is new with one dry run and one apply each, in order', async () => {
    const { cluster, apply } = await setUp();
    const entries = await apply([configMap('b'), configMap('a')]);
    expect(entries.map(e => `${e.subject} ${e.action}`)).toEqual([
      'ConfigMap/ns/a created',
      'ConfigMap/ns/b created',
    ]);
    expect(cluster.summary()).toEqual([
      'apply ConfigMap/a dry',
      'apply ConfigMap/b dry',
      'apply ConfigMap/a',
      'apply ConfigMap/b',
    ]);
  });

  it('writes nothing when one object of the stage is refused', async () => {
    const { cluster, apply } = await setUp();
    cluster.intercept = request => {
      if (request.name === 'b') {
        throw new ApiStatusError({
          kind: 'Status',
          code: 403,
          reason: 'Forbidden',
          message: 'configmaps "b" is forbidden',
        });
      }
    };
    await expect(apply([configMap('a'), configMap('b')])).rejects.toThrow(
      'ConfigMap/ns/b dry-run failed (Forbidden): configmaps "b" is forbidden',
    );
    expect(cluster.peek(ref('a'))).toBeUndefined();
  });

  it('words a missing namespace as Flux does', async () => {
    const { apply } = await setUp();
    await expect(
      apply([configMap('a', {}, { namespace: 'none' })]),
    ).rejects.toThrow(
      'ConfigMap/none/a not found: namespaces "none" not found',
    );
    await expect(
      apply([configMap('a', {}, { namespace: undefined })]),
    ).rejects.toThrow(
      'ConfigMap/a namespace not specified: the server could not find the requested resource',
    );
  });

  it('leaves an object alone that is as it should be', async () => {
    const { cluster, apply } = await setUp([configMap('a')]);
    const [entry] = await apply([configMap('a')]);
    expect(entry.action).toBe('unchanged');
    expect(cluster.summary()).toEqual([
      'get ConfigMap/a',
      'apply ConfigMap/a dry',
    ]);
  });

  it('puts back a value that somebody changed', async () => {
    const { cluster, client, apply } = await setUp([configMap('a')]);
    await client.patch(ref('a'), 'merge', { data: { key: 'two' } });
    const [entry] = await apply([configMap('a')]);
    expect(entry.action).toBe('configured');
    expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one' });
  });

  it('removes what kubectl added, and leaves what controllers added', async () => {
    const { cluster, client, apply } = await setUp([configMap('a')]);
    await client.patch(
      ref('a'),
      'merge',
      { data: { edited: 'x' } },
      { fieldManager: 'kubectl-edit' },
    );
    await client.patch(
      ref('a'),
      'merge',
      { data: { injected: 'x' } },
      { fieldManager: 'injector' },
    );
    const [entry] = await apply([configMap('a')]);
    expect(entry.action).toBe('configured');
    expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one', injected: 'x' });
    expect(
      cluster.peek(ref('a'))?.metadata.managedFields?.map(e => e.manager),
    ).not.toContain('kubectl-edit');
  });

  it('takes nothing over from others when the object says merge', async () => {
    const merge = { annotations: { 'example.com/apply': 'Merge' } };
    const { cluster, client, apply } = await setUp([
      configMap('a', { key: 'one' }, merge),
    ]);
    await client.patch(
      ref('a'),
      'merge',
      { data: { edited: 'x' } },
      { fieldManager: 'kubectl-edit' },
    );
    const [entry] = await apply([configMap('a', { key: 'one' }, merge)]);
    expect(entry.action).toBe('unchanged');
    expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one', edited: 'x' });
  });

  it('reads again when somebody writes during the takeover', async () => {
    const { cluster, client, apply } = await setUp([configMap('a')]);
    const edit = (key: string) =>
      client.patch(
        ref('a'),
        'merge',
        { data: { [key]: 'x' } },
        { fieldManager: 'kubectl-edit' },
      );
    await edit('first');
    let interfered = false;
    cluster.intercept = async request => {
      if (request.verb === 'patch' && !interfered) {
        interfered = true;
        await edit('second');
      }
    };
    await apply([configMap('a')]);
    expect(interfered).toBe(true);
    expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one' });
  });

  it('skips what is excluded, by its manifest or in the cluster', async () => {
    const disabled = { annotations: { 'example.com/apply': 'disabled' } };
    const { cluster, client, apply } = await setUp([
      configMap('a'),
      configMap('b'),
    ]);
    await client.patch(ref('b'), 'merge', {
      metadata: disabled,
      data: { key: 'kept' },
    });
    const entries = await apply([
      configMap('a', { key: 'two' }, disabled),
      configMap('b', { key: 'two' }),
    ]);
    expect(entries.map(e => e.action)).toEqual(['skipped', 'skipped']);
    expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one' });
    expect(cluster.peek(ref('b'))?.data).toEqual({ key: 'kept' });
  });

  it('creates what is only to be created, and does not change it', async () => {
    const once = { annotations: { 'example.com/apply': 'IfNotPresent' } };
    const { cluster, apply } = await setUp();
    const first = await apply([configMap('a', { key: 'one' }, once)]);
    const second = await apply([configMap('a', { key: 'two' }, once)]);
    expect([first[0].action, second[0].action]).toEqual(['created', 'skipped']);
    expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one' });
  });

  describe('an object that cannot be changed', () => {
    const refuse = (cluster: FakeCluster, code: number, reason: string) => {
      cluster.intercept = request => {
        if (request.verb === 'apply' && cluster.peek(ref('a'))) {
          throw new ApiStatusError({
            kind: 'Status',
            code,
            reason,
            message: 'field is immutable',
          });
        }
      };
    };

    it('is an error', async () => {
      const { cluster, apply } = await setUp([configMap('a')]);
      refuse(cluster, 422, 'Invalid');
      await expect(apply([configMap('a', { key: 'two' })])).rejects.toThrow(
        'ConfigMap/ns/a dry-run failed (Invalid): field is immutable',
      );
      expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'one' });
    });

    it('is made anew by force', async () => {
      const { cluster, apply } = await setUp([configMap('a')]);
      const before = cluster.peek(ref('a'))?.metadata.uid;
      refuse(cluster, 422, 'Invalid');
      const [entry] = await apply([configMap('a', { key: 'two' })], {
        force: true,
      });
      expect(entry.action).toBe('created');
      expect(cluster.peek(ref('a'))?.data).toEqual({ key: 'two' });
      expect(cluster.peek(ref('a'))?.metadata.uid).not.toBe(before);
    });

    it('is made anew when it says so', async () => {
      const { cluster, apply } = await setUp([configMap('a')]);
      refuse(cluster, 422, 'Invalid');
      const forced = { annotations: { 'example.com/force': 'Enabled' } };
      const [entry] = await apply([configMap('a', { key: 'two' }, forced)]);
      expect(entry.action).toBe('created');
    });

    it('is never deleted because of a conflict', async () => {
      const { cluster, apply } = await setUp([configMap('a')]);
      refuse(cluster, 409, 'Conflict');
      await expect(
        apply([configMap('a', { key: 'two' })], { force: true }),
      ).rejects.toThrow('(Conflict)');
      expect(cluster.peek(ref('a'))).toBeDefined();
    });
  });

  it('asks before the first write, and tells what is planned', async () => {
    const { cluster, apply } = await setUp([configMap('a')]);
    const told: string[] = [];
    await apply([configMap('a'), configMap('b')], {}, true, {
      beforeWrites: async () => {
        told.push('writes');
      },
      beforeApply: async planned => {
        told.push(...planned.map(p => p.subject));
      },
      observed: object => {
        told.push(`observed ${object.metadata.name}`);
      },
    });
    expect(told).toEqual([
      'writes',
      'ConfigMap/ns/b',
      'observed a',
      'observed b',
    ]);
    cluster.clearRequests();
    await expect(
      apply([configMap('c')], {}, false, {
        beforeWrites: async () => {
          throw new Error('no');
        },
      }),
    ).rejects.toThrow('no');
    expect(cluster.summary()).toEqual(['apply ConfigMap/c dry']);
  });
});
