import type { Logger } from './logger';

/** Names the object to reconcile. */
export interface ReconcileRequest {
  namespace: string;
  name: string;
}

/**
 * When to look again.
 * - `done`: nothing to do until something changes.
 * - `after`: look again after so many milliseconds; not a failure, resets backoff. `jitter` spreads it by the configured percentage.
 * - `retry`: an error to retry with per-item exponential backoff.
 */
export type ReconcileResult =
  | { kind: 'done' }
  | { kind: 'after'; delay: number; jitter?: boolean }
  | { kind: 'retry'; error: Error };

export interface ReconcileContext {
  /** Aborted when the manager stops, or when the run is to end and start over. */
  signal: AbortSignal;
  /** Carries the controller's and the object's name. */
  log: Logger;
}

/**
 * The contract of every controller: given a name, make the world match what the object asks for; say when to look again.
 * It is level-based: it reads the state, never the event that woke it, so that a lost or doubled event does no harm.
 * It is never called twice at once for one name. A rejected promise counts as `retry`.
 */
export interface Reconciler {
  reconcile(
    request: ReconcileRequest,
    context: ReconcileContext,
  ): Promise<ReconcileResult>;
}
