import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { at, numberAt, objectAt, textAt } from '../resources/fields';
import { Children, controllerOf } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { restartsOf } from './podStatus';
import { isPodActive, isPodReady, podFrom } from './replicaSet';
import {
  conditionOf,
  conditionsOf,
  withConditions,
  withoutZeros,
  writeStatus,
  type ConditionState,
} from './statusWriter';

const manager = 'kube-controller-manager';
const component = 'job-controller';
/** Milliseconds before a failed pod is replaced; doubles with every failure, to six minutes. */
const retry = { first: 10_000, last: 360_000 };

interface Ending {
  state: 'Complete' | 'Failed';
  reason: string;
  message: string;
}

/** Runs pods of Jobs until enough succeeded or too many failed. */
export function jobController(
  context: ControllerContext,
  events: EventRecorder,
  definition: ResourceDefinition,
  pods: Children,
): Controller {
  const { api, clock, delays, later, timestamp } = context;
  const name = 'job';

  function reconcile(key: string): void {
    const { namespace, name: jobName } = splitKey(key);
    const job = api.get(definition, namespace, jobName);
    if (!job || job.metadata.deletionTimestamp) {
      return;
    }
    if (isDone(job)) {
      expire(job, key);
      return;
    }
    if (at(job, 'spec', 'suspend') === true) {
      suspend(job);
      return;
    }
    work(job, key);
  }

  function isDone(job: KubernetesObject): boolean {
    return ['Complete', 'Failed'].some(
      type => textAt(conditionOf(job, type), 'status') === 'True',
    );
  }

  function expire(job: KubernetesObject, key: string): void {
    const ttl = numberAt(job, 'spec', 'ttlSecondsAfterFinished');
    if (ttl === undefined) {
      return;
    }
    const ended = Date.parse(
      textAt(job, 'status', 'completionTime') ||
        textAt(conditionOf(job, 'Failed'), 'lastTransitionTime'),
    );
    const left = ended + ttl * 1000 - clock();
    if (left > 0) {
      later(name, key, left);
      return;
    }
    const { namespace = '', name: jobName = '', uid } = job.metadata;
    api.delete(definition, namespace, jobName, {
      propagationPolicy: 'Foreground',
      uid,
    });
  }

  function removeActive(job: KubernetesObject): void {
    for (const pod of pods.of(job).filter(isPodActive)) {
      api.delete(
        pods.definition,
        pod.metadata.namespace ?? '',
        pod.metadata.name ?? '',
        { uid: pod.metadata.uid },
      );
    }
  }

  function suspend(job: KubernetesObject): void {
    removeActive(job);
    const already = textAt(conditionOf(job, 'Suspended'), 'status') === 'True';
    if (!already) {
      events.normal(job, 'Suspended', 'Job suspended', component);
    }
    const status: JsonObject = {
      ...(objectAt(job, 'status') ?? {}),
      conditions: conditions(job, [
        {
          type: 'Suspended',
          status: 'True',
          reason: 'JobSuspended',
          message: 'Job suspended',
        },
      ]),
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    };
    delete status.startTime;
    delete status.active;
    writeStatus(context, definition, job, status);
  }

  function conditions(
    job: KubernetesObject,
    states: readonly ConditionState[],
  ): JsonObject[] {
    const now = timestamp();
    return withConditions(conditionsOf(job), states, now, {
      lastProbeTime: now,
    });
  }

  /** A failed pod is replaced after a growing wait; answers the milliseconds that are left of it. */
  function waitAfterFailure(job: KubernetesObject, failed: number): number {
    if (failed === 0) {
      return 0;
    }
    const times = pods
      .of(job)
      .filter(pod => textAt(pod, 'status', 'phase') === 'Failed')
      .map(pod =>
        Date.parse(textAt(conditionOf(pod, 'Ready'), 'lastTransitionTime')),
      )
      .filter(time => !Number.isNaN(time));
    const last = Math.max(0, ...times);
    const first = Math.min(retry.first, delays.crashBackoff);
    const wait = Math.min(first * 2 ** Math.min(failed - 1, 20), retry.last);
    return Math.max(0, last + wait - clock());
  }

  function work(job: KubernetesObject, key: string): void {
    const spec = objectAt(job, 'spec');
    const all = pods.of(job);
    const phase = (pod: KubernetesObject) => textAt(pod, 'status', 'phase');
    const succeeded = all.filter(pod => phase(pod) === 'Succeeded').length;
    const failed = all.filter(pod => phase(pod) === 'Failed').length;
    const restarts = all
      .filter(isPodActive)
      .reduce((sum, pod) => sum + restartsOf(pod), 0);
    const completions = numberAt(spec, 'completions');
    const parallelism = numberAt(spec, 'parallelism') ?? 1;
    const wanted = completions ?? 1;
    const started = textAt(job, 'status', 'startTime') || timestamp();
    const ending = end(job, {
      succeeded,
      failed: failed + restarts,
      wanted,
      started,
      active: all.filter(isPodActive).length,
      open: completions === undefined,
    });
    if (ending) {
      finish(job, ending, { succeeded, failed, started });
      return;
    }
    const deadline = numberAt(spec, 'activeDeadlineSeconds');
    if (deadline !== undefined) {
      later(name, key, Date.parse(started) + deadline * 1000 - clock());
    }
    const active = all.filter(isPodActive);
    const missing = Math.max(
      0,
      Math.min(
        parallelism,
        completions === undefined ? parallelism : wanted - succeeded,
      ) - active.length,
    );
    const wait = missing > 0 ? waitAfterFailure(job, failed) : 0;
    if (wait > 0) {
      later(name, key, wait);
    } else {
      for (let index = 0; index < missing; index += 1) {
        createPod(job, all);
      }
    }
    const now = pods.of(job);
    const status: JsonObject = {
      ...(objectAt(job, 'status') ?? {}),
      ...withoutZeros({
        active: now.filter(isPodActive).length,
        succeeded,
        failed,
      }),
      ready: now.filter(pod => isPodActive(pod) && isPodReady(pod)).length,
      startTime: started,
      terminating: 0,
      uncountedTerminatedPods: {},
    };
    if (conditionOf(job, 'Suspended')) {
      status.conditions = conditions(job, [
        {
          type: 'Suspended',
          status: 'False',
          reason: 'JobResumed',
          message: 'Job resumed',
        },
      ]);
    }
    writeStatus(context, definition, job, status);
  }

  function end(
    job: KubernetesObject,
    seen: {
      succeeded: number;
      failed: number;
      wanted: number;
      started: string;
      active: number;
      open: boolean;
    },
  ): Ending | undefined {
    const limit = numberAt(job, 'spec', 'backoffLimit') ?? 6;
    if (seen.failed > limit) {
      return {
        state: 'Failed',
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
      };
    }
    const deadline = numberAt(job, 'spec', 'activeDeadlineSeconds');
    if (
      deadline !== undefined &&
      clock() >= Date.parse(seen.started) + deadline * 1000
    ) {
      return {
        state: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'Job was active longer than specified deadline',
      };
    }
    const enough = seen.open
      ? seen.succeeded > 0 && seen.active === 0
      : seen.succeeded >= seen.wanted;
    return enough
      ? {
          state: 'Complete',
          reason: 'CompletionsReached',
          message: 'Reached expected number of succeeded pods',
        }
      : undefined;
  }

  function finish(
    job: KubernetesObject,
    { state, reason, message }: Ending,
    seen: { succeeded: number; failed: number; started: string },
  ): void {
    removeActive(job);
    const complete = state === 'Complete';
    const now = timestamp();
    const status: JsonObject = {
      ...(objectAt(job, 'status') ?? {}),
      ...withoutZeros({ succeeded: seen.succeeded, failed: seen.failed }),
      ready: 0,
      startTime: seen.started,
      ...(complete ? { completionTime: now } : {}),
      terminating: 0,
      uncountedTerminatedPods: {},
      conditions: conditions(job, [
        {
          type: complete ? 'SuccessCriteriaMet' : 'FailureTarget',
          status: 'True',
          reason,
          message,
        },
        { type: state, status: 'True', reason, message },
      ]),
    };
    delete status.active;
    writeStatus(context, definition, job, status);
    if (complete) {
      events.normal(job, 'Completed', 'Job completed', component);
    } else {
      events.warn(job, reason, message, component);
    }
  }

  function createPod(
    job: KubernetesObject,
    existing: readonly KubernetesObject[],
  ): void {
    const pod = podFrom(job, objectAt(job, 'spec', 'template'));
    pod.metadata.generateName = `${job.metadata.name}-`;
    if (textAt(job, 'spec', 'completionMode') === 'Indexed') {
      const annotation = 'batch.kubernetes.io/job-completion-index';
      const taken = new Set(
        [...existing, ...pods.of(job)]
          .filter(item => textAt(item, 'status', 'phase') !== 'Failed')
          .map(item => item.metadata.annotations?.[annotation]),
      );
      let index = 0;
      while (taken.has(String(index))) {
        index += 1;
      }
      pod.metadata.annotations = {
        ...pod.metadata.annotations,
        [annotation]: String(index),
      };
      pod.metadata.labels = {
        ...pod.metadata.labels,
        [annotation]: String(index),
      };
    }
    const made = api.create(pods.definition, pod, { manager });
    events.normal(
      job,
      'SuccessfulCreate',
      `Created pod: ${made.metadata.name}`,
      component,
    );
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (changed.group === 'batch' && changed.kind === 'Job') {
        const same =
          previous &&
          previous.metadata.generation === object.metadata.generation &&
          conditionsOf(previous).length === conditionsOf(object).length;
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      const owner =
        changed.group === '' && changed.kind === 'Pod'
          ? controllerOf(object)
          : undefined;
      return owner?.kind === 'Job'
        ? [`${object.metadata.namespace}/${owner.name}`]
        : [];
    },
    initial: () => api.list(definition).map(job => keyOf(job.metadata)),
    reconcile,
  };
}
