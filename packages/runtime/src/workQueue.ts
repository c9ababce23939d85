import type { Clock } from '@sluice/kubernetes/client';
import type { ReconcileRequest } from './reconciler';

/** 1: somebody asked for it. 0: everything else. */
export type Priority = 0 | 1;

export interface WorkQueueOptions {
  name: string;
  clock?: Clock;
  /** Milliseconds. Defaults 750 and 900 000 (15 minutes), Flux's. */
  minRetryDelay?: number;
  maxRetryDelay?: number;
}

/**
 * Names waiting to be reconciled. A name is in it once, however often it is added; one that is added while it is being processed is
 * handed out again afterwards (dirty and processing sets, as client-go's workqueue).
 */
export declare class WorkQueue {
  constructor(options: WorkQueueOptions);
  readonly length: number;
  add(request: ReconcileRequest, priority?: Priority): void;
  /** Adds it after a delay in milliseconds of any length; an earlier due time of the same name wins, a later one is forgotten. */
  addAfter(request: ReconcileRequest, delay: number): void;
  /** Adds it after its backoff, and doubles that. The delay in milliseconds. */
  addRateLimited(request: ReconcileRequest): number;
  /** Resets the backoff. */
  forget(request: ReconcileRequest): void;
  /** The next name; undefined once the queue is shut down. */
  next(options?: {
    signal?: AbortSignal;
  }): Promise<ReconcileRequest | undefined>;
  /** To be called when a name from {@link next} has been processed. */
  done(request: ReconcileRequest): void;
  shutDown(): void;
}
