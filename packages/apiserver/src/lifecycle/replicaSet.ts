import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { numberAt, objectAt, textAt } from '../resources/fields';
import { Children, controllerOf, ownedBy } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { conditionOf, copyOf, withoutZeros, writeStatus } from './statusWriter';

const manager = 'kube-controller-manager';

/** A pod made from a template, without a name. */
export function podFrom(
  owner: KubernetesObject,
  template: JsonObject | undefined,
): KubernetesObject & { spec: JsonObject } {
  const labels = objectAt(template, 'metadata', 'labels') ?? {};
  const annotations = objectAt(template, 'metadata', 'annotations');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: owner.metadata.namespace,
      labels: texts(labels),
      ...(annotations ? { annotations: texts(annotations) } : {}),
      ownerReferences: [ownedBy(owner)],
    },
    spec: copyOf(objectAt(template, 'spec') ?? {}),
  };
}

function texts(map: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, String(value)]),
  );
}

export function isPodReady(pod: KubernetesObject): boolean {
  return textAt(conditionOf(pod, 'Ready'), 'status') === 'True';
}

export function isPodActive(pod: KubernetesObject): boolean {
  return (
    !pod.metadata.deletionTimestamp &&
    !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'))
  );
}

/** Milliseconds until a ready pod counts as available; 0 when it does. Infinity while it is not ready. */
export function untilAvailable(
  pod: KubernetesObject,
  minReadySeconds: number,
  now: number,
): number {
  const ready = conditionOf(pod, 'Ready');
  if (textAt(ready, 'status') !== 'True') {
    return Infinity;
  }
  const since = Date.parse(textAt(ready, 'lastTransitionTime'));
  return Math.max(0, since + minReadySeconds * 1000 - now);
}

/** Makes and removes pods of ReplicaSets (or ReplicationControllers) until their number is right. */
export function replicaSetController(
  context: ControllerContext,
  events: EventRecorder,
  definition: ResourceDefinition,
  pods: Children,
): Controller {
  const { api, clock, later } = context;
  const name = definition.singular;
  const component =
    definition.kind === 'ReplicaSet'
      ? 'replicaset-controller'
      : 'replication-controller';

  /** Pods that are deleted first: not ready before ready, young before old. */
  function deletionOrder(left: KubernetesObject, right: KubernetesObject) {
    const rank = (pod: KubernetesObject) => (isPodReady(pod) ? 1 : 0);
    return (
      rank(left) - rank(right) ||
      (right.metadata.creationTimestamp ?? '').localeCompare(
        left.metadata.creationTimestamp ?? '',
      )
    );
  }

  function reconcile(key: string): void {
    const { namespace, name: setName } = splitKey(key);
    const set = api.get(definition, namespace, setName);
    if (!set) {
      return;
    }
    const wanted = numberAt(set, 'spec', 'replicas') ?? 1;
    let active = pods.of(set).filter(isPodActive);
    if (!set.metadata.deletionTimestamp) {
      for (let index = active.length; index < wanted; index += 1) {
        const pod = podFrom(set, objectAt(set, 'spec', 'template'));
        pod.metadata.generateName = `${setName}-`;
        const made = api.create(pods.definition, pod, { manager });
        events.normal(
          set,
          'SuccessfulCreate',
          `Created pod: ${made.metadata.name}`,
          component,
        );
      }
      for (const pod of [...active]
        .sort(deletionOrder)
        .slice(0, Math.max(active.length - wanted, 0))) {
        api.delete(pods.definition, namespace, pod.metadata.name ?? '', {
          uid: pod.metadata.uid,
        });
        events.normal(
          set,
          'SuccessfulDelete',
          `Deleted pod: ${pod.metadata.name}`,
          component,
        );
      }
      active = pods.of(set).filter(isPodActive);
    }
    writeCounts(set, active, key);
  }

  function writeCounts(
    set: KubernetesObject,
    active: readonly KubernetesObject[],
    key: string,
  ): void {
    const minReady = numberAt(set, 'spec', 'minReadySeconds') ?? 0;
    const waits = active.map(pod => untilAvailable(pod, minReady, clock()));
    const next = Math.min(
      ...waits.filter(wait => wait > 0 && wait < Infinity),
      Infinity,
    );
    if (next < Infinity) {
      later(name, key, next);
    }
    const status: JsonObject = {
      ...withoutZeros({
        fullyLabeledReplicas: active.length,
        readyReplicas: active.filter(isPodReady).length,
        availableReplicas: waits.filter(wait => wait === 0).length,
      }),
      observedGeneration: set.metadata.generation ?? 0,
      replicas: active.length,
      ...(definition.kind === 'ReplicaSet' ? { terminatingReplicas: 0 } : {}),
    };
    writeStatus(context, definition, set, status);
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (
        changed.group === definition.group &&
        changed.kind === definition.kind
      ) {
        const same =
          previous &&
          previous.metadata.generation === object.metadata.generation;
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      if (changed.group === '' && changed.kind === 'Pod') {
        const owner = controllerOf(object);
        return owner?.kind === definition.kind
          ? [`${object.metadata.namespace}/${owner.name}`]
          : [];
      }
      return [];
    },
    initial: () => api.list(definition).map(set => keyOf(set.metadata)),
    reconcile,
  };
}
