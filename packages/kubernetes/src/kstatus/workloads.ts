import type { JsonObject } from '@sluice/golang/json';
import { conditionsOf, intField, requiredInt, textField } from './fields';
import { current, failed, inProgress, type StatusResult } from './result';

/** A Deployment without this deadline never says that it progresses. */
const NO_DEADLINE = 2 ** 31 - 1;

/** One comparison of counts: in progress while fewer than wanted. */
function lacking(
  reason: string,
  label: string,
  have: number,
  want: number,
): StatusResult | undefined {
  return want > have
    ? inProgress(reason, `${label}: ${have}/${want}`)
    : undefined;
}

function extra(have: number, want: number): StatusResult | undefined {
  return have > want
    ? inProgress('ExtraPods', `Pending termination: ${have - want}`)
    : undefined;
}

export function deploymentStatus(object: JsonObject): StatusResult {
  let progressing =
    intField(object, 'spec.progressDeadlineSeconds', NO_DEADLINE) ===
    NO_DEADLINE;
  let available = false;
  for (const condition of conditionsOf(object)) {
    if (condition.type === 'Progressing') {
      if (condition.reason === 'ProgressDeadlineExceeded') {
        return {
          ...failed(condition.reason, condition.message),
          message: 'Progress deadline exceeded',
        };
      }
      progressing ||=
        condition.status === 'True' &&
        condition.reason === 'NewReplicaSetAvailable';
    } else if (condition.type === 'Available') {
      available ||= condition.status === 'True';
    }
  }
  const wanted = intField(object, 'spec.replicas', 1);
  const replicas = intField(object, 'status.replicas', 0);
  const updated = intField(object, 'status.updatedReplicas', 0);
  const ready = intField(object, 'status.readyReplicas', 0);
  const availableReplicas = intField(object, 'status.availableReplicas', 0);
  const waiting =
    lacking('LessReplicas', 'Replicas', replicas, wanted) ??
    lacking('LessUpdated', 'Updated', updated, wanted) ??
    extra(replicas, wanted) ??
    lacking('LessAvailable', 'Available', availableReplicas, updated) ??
    lacking('LessReady', 'Ready', ready, wanted);
  if (waiting) {
    return waiting;
  }
  if (!progressing) {
    return inProgress('ReplicaSetNotAvailable', 'ReplicaSet not Available');
  }
  return available
    ? current(`Deployment is available. Replicas: ${replicas}`)
    : inProgress('DeploymentNotAvailable', 'Deployment not Available');
}

export function replicaSetStatus(object: JsonObject): StatusResult {
  if (
    conditionsOf(object).some(
      ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
    )
  ) {
    return inProgress(
      'ReplicaFailure',
      'Replica Failure condition. Check Pods',
    );
  }
  const wanted = intField(object, 'spec.replicas', 1);
  const replicas = intField(object, 'status.replicas', 0);
  return (
    lacking(
      'LessLabelled',
      'Labelled',
      intField(object, 'status.fullyLabeledReplicas', 0),
      wanted,
    ) ??
    lacking(
      'LessAvailable',
      'Available',
      intField(object, 'status.availableReplicas', 0),
      wanted,
    ) ??
    lacking(
      'LessReady',
      'Ready',
      intField(object, 'status.readyReplicas', 0),
      wanted,
    ) ??
    extra(replicas, wanted) ??
    current(`ReplicaSet is available. Replicas: ${replicas}`)
  );
}

export function statefulSetStatus(object: JsonObject): StatusResult {
  if (textField(object, 'spec.updateStrategy.type', '') === 'OnDelete') {
    return current('StatefulSet is using the ondelete update strategy');
  }
  const wanted = intField(object, 'spec.replicas', 1);
  const replicas = intField(object, 'status.replicas', 0);
  const ready = intField(object, 'status.readyReplicas', 0);
  const waiting =
    lacking('LessReplicas', 'Replicas', replicas, wanted) ??
    lacking('LessReady', 'Ready', ready, wanted) ??
    extra(replicas, wanted);
  if (waiting) {
    return waiting;
  }
  const partition = intField(
    object,
    'spec.updateStrategy.rollingUpdate.partition',
    -1,
  );
  const updated = intField(object, 'status.updatedReplicas', 0);
  if (partition !== -1) {
    return (
      lacking('PartitionRollout', 'updated', updated, wanted - partition) ??
      current(`Partition rollout complete. updated: ${updated}`)
    );
  }
  const behind = lacking(
    'LessCurrent',
    'current',
    intField(object, 'status.currentReplicas', 0),
    wanted,
  );
  if (behind) {
    return behind;
  }
  return textField(object, 'status.currentRevision', '') ===
    textField(object, 'status.updateRevision', '')
    ? current(`All replicas scheduled as expected. Replicas: ${replicas}`)
    : inProgress(
        'RevisionMismatch',
        'Waiting for updated revision to match current',
      );
}

export function daemonSetStatus(object: JsonObject): StatusResult {
  // Unlike other kinds, one that its controller has seen always has both.
  if (requiredInt(object, 'metadata', 'generation') === undefined) {
    return inProgress(
      'NoGeneration',
      `${String(object.kind)} metadata.generation not found`,
    );
  }
  if (requiredInt(object, 'status', 'observedGeneration') === undefined) {
    return inProgress(
      'NoObservedGeneration',
      `${String(object.kind)} status.observedGeneration not found`,
    );
  }
  const wanted = intField(object, 'status.desiredNumberScheduled', -1);
  if (wanted === -1) {
    return inProgress(
      'NoDesiredNumber',
      'Missing .status.desiredNumberScheduled',
    );
  }
  const count = (name: string) => intField(object, `status.${name}`, 0);
  return (
    lacking(
      'LessCurrent',
      'Current',
      count('currentNumberScheduled'),
      wanted,
    ) ??
    lacking(
      'LessUpdated',
      'Updated',
      count('updatedNumberScheduled'),
      wanted,
    ) ??
    lacking('LessAvailable', 'Available', count('numberAvailable'), wanted) ??
    lacking('LessReady', 'Ready', count('numberReady'), wanted) ??
    current(`All replicas scheduled as expected. Replicas: ${wanted}`)
  );
}
