import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { objectAt, numberAt, textAt } from '../resources/fields';
import { Children, controllerOf } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { isPodReady, podFrom } from './replicaSet';
import { ensureRevision } from './statefulSet';
import { withoutZeros, writeStatus } from './statusWriter';

const manager = 'kube-controller-manager';
const component = 'daemonset-controller';
const hashLabel = 'controller-revision-hash';

/** One pod on each node. */
export function daemonSetController(
  context: ControllerContext,
  events: EventRecorder,
  definition: ResourceDefinition,
  parts: { pods: Children; revisions: Children; nodes: ResourceDefinition },
): Controller {
  const { api } = context;
  const { pods, revisions, nodes } = parts;

  function nodeOf(pod: KubernetesObject): string {
    return textAt(pod, 'spec', 'nodeName');
  }

  function reconcile(key: string): void {
    const { namespace, name: setName } = splitKey(key);
    const set = api.get(definition, namespace, setName);
    if (!set || set.metadata.deletionTimestamp) {
      return;
    }
    const hash = ensureRevision(context, revisions, set, hashLabel);
    const wanted = api.list(nodes).map(node => node.metadata.name ?? '');
    const existing = pods.of(set);
    const rolling =
      textAt(set, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
    for (const pod of existing) {
      const ended = ['Failed', 'Succeeded'].includes(
        textAt(pod, 'status', 'phase'),
      );
      const stale = rolling && pod.metadata.labels?.[hashLabel] !== hash;
      if (!wanted.includes(nodeOf(pod)) || ended || stale) {
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
    }
    const held = new Set(pods.of(set).map(nodeOf));
    for (const node of wanted.filter(item => !held.has(item))) {
      const pod = podFrom(set, objectAt(set, 'spec', 'template'));
      pod.metadata.generateName = `${setName}-`;
      pod.metadata.labels = {
        ...pod.metadata.labels,
        [hashLabel]: hash,
        'pod-template-generation': String(set.metadata.generation ?? 1),
      };
      pod.spec.nodeName = node;
      const made = api.create(pods.definition, pod, { manager });
      events.normal(
        set,
        'SuccessfulCreate',
        `Created pod: ${made.metadata.name}`,
        component,
      );
    }
    write(set, hash, wanted.length);
  }

  function write(set: KubernetesObject, hash: string, wanted: number): void {
    const existing = pods.of(set);
    const ready = existing.filter(isPodReady).length;
    const updated = existing.filter(
      pod => pod.metadata.labels?.[hashLabel] === hash,
    ).length;
    const status: JsonObject = {
      currentNumberScheduled: existing.length,
      desiredNumberScheduled: wanted,
      numberMisscheduled: 0,
      numberReady: ready,
      observedGeneration: set.metadata.generation ?? 0,
      ...withoutZeros({
        updatedNumberScheduled: updated,
        numberAvailable: ready,
        numberUnavailable: wanted - ready,
      }),
    };
    writeStatus(context, definition, set, status);
  }

  return {
    name: 'daemonset',
    keys({ type, definition: changed, object, previous }) {
      if (changed.group === 'apps' && changed.kind === 'DaemonSet') {
        const same =
          previous &&
          numberAt(previous, 'metadata', 'generation') ===
            object.metadata.generation;
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      if (changed.group === '' && changed.kind === 'Node') {
        return type === 'MODIFIED'
          ? []
          : api.list(definition).map(set => keyOf(set.metadata));
      }
      const owner =
        changed.group === '' && changed.kind === 'Pod'
          ? controllerOf(object)
          : undefined;
      return owner?.kind === 'DaemonSet'
        ? [`${object.metadata.namespace}/${owner.name}`]
        : [];
    },
    initial: () => api.list(definition).map(set => keyOf(set.metadata)),
    reconcile,
  };
}
