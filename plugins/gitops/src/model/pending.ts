import type { ComponentDelivery } from '@sluice/plugin-gitops-common';

/** A reconcile that was asked for on this page. */
export interface ReconcileRequest {
  token: string;
  /** The object's lastHandledReconcileAt when it was asked for. */
  handledBefore?: string;
}

/**
 * Whether a requested reconcile has not been handled yet: until `lastHandledReconcileAt` equals the token. A later request by
 * somebody else replaces the token in the cluster, so the handling of that one ends the wait as well.
 */
export function isPending(
  delivery: Pick<ComponentDelivery, 'pending' | 'lastHandledReconcileAt'>,
  request?: ReconcileRequest,
): boolean {
  if (delivery.pending) {
    return true;
  }
  if (!request || delivery.lastHandledReconcileAt === request.token) {
    return false;
  }
  return delivery.lastHandledReconcileAt === request.handledBefore;
}
