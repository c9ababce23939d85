import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { at, listAt, numberAt, objectsAt, textAt } from '../resources/fields';
import {
  startInMemoryServer,
  type InMemoryServer,
} from '../testing/inMemoryServer';

let server: InMemoryServer;

async function start(
  options?: Parameters<typeof startInMemoryServer>[0],
): Promise<InMemoryServer> {
  server = await startInMemoryServer(options);
  return server;
}

afterEach(() => server.stop());

function configMap(name: string, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...more },
  };
}

function ownedBy(owner: KubernetesObject, block = false): JsonObject {
  return {
    ownerReferences: [
      {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: owner.metadata.name ?? '',
        uid: owner.metadata.uid ?? '',
        blockOwnerDeletion: block,
      },
    ],
  };
}

function namespace(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

describe('namespaces', () => {
  it('has those that every cluster has, furnished', async () => {
    await start();
    expect(
      server
        .list('Namespace')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    await server.until(
      () =>
        server.get('ServiceAccount', 'kube-system', 'default') &&
        server.get('ConfigMap', 'kube-system', 'kube-root-ca.crt'),
    );
    expect(
      textAt(
        server.get('ConfigMap', 'default', 'kube-root-ca.crt'),
        'data',
        'ca.crt',
      ),
    ).toBe('certificate');
  });

  it('brings back a default account that was deleted', async () => {
    await start();
    const { metadata } = await server.until(() =>
      server.get('ServiceAccount', 'default', 'default'),
    );
    server.api.delete(
      server.definition('ServiceAccount'),
      'default',
      'default',
    );
    const again = await server.until(() => {
      const found = server.get('ServiceAccount', 'default', 'default');
      return found?.metadata.uid !== metadata.uid && found;
    });
    expect(again.metadata.name).toBe('default');
  });

  it('empties a namespace before it goes', async () => {
    await start();
    server.create(namespace('gone'));
    await server.until(() => server.get('ServiceAccount', 'gone', 'default'));
    server.create(configMap('c', { namespace: 'gone' }));
    server.api.delete(server.definition('Namespace'), '', 'gone');
    await server.until(() => !server.get('Namespace', '', 'gone'));
    expect(server.list('ConfigMap', 'gone')).toEqual([]);
    expect(server.list('ServiceAccount', 'gone')).toEqual([]);
  });

  it('waits for finalizers and says so', async () => {
    await start();
    server.create(namespace('held'));
    server.create(
      configMap('c', { namespace: 'held', finalizers: ['example.com/wait'] }),
    );
    server.api.delete(server.definition('Namespace'), '', 'held');
    const held = await server.until(() => {
      const found = server.get('Namespace', '', 'held');
      return listAt(found, 'status', 'conditions').length > 0 && found;
    });
    const messages = objectsAt(held, 'status', 'conditions')
      .filter(condition => textAt(condition, 'status') === 'True')
      .map(condition => textAt(condition, 'message'));
    expect(textAt(held, 'status', 'phase')).toBe('Terminating');
    expect(messages).toEqual([
      'Some resources are remaining: configmaps. has 1 resource instances',
      'Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances',
    ]);
    expect(() => server.create(configMap('d', { namespace: 'held' }))).toThrow(
      'because it is being terminated',
    );
    const object = server.get('ConfigMap', 'held', 'c');
    if (object) {
      object.metadata.finalizers = [];
      server.update(object);
    }
    await server.until(() => !server.get('Namespace', '', 'held'));
  });
});

describe('garbage collection', () => {
  it('removes what a deleted owner leaves', async () => {
    await start();
    const owner = server.create(configMap('owner'));
    const child = server.create(configMap('child', ownedBy(owner)));
    server.create(configMap('grandchild', ownedBy(child)));
    server.api.delete(server.definition('ConfigMap'), 'default', 'owner', {
      propagationPolicy: 'Background',
    });
    await server.until(() => !server.get('ConfigMap', 'default', 'grandchild'));
    expect(server.get('ConfigMap', 'default', 'child')).toBeUndefined();
  });

  it('removes an object whose owner has another uid', async () => {
    await start();
    const owner = server.create(configMap('owner'));
    const imposter = { ...owner, metadata: { ...owner.metadata, uid: 'x' } };
    server.create(configMap('child', ownedBy(imposter)));
    await server.until(() => !server.get('ConfigMap', 'default', 'child'));
    expect(server.get('ConfigMap', 'default', 'owner')).toBeDefined();
  });

  it('keeps what has another owner left, without the dead reference', async () => {
    await start();
    const first = server.create(configMap('first'));
    const second = server.create(configMap('second'));
    const references = [
      ...listAt(ownedBy(first), 'ownerReferences'),
      ...listAt(ownedBy(second), 'ownerReferences'),
    ];
    server.create(configMap('child', { ownerReferences: references }));
    server.api.delete(server.definition('ConfigMap'), 'default', 'first');
    const child = await server.until(() => {
      const found = server.get('ConfigMap', 'default', 'child');
      return found?.metadata.ownerReferences?.length === 1 && found;
    });
    expect(child.metadata.ownerReferences?.[0].name).toBe('second');
  });

  it('deletes dependents before an owner in the foreground', async () => {
    await start();
    const owner = server.create(configMap('owner'));
    server.create(
      configMap('child', {
        ...ownedBy(owner, true),
        finalizers: ['example.com/wait'],
      }),
    );
    server.api.delete(server.definition('ConfigMap'), 'default', 'owner', {
      propagationPolicy: 'Foreground',
    });
    const child = await server.until(() => {
      const found = server.get('ConfigMap', 'default', 'child');
      return found?.metadata.deletionTimestamp !== undefined && found;
    });
    expect(
      server.get('ConfigMap', 'default', 'owner')?.metadata.finalizers,
    ).toEqual(['foregroundDeletion']);
    child.metadata.finalizers = [];
    server.update(child);
    await server.until(() => !server.get('ConfigMap', 'default', 'owner'));
  });

  it('cuts ties when dependents are orphaned', async () => {
    await start();
    const owner = server.create(configMap('owner'));
    server.create(configMap('child', ownedBy(owner)));
    server.api.delete(server.definition('ConfigMap'), 'default', 'owner', {
      propagationPolicy: 'Orphan',
    });
    await server.until(() => !server.get('ConfigMap', 'default', 'owner'));
    const child = server.get('ConfigMap', 'default', 'child');
    expect(child?.metadata.ownerReferences ?? []).toEqual([]);
  });

  it('leaves what is owned by a kind that is not served', async () => {
    await start();
    server.create(
      configMap('child', {
        ownerReferences: [
          { apiVersion: 'x.example.com/v1', kind: 'X', name: 'x', uid: 'y' },
        ],
      }),
    );
    const owner = server.create(configMap('owner'));
    server.create(configMap('other', ownedBy(owner)));
    server.api.delete(server.definition('ConfigMap'), 'default', 'owner');
    await server.until(() => !server.get('ConfigMap', 'default', 'other'));
    expect(server.get('ConfigMap', 'default', 'child')).toBeDefined();
  });
});

describe('custom resource definitions', () => {
  const crd: JsonObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object' } },
            },
          },
        },
      ],
    },
  };
  const conditions = () =>
    objectsAt(
      server.get('CustomResourceDefinition', '', 'widgets.example.com'),
      'status',
      'conditions',
    ).map(item => `${textAt(item, 'type')}=${textAt(item, 'status')}`);

  it('are established, serve objects, and take them along', async () => {
    await start();
    server.create(crd);
    expect(() => server.definition('Widget')).toThrow();
    await server.until(() => conditions().includes('Established=True'));
    expect(conditions()).toContain('NamesAccepted=True');
    server.create({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: {
        name: 'w',
        namespace: 'default',
        finalizers: ['example.com/wait'],
      },
    });
    server.api.delete(
      server.definition('CustomResourceDefinition'),
      '',
      'widgets.example.com',
    );
    const widget = await server.until(() => {
      const found = server.get('Widget', 'default', 'w');
      return found?.metadata.deletionTimestamp !== undefined && found;
    });
    expect(conditions()).toContain('Terminating=True');
    widget.metadata.finalizers = [];
    server.update(widget);
    await server.until(
      () => !server.get('CustomResourceDefinition', '', 'widgets.example.com'),
    );
    await server.until(
      () => !server.api.definitions().some(({ kind }) => kind === 'Widget'),
    );
  });

  it('serve a version that is added later', async () => {
    await start();
    server.create(crd);
    await server.until(() => conditions().includes('Established=True'));
    const live = server.get(
      'CustomResourceDefinition',
      '',
      'widgets.example.com',
    );
    const [version] = objectsAt(live, 'spec', 'versions');
    listAt(live, 'spec', 'versions').push({
      ...version,
      name: 'v2',
      storage: false,
    });
    if (live) {
      server.update(live);
    }
    const served = await server.until(() =>
      server.api
        .definitions()
        .find(item => item.kind === 'Widget' && item.version === 'v2'),
    );
    expect(served.plural).toBe('widgets');
  });
});

describe('events', () => {
  it('count repetitions', async () => {
    await start({ kubelets: false });
    server.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'c', namespace: 'default' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
      },
    });
    const first = await server.until(() => server.list('Event', 'default')[0]);
    expect(textAt(first, 'reason')).toBe('FailedBinding');
    expect(numberAt(first, 'count')).toBe(1);
    expect(at(first, 'involvedObject', 'name')).toBe('c');
    const claim = server.get('PersistentVolumeClaim', 'default', 'c');
    if (claim) {
      claim.metadata.labels = { a: 'b' };
      server.update(claim);
    }
    const again = await server.until(() => {
      const [event] = server.list('Event', 'default');
      return numberAt(event, 'count') === 2 && event;
    });
    expect(again.metadata.name).toBe(first.metadata.name);
  });
});
