import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { at, numberAt, textAt } from '../resources/fields';
import type { ControllerContext } from './controller';
import { conditionOf, type ConditionState } from './statusWriter';

/** The ReplicaSets of a Deployment. */
export interface Sets {
  /** That of the present template. */
  fresh: KubernetesObject | undefined;
  old: KubernetesObject[];
}

/** The replicas that a workload asks for. */
export function sizeOf(workload: unknown): number {
  return numberAt(workload, 'spec', 'replicas') ?? 0;
}

/** Follows rollouts: whether they move, are complete, or exceeded their deadline. */
export class RolloutProgress {
  readonly #context: ControllerContext;
  readonly #controller: string;
  /** Counts of the last look, to tell whether a rollout moves. */
  readonly #seen = new Map<
    string,
    { counts: string; at: number; fresh: string }
  >();

  constructor(context: ControllerContext, controller: string) {
    this.#context = context;
    this.#controller = controller;
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }

  /** The condition Progressing as it should be now; nothing when it stays. Asks to be called at the deadline. */
  conditions(
    deployment: KubernetesObject,
    { fresh, old }: Sets,
    counts: Readonly<Record<string, number>>,
    created: string | undefined,
    key: string,
  ): ConditionState[] {
    const deadline = numberAt(deployment, 'spec', 'progressDeadlineSeconds');
    const current = conditionOf(deployment, 'Progressing');
    if (at(deployment, 'spec', 'paused') === true) {
      this.#seen.delete(key);
      return textAt(current, 'reason') === 'DeploymentPaused' || !deadline
        ? []
        : [
            {
              type: 'Progressing',
              status: 'Unknown',
              reason: 'DeploymentPaused',
              message: 'Deployment is paused',
            },
          ];
    }
    if (!deadline || !fresh) {
      return [];
    }
    const setName = fresh.metadata.name ?? '';
    const replicas = sizeOf(deployment);
    const complete =
      counts.updatedReplicas === replicas &&
      counts.replicas === replicas &&
      counts.availableReplicas === replicas &&
      old.every(set => (numberAt(set, 'status', 'replicas') ?? 0) === 0) &&
      sizeOf(fresh) === replicas &&
      numberAt(fresh, 'status', 'observedGeneration') !== undefined;
    if (complete) {
      this.#seen.delete(key);
      return [
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet ${JSON.stringify(
            setName,
          )} has successfully progressed.`,
        },
      ];
    }
    // A change of scale of what was complete is no new rollout.
    const done =
      textAt(current, 'reason') === 'NewReplicaSetAvailable' &&
      textAt(current, 'message').includes(JSON.stringify(setName));
    if (done) {
      return [];
    }
    return this.#moving(counts, key, {
      setName,
      created,
      deadline: deadline * 1000,
      current,
    });
  }

  #moving(
    counts: Readonly<Record<string, number>>,
    key: string,
    rollout: {
      setName: string;
      created: string | undefined;
      deadline: number;
      current: JsonObject | undefined;
    },
  ): ConditionState[] {
    const { setName, created, deadline, current } = rollout;
    const quoted = JSON.stringify(setName);
    const text = JSON.stringify(counts);
    const known = this.#seen.get(key);
    const updated = Date.parse(textAt(current, 'lastUpdateTime'));
    const started =
      known?.at ?? (Number.isNaN(updated) ? this.#context.clock() : updated);
    const moved = known
      ? known.fresh !== setName || known.counts !== text
      : created !== undefined || !current;
    const since = moved ? this.#context.clock() : started;
    this.#seen.set(key, { counts: text, at: since, fresh: setName });
    const left = since + deadline - this.#context.clock();
    if (left <= 0) {
      return [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: `ReplicaSet ${quoted} has timed out progressing.`,
        },
      ];
    }
    this.#context.later(this.#controller, key, left);
    if (created !== undefined) {
      return [
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetCreated',
          message: `Created new replica set ${quoted}`,
        },
      ];
    }
    const stillCreated =
      !moved && textAt(current, 'reason') === 'NewReplicaSetCreated';
    return stillCreated
      ? []
      : [
          {
            type: 'Progressing',
            status: 'True',
            reason: 'ReplicaSetUpdated',
            message: `ReplicaSet ${quoted} is progressing.`,
          },
        ];
  }
}
