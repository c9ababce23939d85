import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { numberAt, objectAt, objectsAt, textAt } from '../resources/fields';
import { Children, controllerOf, ownedBy } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { isPodReady, podFrom, untilAvailable } from './replicaSet';
import { copyOf, withoutZeros, writeStatus } from './statusWriter';
import { templateHash } from './templateHash';

const manager = 'kube-controller-manager';
const component = 'statefulset-controller';
const revisionLabel = 'controller-revision-hash';

function ordinalOf(pod: KubernetesObject): number {
  const name = pod.metadata.name ?? '';
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

/** The stored form of a template: what a ControllerRevision keeps. */
export function templatePatch(owner: unknown): JsonObject {
  return {
    spec: {
      template: {
        ...copyOf(objectAt(owner, 'spec', 'template') ?? {}),
        $patch: 'replace',
      },
    },
  };
}

/** Makes the ControllerRevision of the present template; answers its hash. */
export function ensureRevision(
  { api }: ControllerContext,
  revisions: Children,
  owner: KubernetesObject,
  hashLabel: string,
): string {
  const hash = templateHash(objectAt(owner, 'spec', 'template'));
  const name = `${owner.metadata.name}-${hash}`;
  const namespace = owner.metadata.namespace ?? '';
  if (!api.get(revisions.definition, namespace, name)) {
    const newest = Math.max(
      0,
      ...revisions.of(owner).map(item => numberAt(item, 'revision') ?? 0),
    );
    const labels = objectAt(owner, 'spec', 'template', 'metadata', 'labels');
    const revision: KubernetesObject & { data: JsonObject; revision: number } =
      {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: {
          name,
          namespace,
          labels: {
            ...Object.fromEntries(
              Object.entries(labels ?? {}).map(([key, value]) => [
                key,
                String(value),
              ]),
            ),
            [hashLabel]: hash,
          },
          ownerReferences: [ownedBy(owner)],
        },
        data: templatePatch(owner),
        revision: newest + 1,
      };
    api.create(revisions.definition, revision, { manager });
  }
  return hash;
}

/** Pods with names that stay, one after the other; claims of their own; updates from the last to the first. */
export function statefulSetController(
  context: ControllerContext,
  events: EventRecorder,
  definition: ResourceDefinition,
  parts: { pods: Children; revisions: Children; claims: ResourceDefinition },
): Controller {
  const { api, clock, later } = context;
  const { pods, revisions, claims } = parts;
  const name = 'statefulset';

  function reconcile(key: string): void {
    const { namespace, name: setName } = splitKey(key);
    const set = api.get(definition, namespace, setName);
    if (!set || set.metadata.deletionTimestamp) {
      return;
    }
    const hash = ensureRevision(
      context,
      revisions,
      set,
      'controller.kubernetes.io/hash',
    );
    const revision = `${setName}-${hash}`;
    const replicas = numberAt(set, 'spec', 'replicas') ?? 1;
    const first = numberAt(set, 'spec', 'ordinals', 'start') ?? 0;
    const settled = manage(set, revision, first, replicas);
    if (settled) {
      update(set, revision, first);
    }
    write(set, revision, replicas);
  }

  function present(set: KubernetesObject): KubernetesObject[] {
    return pods
      .of(set)
      .sort((left, right) => ordinalOf(left) - ordinalOf(right));
  }

  /** Moves the number of pods one step (or all, when parallel); true when it is right and all are ready. */
  function manage(
    set: KubernetesObject,
    revision: string,
    first: number,
    replicas: number,
  ): boolean {
    const ordered = textAt(set, 'spec', 'podManagementPolicy') !== 'Parallel';
    const existing = present(set);
    const byOrdinal = new Map(existing.map(pod => [ordinalOf(pod), pod]));
    let ready = true;
    for (let ordinal = first; ordinal < first + replicas; ordinal += 1) {
      const pod = byOrdinal.get(ordinal);
      if (
        pod &&
        ['Failed', 'Succeeded'].includes(textAt(pod, 'status', 'phase'))
      ) {
        remove(set, pod);
        return false;
      }
      if (!pod) {
        createPod(set, revision, ordinal);
        ready = false;
        if (ordered) {
          return false;
        }
      } else if (!isAvailable(set, pod)) {
        ready = false;
        if (ordered) {
          return false;
        }
      }
    }
    const surplus = existing
      .filter(
        pod => ordinalOf(pod) >= first + replicas || ordinalOf(pod) < first,
      )
      .reverse();
    for (const pod of surplus) {
      remove(set, pod);
      if (ordered) {
        return false;
      }
    }
    return ready && surplus.length === 0;
  }

  function isAvailable(set: KubernetesObject, pod: KubernetesObject): boolean {
    const minReady = numberAt(set, 'spec', 'minReadySeconds') ?? 0;
    const wait = untilAvailable(pod, minReady, clock());
    if (wait > 0 && wait < Infinity) {
      later(name, keyOf(set.metadata), wait);
    }
    return wait === 0;
  }

  function remove(set: KubernetesObject, pod: KubernetesObject): void {
    api.delete(
      pods.definition,
      pod.metadata.namespace ?? '',
      pod.metadata.name ?? '',
      { uid: pod.metadata.uid },
    );
    events.normal(
      set,
      'SuccessfulDelete',
      `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
      component,
    );
  }

  function createPod(
    set: KubernetesObject,
    revision: string,
    ordinal: number,
  ): void {
    const podName = `${set.metadata.name}-${ordinal}`;
    const namespace = set.metadata.namespace ?? '';
    const pod = podFrom(set, objectAt(set, 'spec', 'template'));
    pod.metadata.generateName = `${set.metadata.name}-`;
    pod.metadata.name = podName;
    pod.metadata.labels = {
      ...pod.metadata.labels,
      'apps.kubernetes.io/pod-index': String(ordinal),
      'statefulset.kubernetes.io/pod-name': podName,
      [revisionLabel]: revision,
    };
    pod.spec.hostname = podName;
    const service = textAt(set, 'spec', 'serviceName');
    if (service !== '') {
      pod.spec.subdomain = service;
    }
    const volumes = objectsAt(pod.spec, 'volumes');
    for (const template of objectsAt(set, 'spec', 'volumeClaimTemplates')) {
      const volume = textAt(template, 'metadata', 'name');
      const claimName = `${volume}-${podName}`;
      if (!api.get(claims, namespace, claimName)) {
        createClaim(set, template, claimName, podName);
      }
      volumes.push({
        name: volume,
        persistentVolumeClaim: { claimName },
      });
    }
    if (volumes.length > 0) {
      pod.spec.volumes = volumes;
    }
    api.create(pods.definition, pod, { manager });
    events.normal(
      set,
      'SuccessfulCreate',
      `Create Pod ${podName} in StatefulSet ${set.metadata.name} successful`,
      component,
    );
  }

  function createClaim(
    set: KubernetesObject,
    template: JsonObject,
    claimName: string,
    podName: string,
  ): void {
    const labels = objectAt(set, 'spec', 'selector', 'matchLabels') ?? {};
    const claim: KubernetesObject & { spec: JsonObject } = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claimName,
        namespace: set.metadata.namespace,
        labels: Object.fromEntries(
          Object.entries(labels).map(([key, value]) => [key, String(value)]),
        ),
      },
      spec: copyOf(objectAt(template, 'spec') ?? {}),
    };
    api.create(claims, claim, { manager });
    events.normal(
      set,
      'SuccessfulCreate',
      `Create Claim ${claimName} Pod ${podName} in StatefulSet ${set.metadata.name} success`,
      component,
    );
  }

  /** Replaces the last pod that has an older template, down to the partition. */
  function update(
    set: KubernetesObject,
    revision: string,
    first: number,
  ): void {
    if (textAt(set, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
      return;
    }
    const partition =
      numberAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ??
      0;
    const stale = present(set)
      .filter(
        pod =>
          ordinalOf(pod) >= first + partition &&
          pod.metadata.labels?.[revisionLabel] !== revision,
      )
      .pop();
    if (stale) {
      remove(set, stale);
    }
  }

  function write(
    set: KubernetesObject,
    revision: string,
    replicas: number,
  ): void {
    const existing = present(set);
    const updated = existing.filter(
      pod => pod.metadata.labels?.[revisionLabel] === revision,
    ).length;
    const before = textAt(set, 'status', 'currentRevision') || revision;
    const complete =
      updated === replicas &&
      existing.length === replicas &&
      existing.every(isPodReady);
    const currentRevision = complete ? revision : before;
    const current = existing.filter(
      pod => pod.metadata.labels?.[revisionLabel] === currentRevision,
    ).length;
    const status: JsonObject = {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: existing.length,
      ...withoutZeros({
        readyReplicas: existing.filter(isPodReady).length,
        currentReplicas: current,
        updatedReplicas: updated,
      }),
      currentRevision,
      updateRevision: revision,
      collisionCount: 0,
      availableReplicas: existing.filter(pod => isAvailable(set, pod)).length,
    };
    writeStatus(context, definition, set, status);
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (changed.group === 'apps' && changed.kind === 'StatefulSet') {
        const same =
          previous &&
          previous.metadata.generation === object.metadata.generation;
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      const owner =
        changed.group === '' && changed.kind === 'Pod'
          ? controllerOf(object)
          : undefined;
      return owner?.kind === 'StatefulSet'
        ? [`${object.metadata.namespace}/${owner.name}`]
        : [];
    },
    initial: () => api.list(definition).map(set => keyOf(set.metadata)),
    reconcile,
  };
}
