import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { fieldsOf, listAt, objectAt, textAt } from '../resources/fields';
import type { Controller, ControllerContext } from './controller';

const manager = 'kube-controller-manager';
const finalizer = 'kubernetes';

/** Namespaces that are there from the start. */
const bootstrap = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Gives every namespace its default ServiceAccount and kube-root-ca.crt, and empties one that is being deleted: contents
 * go first, then the `kubernetes` finalizer, and with it the namespace.
 */
export function namespaceController({
  api,
  find,
  timestamp,
}: ControllerContext): Controller {
  const namespaces = find('', 'Namespace');
  const accounts = find('', 'ServiceAccount');
  const configMaps = find('', 'ConfigMap');

  for (const name of bootstrap) {
    if (!api.get(namespaces, '', name)) {
      api.create(
        namespaces,
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        { manager: 'kube-apiserver' },
      );
    }
  }

  function furnish(name: string): void {
    if (!api.get(accounts, name, 'default')) {
      api.create(
        accounts,
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: name },
        },
        { manager },
      );
    }
    const wanted = { 'ca.crt': api.caPem };
    const present = api.get(configMaps, name, 'kube-root-ca.crt');
    if (!present) {
      const certificates: KubernetesObject & { data: object } = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'kube-root-ca.crt',
          namespace: name,
          annotations: {
            'kubernetes.io/description':
              'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
          },
        },
        data: wanted,
      };
      api.create(configMaps, certificates, { manager });
    } else if (textAt(present, 'data', 'ca.crt') !== api.caPem) {
      fieldsOf(present).data = wanted;
      api.update(configMaps, present, { manager });
    }
  }

  /** One definition for each stored resource. */
  function contents(): ResourceDefinition[] {
    const seen = new Set<string>();
    return api.definitions().filter(definition => {
      const id = `${definition.group}/${definition.plural}`;
      const fresh = definition.namespaced && !seen.has(id);
      seen.add(id);
      return fresh;
    });
  }

  function empty(namespace: KubernetesObject): void {
    const name = namespace.metadata.name ?? '';
    const left: { definition: ResourceDefinition; object: KubernetesObject }[] =
      [];
    for (const definition of contents()) {
      for (const object of api.list(definition, name)) {
        if (object.metadata.deletionTimestamp) {
          left.push({ definition, object });
          continue;
        }
        api.delete(definition, name, object.metadata.name ?? '', {
          propagationPolicy: 'Background',
          uid: object.metadata.uid,
        });
        const after = api.get(definition, name, object.metadata.name ?? '');
        if (after) {
          left.push({ definition, object: after });
        }
      }
    }
    const live = api.get(namespaces, '', name);
    if (!live) {
      return;
    }
    writeConditions(live, left);
    if (left.length > 0) {
      return;
    }
    const current = api.get(namespaces, '', name);
    if (current) {
      const spec = objectAt(current, 'spec') ?? {};
      const kept = listAt(spec, 'finalizers').filter(
        item => item !== finalizer,
      );
      fieldsOf(current).spec = { ...spec, finalizers: kept };
      api.update(namespaces, current, { manager, subresource: 'finalize' });
    }
  }

  function writeConditions(
    namespace: KubernetesObject,
    left: readonly {
      definition: ResourceDefinition;
      object: KubernetesObject;
    }[],
  ): void {
    const counts = new Map<string, number>();
    const finalizers = new Map<string, number>();
    for (const { definition, object } of left) {
      const { plural, group } = definition;
      const id = group === '' ? `${plural}.` : `${plural}.${group}`;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      for (const item of object.metadata.finalizers ?? []) {
        finalizers.set(item, (finalizers.get(item) ?? 0) + 1);
      }
    }
    const list = (map: ReadonlyMap<string, number>, text: string) =>
      [...map]
        .sort(([first], [second]) => (first < second ? -1 : 1))
        .map(([id, count]) => `${id} has ${count} ${text}`)
        .join(', ');
    const flag = (value: boolean) => (value ? 'True' : 'False');
    const wanted = [
      [
        'NamespaceDeletionDiscoveryFailure',
        'False',
        'ResourcesDiscovered',
        'All resources successfully discovered',
      ],
      [
        'NamespaceDeletionGroupVersionParsingFailure',
        'False',
        'ParsedGroupVersions',
        'All legacy kube types successfully parsed',
      ],
      [
        'NamespaceDeletionContentFailure',
        'False',
        'ContentDeleted',
        left.length > 0
          ? 'All content successfully deleted, may be waiting on finalization'
          : 'All content successfully removed',
      ],
      [
        'NamespaceContentRemaining',
        flag(left.length > 0),
        left.length > 0 ? 'SomeResourcesRemain' : 'ContentRemoved',
        left.length > 0
          ? `Some resources are remaining: ${list(
              counts,
              'resource instances',
            )}`
          : 'All content successfully removed',
      ],
      [
        'NamespaceFinalizersRemaining',
        flag(finalizers.size > 0),
        finalizers.size > 0 ? 'SomeFinalizersRemain' : 'ContentHasNoFinalizers',
        finalizers.size > 0
          ? `Some content in the namespace has finalizers remaining: ${list(
              finalizers,
              'resource instances',
            ).replace(/ has (\d+) resource/g, ' in $1 resource')}`
          : 'All content-preserving finalizers finished',
      ],
    ];
    const before = listAt(namespace, 'status', 'conditions');
    const conditions = wanted.map(([type, status, reason, message]) => {
      const old = before.find(condition => textAt(condition, 'type') === type);
      return {
        type,
        status,
        lastTransitionTime:
          textAt(old, 'status') === status
            ? textAt(old, 'lastTransitionTime')
            : timestamp(),
        reason,
        message,
      };
    });
    fieldsOf(namespace).status = {
      ...(objectAt(namespace, 'status') ?? {}),
      phase: 'Terminating',
      conditions,
    };
    api.update(namespaces, namespace, { manager, subresource: 'status' });
  }

  return {
    name: 'namespaces',
    keys({ definition, object, type }) {
      if (definition.group === '' && definition.kind === 'Namespace') {
        return type === 'DELETED' ? [] : [object.metadata.name ?? ''];
      }
      const namespace = object.metadata.namespace ?? '';
      const furniture =
        definition.group === '' &&
        ((definition.kind === 'ServiceAccount' &&
          object.metadata.name === 'default') ||
          (definition.kind === 'ConfigMap' &&
            object.metadata.name === 'kube-root-ca.crt'));
      return type === 'DELETED' &&
        namespace !== '' &&
        (furniture ||
          api.get(namespaces, '', namespace)?.metadata.deletionTimestamp)
        ? [namespace]
        : [];
    },
    initial: () =>
      api.list(namespaces).map(namespace => namespace.metadata.name ?? ''),
    reconcile(name) {
      const namespace = api.get(namespaces, '', name);
      if (namespace?.metadata.deletionTimestamp) {
        empty(namespace);
      } else if (namespace) {
        furnish(name);
      }
    },
  };
}
