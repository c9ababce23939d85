import type { KubernetesObject } from '@sluice/kubernetes';
import { humanAge } from './age';
import { at, listAt, numberAt, objectAt, objectsAt, textAt } from './fields';

export interface PodSummary {
  /** `1/2` */
  ready: string;
  /** What kubectl shows as the status: a reason of a container where one is in trouble. */
  status: string;
  restarts: string;
}

function waitingOrTerminated(status: unknown): string {
  const waiting = textAt(status, 'state', 'waiting', 'reason');
  if (waiting !== '') {
    return waiting;
  }
  const terminated = objectAt(status, 'state', 'terminated');
  if (!terminated) {
    return '';
  }
  const reason = textAt(terminated, 'reason');
  if (reason !== '') {
    return reason;
  }
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal !== 0
    ? `Signal:${signal}`
    : `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}`;
}

function isReady(pod: KubernetesObject): boolean {
  return objectsAt(pod, 'status', 'conditions').some(
    condition =>
      textAt(condition, 'type') === 'Ready' &&
      textAt(condition, 'status') === 'True',
  );
}

/** The columns Ready, Status and Restarts of a pod, by the rules of kubectl's printer. */
export function podSummary(pod: KubernetesObject, now = 0): PodSummary {
  const statuses = objectsAt(pod, 'status', 'containerStatuses');
  const phase = textAt(pod, 'status', 'phase');
  let status = textAt(pod, 'status', 'reason') || phase;
  let restarts = 0;
  let lastRestart = '';
  let initializing = false;
  const initTotal = listAt(pod, 'spec', 'initContainers').length;
  const initStatuses = objectsAt(pod, 'status', 'initContainerStatuses');
  for (const [index, init] of initStatuses.entries()) {
    const terminated = objectAt(init, 'state', 'terminated');
    if (terminated && (numberAt(terminated, 'exitCode') ?? 0) === 0) {
      continue;
    }
    const reason = waitingOrTerminated(init);
    status =
      reason !== '' && reason !== 'PodInitializing'
        ? `Init:${reason}`
        : `Init:${index}/${initTotal}`;
    initializing = true;
    break;
  }
  let ready = 0;
  if (!initializing) {
    let running = false;
    for (const container of [...statuses].reverse()) {
      restarts += numberAt(container, 'restartCount') ?? 0;
      const finished = textAt(
        container,
        'lastState',
        'terminated',
        'finishedAt',
      );
      if (finished > lastRestart) {
        lastRestart = finished;
      }
      const reason = waitingOrTerminated(container);
      if (reason !== '') {
        status = reason;
      } else if (
        at(container, 'ready') === true &&
        objectAt(container, 'state', 'running')
      ) {
        running = true;
        ready += 1;
      }
    }
    if (status === 'Completed' && running) {
      status = isReady(pod) ? 'Running' : 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp) {
    status = ['Succeeded', 'Failed'].includes(phase) ? status : 'Terminating';
  }
  return {
    ready: `${ready}/${listAt(pod, 'spec', 'containers').length}`,
    status,
    restarts:
      restarts > 0 && lastRestart !== ''
        ? `${restarts} (${humanAge(lastRestart, now)} ago)`
        : String(restarts),
  };
}
