import type { JsonObject } from '@sluice/golang/json';
import { isJsonObject } from '../smd/value';
import {
  conditionsOf,
  fieldAt,
  MalformedObjectError,
  type ObjectCondition,
  textField,
} from './fields';
import { current, failed, inProgress, type StatusResult } from './result';

/** How long a Pod may wait for a node, in milliseconds. */
const SCHEDULE_WINDOW = 15_000;

function find(
  conditions: readonly ObjectCondition[],
  type: string,
  status: string,
): ObjectCondition | undefined {
  return conditions.find(
    condition => condition.type === type && condition.status === status,
  );
}

/** Whether the scheduler has found no node for a Pod. */
export function isUnschedulable(pod: JsonObject): boolean {
  return (
    find(conditionsOf(pod), 'PodScheduled', 'False')?.reason === 'Unschedulable'
  );
}

function crashLooping(pod: JsonObject): string[] {
  const statuses = fieldAt(pod, 'status', 'containerStatuses');
  return (Array.isArray(statuses) ? statuses : []).flatMap(container =>
    isJsonObject(container) &&
    typeof container.name === 'string' &&
    textField(container, 'state.waiting.reason', '') === 'CrashLoopBackOff'
      ? [container.name]
      : [],
  );
}

function runningStatus(
  pod: JsonObject,
  conditions: readonly ObjectCondition[],
): StatusResult {
  if (find(conditions, 'Ready', 'True')) {
    return current('Pod is Ready');
  }
  const names = crashLooping(pod);
  return names.length > 0
    ? failed(
        'ContainerCrashLooping',
        `Containers in CrashLoop state: ${names.join(',')}`,
      )
    : inProgress('PodRunningNotReady', 'Pod is running but is not Ready');
}

function pendingStatus(pod: JsonObject, now: number): StatusResult {
  if (!isUnschedulable(pod)) {
    return inProgress('PodPending', 'Pod is in the Pending phase');
  }
  const created = Date.parse(textField(pod, 'metadata.creationTimestamp', ''));
  return now - SCHEDULE_WINDOW < created
    ? inProgress('PodNotScheduled', 'Pod has not been scheduled')
    : failed('PodUnschedulable', 'Pod could not be scheduled');
}

/** `now` in milliseconds. */
export function podStatus(pod: JsonObject, now: number): StatusResult {
  const conditions = conditionsOf(pod);
  const phase = textField(pod, 'status.phase', '');
  switch (phase) {
    case 'Succeeded':
      return current('Pod has completed successfully');
    case 'Failed':
      return current('Pod has completed, but not successfully');
    case 'Running':
      return runningStatus(pod, conditions);
    case 'Pending':
      return pendingStatus(pod, now);
    case '':
      return inProgress('PodNotObserved', 'Pod phase not available');
    default:
      throw new MalformedObjectError(`unknown phase ${phase}`);
  }
}
