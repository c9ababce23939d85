/** Reads the state of a pod's (first) container, and makes new ones. */
import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { objectAt, objectsAt, textAt } from '../resources/fields';
import { controllerOf } from './children';
import type { PodState } from './podStatus';

/** Empty when there is none. */
export function firstContainer(pod: KubernetesObject): JsonObject {
  return objectsAt(pod, 'spec', 'containers')[0] ?? {};
}

/** What an event about the container names. */
export function pathOf(pod: KubernetesObject): string {
  return `spec.containers{${textAt(firstContainer(pod), 'name')}}`;
}

/** Why the container waits; empty when it does not. */
export function waitingReason(pod: KubernetesObject): string {
  return textAt(
    objectsAt(pod, 'status', 'containerStatuses')[0],
    'state',
    'waiting',
    'reason',
  );
}

/** The state of a container that runs. */
export function running(pod: KubernetesObject): JsonObject | undefined {
  return objectAt(
    objectsAt(pod, 'status', 'containerStatuses')[0],
    'state',
    'running',
  );
}

/** How the container ended before it was started again. */
export function lastStateOf(pod: KubernetesObject): JsonObject | undefined {
  return objectAt(
    objectsAt(pod, 'status', 'containerStatuses')[0],
    'lastState',
  );
}

/** Pods of jobs end by themselves; any other pod goes on. */
export function isJob(pod: KubernetesObject): boolean {
  return (
    controllerOf(pod)?.kind === 'Job' ||
    textAt(pod, 'spec', 'restartPolicy') === 'Never'
  );
}

/** A container that does not run yet. */
export function waiting(
  reason: string,
  message: string | undefined,
  initialized = true,
): PodState {
  return {
    phase: 'Pending',
    initialized,
    containers: {
      state: { waiting: { reason, ...(message ? { message } : {}) } },
      ready: false,
      started: false,
      restartCount: 0,
    },
  };
}

/** The state of a container that ended. */
export function terminated(
  current: JsonObject,
  exitCode: number,
  pod: KubernetesObject,
  finishedAt: string,
): JsonObject {
  const id = (pod.metadata.uid ?? '').replace(/-/g, '').padEnd(64, '0');
  return {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: textAt(current, 'startedAt'),
      finishedAt,
      containerID: `containerd://${id}`,
    },
  };
}
