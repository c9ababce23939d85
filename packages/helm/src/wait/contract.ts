import type { Resource } from '../kube';

/**
 * How an action waits: `watcher` for the status of everything (kstatus), `legacy` by the rules of Helm 3, `hookOnly` for hooks
 * alone.
 */
export type WaitStrategy = 'watcher' | 'legacy' | 'hookOnly';

export interface WaitOptions {
  /** Milliseconds. 0: 30 seconds for the watcher, no limit for legacy. */
  timeout: number;
  signal?: AbortSignal;
}

/** Waits for objects of a release. Everything rejects with the signal's reason when that aborts. */
export interface Waiter {
  /** Until objects are ready; Jobs need only have started. */
  wait(resources: readonly Resource[], options: WaitOptions): Promise<void>;
  /** Until objects are ready and Jobs complete. */
  waitWithJobs(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void>;
  /** Until Jobs and Pods of a hook are complete; everything else only has to be there. */
  watchUntilReady(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void>;
  waitForDelete(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void>;
}
