import type { Condition } from '@sluice/kubernetes/objects';

/** The part of a status that every reconciled kind has. */
export interface ReconciledStatus {
  /** -1 until the first run has ended. */
  observedGeneration?: number;
  conditions?: Condition[];
  /** The value of `reconcile.fluxcd.io/requestedAt` that was handled last. */
  lastHandledReconcileAt?: string;
}
