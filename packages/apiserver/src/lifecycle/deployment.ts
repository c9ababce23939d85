import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import {
  at,
  fieldsOf,
  numberAt,
  objectAt,
  sameValue,
  textAt,
} from '../resources/fields';
import { Children, controllerOf } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import { RolloutProgress, sizeOf, type Sets } from './deploymentProgress';
import {
  countsOf,
  limitsOf,
  newReplicaSet,
  revisionAnnotation,
  revisionOf,
  setAnnotations,
  templateOf,
} from './deploymentSets';
import type { EventRecorder } from './eventRecorder';
import { faultAnnotation } from './faults';
import { freshSize, oldSizes, type RolloutLimits } from './rollout';
import {
  conditionsOf,
  withConditions,
  withoutZeros,
  writeStatus,
  type ConditionState,
} from './statusWriter';

const manager = 'kube-controller-manager';
const component = 'deployment-controller';
function sum(sets: readonly unknown[], field: string): number {
  return sets.reduce<number>(
    (total, set) => total + (numberAt(set, 'status', field) ?? 0),
    0,
  );
}

/** Rolls Deployments out: a ReplicaSet for each template, honest counts, conditions and the progress deadline. */
export function deploymentController(
  context: ControllerContext,
  events: EventRecorder,
  definition: ResourceDefinition,
  replicaSets: Children,
): Controller {
  const { api, timestamp } = context;
  const name = 'deployment';
  const progress = new RolloutProgress(context, name);
  /** Whether a ReplicaSet was written since the sets were read. */
  let wrote = false;

  function setsOf(deployment: KubernetesObject): Sets {
    const template = templateOf(deployment);
    const owned = replicaSets.of(deployment);
    const fresh = owned.find(set => sameValue(templateOf(set), template));
    return { fresh, old: owned.filter(set => set !== fresh) };
  }

  function reconcile(key: string): void {
    const { namespace, name: deploymentName } = splitKey(key);
    const deployment = api.get(definition, namespace, deploymentName);
    if (!deployment) {
      return;
    }
    if (deployment.metadata.deletionTimestamp) {
      return;
    }
    const paused = at(deployment, 'spec', 'paused') === true;
    wrote = false;
    const before = setsOf(deployment);
    let created: string | undefined;
    if (!before.fresh && !paused) {
      created = createSet(deployment, before.old);
    } else if (before.fresh) {
      annotateSet(deployment, before);
    }
    if (created !== undefined && sizeOf(deployment) === 0) {
      // Nothing will come of it but the set's own status, which calls again.
      return;
    }
    const sets = wrote ? setsOf(deployment) : before;
    wrote = false;
    if (paused) {
      scaleFresh(deployment, sets, sizeOf(deployment));
    } else if (textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') {
      recreate(deployment, sets);
    } else {
      roll(deployment, sets);
    }
    const after = wrote ? setsOf(deployment) : sets;
    if (!paused) {
      trimHistory(deployment, after);
    }
    writeDeploymentStatus(deployment, after, created, key);
  }

  function createSet(
    deployment: KubernetesObject,
    old: readonly KubernetesObject[],
  ): string {
    const set = newReplicaSet(deployment, old);
    const setName = set.metadata.name ?? '';
    api.create(replicaSets.definition, set, { manager });
    wrote = true;
    if (sizeOf(set) > 0) {
      reportScaling(deployment, setName, 0, sizeOf(set));
    }
    return setName;
  }

  /** Keeps what a set copies from its Deployment; an older template that is wanted again becomes the newest revision. */
  function annotateSet(
    deployment: KubernetesObject,
    { fresh, old }: Sets,
  ): void {
    if (!fresh) {
      return;
    }
    const newest = Math.max(0, ...old.map(revisionOf));
    const own = revisionOf(fresh);
    const revision = own > newest ? own : newest + 1;
    const annotations = {
      ...fresh.metadata.annotations,
      ...setAnnotations(deployment, revision),
    };
    const asked = deployment.metadata.annotations?.[faultAnnotation];
    if (asked === undefined) {
      delete annotations[faultAnnotation];
    }
    if (!sameValue(annotations, fresh.metadata.annotations)) {
      fresh.metadata.annotations = annotations;
      api.update(replicaSets.definition, fresh, { manager });
      wrote = true;
    }
  }

  function reportScaling(
    deployment: KubernetesObject,
    setName: string,
    from: number,
    to: number,
  ): void {
    events.normal(
      deployment,
      'ScalingReplicaSet',
      `Scaled ${
        to > from ? 'up' : 'down'
      } replica set ${setName} from ${from} to ${to}`,
      component,
    );
  }

  function scale(
    deployment: KubernetesObject,
    set: KubernetesObject,
    size: number,
  ): void {
    const from = sizeOf(set);
    const spec = objectAt(set, 'spec');
    if (from === size || !spec) {
      return;
    }
    spec.replicas = size;
    api.update(replicaSets.definition, set, { manager });
    wrote = true;
    reportScaling(deployment, set.metadata.name ?? '', from, size);
  }

  function scaleFresh(
    deployment: KubernetesObject,
    { fresh, old }: Sets,
    replicas: number,
  ): void {
    const oldSize = old.reduce((total, set) => total + sizeOf(set), 0);
    if (fresh) {
      scale(deployment, fresh, Math.max(replicas - oldSize, 0));
    }
  }

  function recreate(deployment: KubernetesObject, { fresh, old }: Sets): void {
    old.forEach(set => scale(deployment, set, 0));
    const gone = sum(old, 'replicas') === 0;
    if (fresh && gone) {
      scale(deployment, fresh, sizeOf(deployment));
    }
  }

  function roll(deployment: KubernetesObject, { fresh, old }: Sets): void {
    if (!fresh) {
      return;
    }
    const state = {
      replicas: sizeOf(deployment),
      limits: limitsOf(deployment),
      fresh: countsOf(fresh),
      old: old.map(countsOf),
    };
    // Pods that an older set was told to give up count until they are gone.
    const size = freshSize({
      ...state,
      old: old.map(set => ({
        ...countsOf(set),
        replicas: Math.max(
          sizeOf(set),
          numberAt(set, 'status', 'replicas') ?? 0,
        ),
      })),
    });
    if (size !== state.fresh.replicas) {
      scale(deployment, fresh, size);
      return;
    }
    const sizes = oldSizes(state);
    old.forEach((set, index) => scale(deployment, set, sizes[index]));
  }

  function trimHistory(
    deployment: KubernetesObject,
    { fresh, old }: Sets,
  ): void {
    const limit = numberAt(deployment, 'spec', 'revisionHistoryLimit') ?? 10;
    if (!fresh || old.length <= limit) {
      return;
    }
    const idle = old
      .filter(
        set =>
          sizeOf(set) === 0 && (numberAt(set, 'status', 'replicas') ?? 0) === 0,
      )
      .sort((left, right) => revisionOf(left) - revisionOf(right));
    for (const set of idle.slice(0, old.length - limit)) {
      api.delete(
        replicaSets.definition,
        set.metadata.namespace ?? '',
        set.metadata.name ?? '',
        { uid: set.metadata.uid },
      );
    }
  }

  function writeDeploymentStatus(
    deployment: KubernetesObject,
    { fresh, old }: Sets,
    created: string | undefined,
    key: string,
  ): void {
    const all = fresh ? [fresh, ...old] : old;
    const replicas = sizeOf(deployment);
    const available = sum(all, 'availableReplicas');
    const asked = all.reduce((total, set) => total + sizeOf(set), 0);
    const counts = {
      replicas: sum(all, 'replicas'),
      updatedReplicas: sum(fresh ? [fresh] : [], 'replicas'),
      readyReplicas: sum(all, 'readyReplicas'),
      availableReplicas: available,
      unavailableReplicas: Math.max(asked - available, 0),
    };
    const conditions = [
      availability(replicas, available, limitsOf(deployment)),
      ...progress.conditions(deployment, { fresh, old }, counts, created, key),
    ];
    const now = timestamp();
    const status: JsonObject = {
      observedGeneration: deployment.metadata.generation ?? 0,
      ...withoutZeros(counts),
      terminatingReplicas: 0,
      conditions: withConditions(conditionsOf(deployment), conditions, now, {
        lastUpdateTime: now,
      }),
    };
    const revision = fresh && String(revisionOf(fresh) || '');
    const annotations = deployment.metadata.annotations ?? {};
    if (revision && annotations[revisionAnnotation] !== revision) {
      deployment.metadata.annotations = {
        ...annotations,
        [revisionAnnotation]: revision,
      };
      fieldsOf(deployment).status = status;
      api.update(definition, deployment, { manager, subresource: 'status' });
    } else {
      writeStatus(context, definition, deployment, status);
    }
  }

  function availability(
    replicas: number,
    available: number,
    limits: RolloutLimits,
  ): ConditionState {
    const enough = available >= replicas - limits.maxUnavailable;
    return {
      type: 'Available',
      status: enough ? 'True' : 'False',
      reason: enough
        ? 'MinimumReplicasAvailable'
        : 'MinimumReplicasUnavailable',
      message: enough
        ? 'Deployment has minimum availability.'
        : 'Deployment does not have minimum availability.',
    };
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (changed.group !== 'apps') {
        return [];
      }
      if (changed.kind === 'Deployment') {
        const key = keyOf(object.metadata);
        if (type === 'DELETED') {
          progress.forget(key);
          return [];
        }
        const same =
          previous &&
          previous.metadata.generation === object.metadata.generation &&
          sameValue(previous.metadata.annotations, object.metadata.annotations);
        return same ? [] : [key];
      }
      // Its own sets are made in a reconcile, which knows of them.
      const owner =
        changed.kind === 'ReplicaSet' && type !== 'ADDED'
          ? controllerOf(object)
          : undefined;
      return owner?.kind === 'Deployment'
        ? [`${object.metadata.namespace}/${owner.name}`]
        : [];
    },
    initial: () =>
      api.list(definition).map(deployment => keyOf(deployment.metadata)),
    reconcile,
  };
}
