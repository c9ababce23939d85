import type { ConditionedObject } from './conditions';

export interface SummaryOptions {
  /** Conditions to merge, most important first. */
  conditions: readonly string[];
  /** Those of them whose True is bad. */
  negative: readonly string[];
}

/** Sets `target` (normally Ready) from other conditions as fluxcd/pkg/runtime `conditions.SetSummary` does. */
export declare function setSummary(
  object: ConditionedObject,
  target: string,
  options: SummaryOptions,
  now?: number,
): void;

/** How a run ended, for {@link finalizeStatus}. */
export type RunOutcome =
  | { kind: 'success' }
  /** Nothing can heal it but a change of the spec. */
  | { kind: 'stalled' }
  /** Looks again later, without an error. */
  | { kind: 'waiting' }
  | { kind: 'error'; error: Error };

/**
 * Flux's finalising rules at the end of a run (fluxcd/pkg/runtime `ResultFinalizer.Finalize` and `AddPatchOptions`): Stalled, Reconciling
 * and Ready are brought into line with the outcome, requestedAt is copied to lastHandledReconcileAt, and observedGeneration
 * moves when the object is ready or stalled.
 */
export declare function finalizeStatus(
  object: ConditionedObject,
  outcome: RunOutcome,
  options: {
    readyMessage: string;
    summary?: SummaryOptions & { target?: string };
  },
  now?: number,
): void;
