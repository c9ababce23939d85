import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type { ConditionedObject } from './conditions';

/** Annotation by which a person (`flux reconcile`) asks for a run; any new value does. */
export const reconcileRequestAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** The token of the user's request, whatever its value; undefined when there is none. */
export function requestedAt(object: KubernetesObject): string | undefined {
  const annotations = object.metadata.annotations;
  return annotations && Object.hasOwn(annotations, reconcileRequestAnnotation)
    ? annotations[reconcileRequestAnnotation]
    : undefined;
}

/** The token when it has not been handled yet (differs from `status.lastHandledReconcileAt`). */
export function pendingRequest(object: ConditionedObject): string | undefined {
  const token = requestedAt(object);
  return token !== undefined && token !== object.status?.lastHandledReconcileAt
    ? token
    : undefined;
}

/** Copies the token to `status.lastHandledReconcileAt`, as every run does. */
export function markRequestHandled(object: ConditionedObject): void {
  const token = requestedAt(object);
  if (token !== undefined) {
    object.status ??= {};
    object.status.lastHandledReconcileAt = token;
  }
}
