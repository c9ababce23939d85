import { entryOf } from '@sluice/golang/json';
import {
  type KubernetesClient,
  type RequestOptions,
  type UnstructuredObject,
  parseApiVersion,
} from '@sluice/kubernetes';
import {
  type Status,
  computePodControllerStatus,
  computeStatus,
} from '@sluice/kubernetes/kstatus';
import { fieldAt, integerAt, selectorOf, textAt } from './fields';

/** How far an object is, and the words for it. */
export interface ObjectStatus {
  status: Status;
  message: string;
}

/** Tells how far an object is. */
export type StatusReader = (
  object: UnstructuredObject,
) => ObjectStatus | Promise<ObjectStatus>;

function isKind(
  object: UnstructuredObject,
  group: string,
  kind: string,
): boolean {
  return (
    object.kind === kind && parseApiVersion(object.apiVersion).group === group
  );
}

function hasCondition(object: UnstructuredObject, type: string): boolean {
  const conditions = fieldAt(object, 'status', 'conditions');
  return (
    Array.isArray(conditions) &&
    conditions.some(
      condition =>
        textAt(condition, 'type') === type &&
        textAt(condition, 'status') === 'True',
    )
  );
}

/** A Job has to end. */
function readJob(object: UnstructuredObject): ObjectStatus {
  const parallelism = integerAt(object, 1, 'spec', 'parallelism');
  const completions = integerAt(object, parallelism, 'spec', 'completions');
  if (hasCondition(object, 'Complete')) {
    const succeeded = integerAt(object, 0, 'status', 'succeeded');
    return {
      status: 'Current',
      message: `Job Completed. succeeded: ${succeeded}/${completions}`,
    };
  }
  if (hasCondition(object, 'Failed')) {
    const failed = integerAt(object, 0, 'status', 'failed');
    return {
      status: 'Failed',
      message: `Job Failed. failed: ${failed}/${completions}`,
    };
  }
  return { status: 'InProgress', message: 'Job in progress' };
}

/** A Pod has to end. */
function readPod(object: UnstructuredObject): ObjectStatus {
  const name = object.metadata.name ?? '';
  switch (textAt(object, 'status', 'phase')) {
    case 'Succeeded':
      return { status: 'Current', message: `pod ${name} succeeded` };
    case 'Failed':
      return { status: 'Failed', message: `pod ${name} failed` };
    default:
      return { status: 'InProgress', message: 'Pod in progress' };
  }
}

/** What counts for the objects of a hook: Jobs and Pods have to end, all else is ready when it is there. */
export const readHookStatus: StatusReader = object => {
  if (isKind(object, 'batch', 'Job')) return readJob(object);
  if (isKind(object, '', 'Pod')) return readPod(object);
  return { status: 'Current', message: 'Resource is current' };
};

/** What counts for the objects of a release: kstatus, where failed Pods make what controls them fail. */
export function statusReader(
  client: KubernetesClient,
  options: { jobsMustComplete: boolean; request: RequestOptions },
): StatusReader {
  const { jobsMustComplete, request } = options;
  return async object => {
    if (jobsMustComplete && isKind(object, 'batch', 'Job')) {
      return readJob(object);
    }
    const status = computeStatus(object);
    const selector = selectorOf(object);
    const controlsPods =
      isKind(object, 'apps', 'StatefulSet') ||
      isKind(object, 'apps', 'ReplicaSet');
    if (status.status !== 'InProgress' || !controlsPods || !selector) {
      return status;
    }
    try {
      const { items } = await client.list(
        { apiVersion: 'v1', kind: 'Pod' },
        {
          ...request,
          namespace: object.metadata.namespace,
          labelSelector: selector,
        },
      );
      return computePodControllerStatus(object, items);
    } catch (error) {
      request.signal?.throwIfAborted();
      // Who may not list Pods sees the object alone.
      return { ...status, message: status.message || String(error) };
    }
  };
}

/** Whether a Deployment of a manifest is paused: such a one never becomes ready, and is not waited for. */
export function isPausedDeployment(object: UnstructuredObject): boolean {
  const { spec } = object;
  return (
    isKind(object, 'apps', 'Deployment') &&
    typeof spec === 'object' &&
    spec !== null &&
    entryOf({ ...spec }, 'paused') === true
  );
}
