import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type { ConditionedObject } from './conditions';

export const reconcileRequestAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** The token of the user's request, whatever its value; undefined when there is none. */
export declare function requestedAt(
  object: KubernetesObject,
): string | undefined;
/** The token when it has not been handled yet (differs from `status.lastHandledReconcileAt`). */
export declare function pendingRequest(
  object: ConditionedObject,
): string | undefined;
/** Copies the token to `status.lastHandledReconcileAt`, as every run does. */
export declare function markRequestHandled(object: ConditionedObject): void;
