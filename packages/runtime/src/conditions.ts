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
}

/**
 * Sets a condition on the object as fluxcd/pkg/runtime `conditions.Set`: observedGeneration is the object's generation, messages are cut at
 * 32 768 bytes, the transition time moves when status, reason or message change, and the list is sorted: Stalled, Reconciling, Ready,
 * then by newest observedGeneration and by type.
 *
 * @param now milliseconds since the epoch, default Date.now()
 */
export declare function setCondition(
  object: ConditionedObject,
  condition: ConditionInput,
  now?: number,
): void;
export declare function markTrue(
  object: ConditionedObject,
  type: string,
  reason: string,
  message: string,
  now?: number,
): void;
export declare function markFalse(
  object: ConditionedObject,
  type: string,
  reason: string,
  message: string,
  now?: number,
): void;
export declare function markUnknown(
  object: ConditionedObject,
  type: string,
  reason: string,
  message: string,
  now?: number,
): void;
/** Reconciling=True, and Stalled removed. */
export declare function markReconciling(
  object: ConditionedObject,
  reason: string,
  message: string,
  now?: number,
): void;
/** Stalled=True, and Reconciling removed. */
export declare function markStalled(
  object: ConditionedObject,
  reason: string,
  message: string,
  now?: number,
): void;
export declare function deleteCondition(
  object: ConditionedObject,
  type: string,
): void;
export declare function getCondition(
  object: ConditionedObject,
  type: string,
): Condition | undefined;
export declare function isConditionTrue(
  object: ConditionedObject,
  type: string,
): boolean;
export declare function isConditionFalse(
  object: ConditionedObject,
  type: string,
): boolean;
/** Also true when the condition is missing, as in Flux. */
export declare function isConditionUnknown(
  object: ConditionedObject,
  type: string,
): boolean;
/** Ready is True, and neither Reconciling nor Stalled is. */
export declare function isReady(object: ConditionedObject): boolean;
export declare function isReconciling(object: ConditionedObject): boolean;
export declare function isStalled(object: ConditionedObject): boolean;
/**
 * Reconciling=True with the reason and message; Ready=Unknown likewise when `drift`, or when Ready is missing or Unknown
 * (fluxcd/pkg/runtime `reconcile.ProgressiveStatus`).
 */
export declare function progressiveStatus(
  object: ConditionedObject,
  drift: boolean,
  reason: string,
  message: string,
  now?: number,
): void;
