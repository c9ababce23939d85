import type { KubernetesObject } from '../objects';
import { isJsonObject } from '../smd/value';
import { isUnschedulable } from './pods';
import type { StatusResult } from './result';
import { computeStatus, type StatusOptions } from './status';

function isTransient(pod: KubernetesObject): boolean {
  const source: unknown = pod;
  return (
    pod.metadata.deletionTimestamp !== undefined ||
    (isJsonObject(source) && isUnschedulable(source))
  );
}

/**
 * The status of a StatefulSet or ReplicaSet, given the Pods that its selector matches: while it is in progress, a Pod that has
 * failed makes it Failed. Pods that wait for a node or are being deleted do not count (kstatus of fluxcd/cli-utils).
 */
export function computePodControllerStatus(
  object: KubernetesObject,
  pods: readonly KubernetesObject[],
  options: StatusOptions = {},
): StatusResult {
  const result = computeStatus(object, options);
  if (result.status !== 'InProgress') {
    return result;
  }
  const failed = pods.filter(
    pod => computeStatus(pod, options).status === 'Failed' && !isTransient(pod),
  );
  return failed.length > 0
    ? {
        status: 'Failed',
        message: `${failed.length} pods have failed`,
        conditions: [],
      }
    : result;
}
