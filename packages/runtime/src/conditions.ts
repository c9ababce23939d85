import { rfc3339 } from '@sluice/kubernetes/client';
import type { Condition, KubernetesObject } from '@sluice/kubernetes/objects';

/** The part of a status that every Flux kind has. */
export interface FluxStatus {
  observedGeneration?: number;
  conditions?: Condition[];
  lastHandledReconcileAt?: string;
}

/** An object with Flux's conditions. */
export interface ConditionedObject extends KubernetesObject {
  status?: FluxStatus;
}

/** What a condition says; its observedGeneration and transition time come from the object and the clock. */
export interface ConditionInput {
  type: string;
  status: Condition['status'];
  reason: string;
  message: string;
  /** Kept when the condition is new to the object. */
  lastTransitionTime?: string;
}

/** Bytes of a message, as Flux cuts it. */
const longestMessage = 32_768;
const cutMark = '...';

/** Types that come first, in this order (fluxcd/pkg/runtime `conditionWeights`). */
const firstTypes = ['Stalled', 'Reconciling', 'Ready'];

/** Cuts at a byte as Flux does, but never within a character. */
function cutMessage(message: string): string {
  const bytes = Buffer.from(message, 'utf8');
  if (bytes.length <= longestMessage) {
    return message;
  }
  let end = longestMessage - cutMark.length;
  // 0b10xxxxxx continues a character.
  while (end > 0 && Math.floor(bytes[end] / 64) === 2) {
    end -= 1;
  }
  return bytes.subarray(0, end).toString('utf8') + cutMark;
}

function sameState(a: ConditionInput, b: ConditionInput): boolean {
  return (
    a.type === b.type &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message
  );
}

/** The order in which Flux keeps conditions, for sorting. */
export function compareConditions(a: Condition, b: Condition): number {
  const weightA = firstTypes.indexOf(a.type);
  const weightB = firstTypes.indexOf(b.type);
  if (weightA >= 0 && weightB >= 0) {
    return weightA - weightB;
  }
  if (weightA >= 0 || weightB >= 0) {
    return weightA >= 0 ? -1 : 1;
  }
  const newest = (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0);
  if (newest !== 0) {
    return newest;
  }
  if (a.type === b.type) {
    return 0;
  }
  return a.type < b.type ? -1 : 1;
}

/** True when two conditions say the same; times and generations do not count. */
export function conditionsAgree(a: Condition, b: Condition): boolean {
  return sameState(a, b);
}

function statusOf(object: ConditionedObject): FluxStatus {
  object.status ??= {};
  return object.status;
}

/**
 * Sets a condition on the object as fluxcd/pkg/runtime `conditions.Set`: observedGeneration is the object's generation, messages are cut at
 * 32 768 bytes, the transition time moves when status, reason or message change, and the list is sorted: Stalled, Reconciling, Ready,
 * then by newest observedGeneration and by type.
 *
 * @param now milliseconds since the epoch, default Date.now()
 */
export function setCondition(
  object: ConditionedObject,
  condition: ConditionInput,
  now: number = Date.now(),
): void {
  const status = statusOf(object);
  const message = cutMessage(condition.message);
  const input = { ...condition, message };
  const existing = getCondition(object, condition.type);
  const lastTransitionTime =
    existing && sameState(existing, input)
      ? existing.lastTransitionTime
      : (!existing && condition.lastTransitionTime) || rfc3339(now);
  const { type, reason } = condition;
  const { generation } = object.metadata;
  const others = (status.conditions ?? []).filter(other => other.type !== type);
  others.push({
    type,
    status: condition.status,
    ...(generation ? { observedGeneration: generation } : {}),
    lastTransitionTime,
    reason,
    message,
  });
  status.conditions = others.sort(compareConditions);
}

export function markTrue(
  object: ConditionedObject,
  type: string,
  reason: string,
  message: string,
  now?: number,
): void {
  setCondition(object, { type, status: 'True', reason, message }, now);
}

export function markFalse(
  object: ConditionedObject,
  type: string,
  reason: string,
  message: string,
  now?: number,
): void {
  setCondition(object, { type, status: 'False', reason, message }, now);
}

export function markUnknown(
  object: ConditionedObject,
  type: string,
  reason: string,
  message: string,
  now?: number,
): void {
  setCondition(object, { type, status: 'Unknown', reason, message }, now);
}

/** Reconciling=True, and Stalled removed. */
export function markReconciling(
  object: ConditionedObject,
  reason: string,
  message: string,
  now?: number,
): void {
  deleteCondition(object, 'Stalled');
  markTrue(object, 'Reconciling', reason, message, now);
}

/** Stalled=True, and Reconciling removed. */
export function markStalled(
  object: ConditionedObject,
  reason: string,
  message: string,
  now?: number,
): void {
  deleteCondition(object, 'Reconciling');
  markTrue(object, 'Stalled', reason, message, now);
}

export function deleteCondition(object: ConditionedObject, type: string): void {
  const conditions = object.status?.conditions;
  if (object.status && conditions) {
    object.status.conditions = conditions.filter(
      condition => condition.type !== type,
    );
  }
}

export function getCondition(
  object: ConditionedObject,
  type: string,
): Condition | undefined {
  return object.status?.conditions?.find(condition => condition.type === type);
}

export function isConditionTrue(
  object: ConditionedObject,
  type: string,
): boolean {
  return getCondition(object, type)?.status === 'True';
}

export function isConditionFalse(
  object: ConditionedObject,
  type: string,
): boolean {
  return getCondition(object, type)?.status === 'False';
}

/** Also true when the condition is missing, as in Flux. */
export function isConditionUnknown(
  object: ConditionedObject,
  type: string,
): boolean {
  const condition = getCondition(object, type);
  return !condition || condition.status === 'Unknown';
}

/** Ready is True, and neither Reconciling nor Stalled is. */
export function isReady(object: ConditionedObject): boolean {
  return (
    !isStalled(object) &&
    !isReconciling(object) &&
    isConditionTrue(object, 'Ready')
  );
}

export function isReconciling(object: ConditionedObject): boolean {
  return (
    !isConditionTrue(object, 'Stalled') &&
    isConditionTrue(object, 'Reconciling')
  );
}

export function isStalled(object: ConditionedObject): boolean {
  return (
    !isConditionTrue(object, 'Reconciling') &&
    isConditionTrue(object, 'Stalled')
  );
}

/**
 * Reconciling=True with the reason and message; Ready=Unknown likewise when `drift`, or when Ready is missing or Unknown
 * (fluxcd/pkg/runtime `reconcile.ProgressiveStatus`).
 */
export function progressiveStatus(
  object: ConditionedObject,
  drift: boolean,
  reason: string,
  message: string,
  now?: number,
): void {
  markReconciling(object, reason, message, now);
  if (drift || isConditionUnknown(object, 'Ready')) {
    markUnknown(object, 'Ready', reason, message, now);
  }
}
