import {
  systemClock,
  type CancelTimer,
  type Clock,
} from '@sluice/kubernetes/client';
import type { ReconcileRequest } from './reconciler';

/** 1: somebody asked for it, or it only has to be finished. 0: everything else. */
export type Priority = 0 | 1;

/** Hears what the queue does, for metrics. */
export interface WorkQueueObserver {
  added?(): void;
  retried?(): void;
  /** @param waited milliseconds in the queue */
  started?(key: string, waited: number): void;
  /** @param worked milliseconds since it was handed out */
  finished?(key: string, worked: number): void;
}

export interface WorkQueueOptions {
  name: string;
  clock?: Clock;
  /** Milliseconds. Defaults 750 and 900 000 (15 minutes), Flux's. */
  minRetryDelay?: number;
  maxRetryDelay?: number;
  observer?: WorkQueueObserver;
}

interface Waiting {
  request: ReconcileRequest;
  since: number;
}

interface Getter {
  wake: () => void;
}

interface Timer {
  due: number;
  cancel: CancelTimer;
}

/** The name of a request within a queue. */
export function requestKey(request: ReconcileRequest): string {
  return request.namespace
    ? `${request.namespace}/${request.name}`
    : request.name;
}

/**
 * Names waiting to be reconciled. A name is in it once, however often it is added; one that is added while it is being processed is
 * handed out again afterwards (dirty and processing sets, as client-go's workqueue).
 */
export class WorkQueue {
  readonly name: string;
  readonly #clock: Clock;
  readonly #observer: WorkQueueObserver;
  readonly #minRetryDelay: number;
  readonly #maxRetryDelay: number;
  /** Ready to be handed out, by priority; maps keep the order of arrival. */
  readonly #ready: Record<Priority, Map<string, Waiting>> = {
    0: new Map(),
    1: new Map(),
  };
  /** Handed out, and since when. */
  readonly #processing = new Map<string, number>();
  /** Added again while being processed. */
  readonly #dirty = new Map<string, { waiting: Waiting; priority: Priority }>();
  readonly #failures = new Map<string, number>();
  readonly #wakeUps = new Map<string, Timer>();
  readonly #nextRuns = new Map<string, Timer>();
  readonly #getters: Getter[] = [];
  #shutDown = false;

  constructor(options: WorkQueueOptions) {
    this.name = options.name;
    this.#clock = options.clock ?? systemClock;
    this.#observer = options.observer ?? {};
    this.#minRetryDelay = options.minRetryDelay ?? 750;
    this.#maxRetryDelay = options.maxRetryDelay ?? 900_000;
  }

  /** Names that wait and are due. */
  get length(): number {
    return this.#ready[0].size + this.#ready[1].size;
  }

  add(request: ReconcileRequest, priority: Priority = 0): void {
    if (this.#shutDown) {
      return;
    }
    const key = requestKey(request);
    const waiting = { request, since: this.#clock.now() };
    if (this.#processing.has(key)) {
      const dirty = this.#dirty.get(key);
      if (!dirty || dirty.priority < priority) {
        this.#dirty.set(key, { waiting: dirty?.waiting ?? waiting, priority });
      }
      if (!dirty) {
        this.#observer.added?.();
      }
      return;
    }
    this.#makeReady(key, waiting, priority);
  }

  /** Adds it after a delay in milliseconds of any length; an earlier due time of the same name wins, a later one is forgotten. */
  addAfter(request: ReconcileRequest, delay: number): void {
    const key = requestKey(request);
    const known = this.#wakeUps.get(key);
    if (!known || known.due > this.#clock.now() + delay) {
      this.#setTimer(this.#wakeUps, request, delay);
    }
  }

  /** When to look again after a run: takes the place of what the run before it asked for. */
  reschedule(request: ReconcileRequest, delay: number): void {
    this.#setTimer(this.#nextRuns, request, delay);
  }

  /** Looks again after its backoff, and doubles that. The delay in milliseconds. */
  addRateLimited(request: ReconcileRequest): number {
    const key = requestKey(request);
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const delay = Math.min(
      this.#minRetryDelay * 2 ** Math.min(failures, 60),
      this.#maxRetryDelay,
    );
    this.#observer.retried?.();
    this.reschedule(request, delay);
    return delay;
  }

  /** Resets the backoff. */
  forget(request: ReconcileRequest): void {
    this.#failures.delete(requestKey(request));
  }

  /** Forgets everything planned for a name, for example because its object is gone. */
  drop(request: ReconcileRequest): void {
    const key = requestKey(request);
    this.forget(request);
    this.#clearTimer(this.#wakeUps, key);
    this.#clearTimer(this.#nextRuns, key);
  }

  /** The next name; undefined once the queue is shut down or the signal aborts. */
  async next(
    options: { signal?: AbortSignal } = {},
  ): Promise<ReconcileRequest | undefined> {
    const { signal } = options;
    while (!this.#shutDown && !signal?.aborted) {
      const request = this.#take();
      if (request) {
        return request;
      }
      await this.#change(signal);
    }
    return undefined;
  }

  /** To be called when a name from {@link next} has been processed. */
  done(request: ReconcileRequest): void {
    const key = requestKey(request);
    const since = this.#processing.get(key);
    if (since === undefined) {
      return;
    }
    this.#processing.delete(key);
    this.#observer.finished?.(key, this.#clock.now() - since);
    const dirty = this.#dirty.get(key);
    if (dirty && !this.#shutDown) {
      this.#dirty.delete(key);
      this.#ready[dirty.priority].set(key, dirty.waiting);
      this.#wake();
    }
  }

  /** Hands out nothing more and forgets everything. */
  shutDown(): void {
    this.#shutDown = true;
    for (const timers of [this.#wakeUps, this.#nextRuns]) {
      for (const timer of timers.values()) {
        timer.cancel();
      }
      timers.clear();
    }
    this.#ready[0].clear();
    this.#ready[1].clear();
    this.#dirty.clear();
    this.#getters.splice(0).forEach(getter => getter.wake());
  }

  #makeReady(key: string, waiting: Waiting, priority: Priority): void {
    const known = this.#ready[0].get(key) ?? this.#ready[1].get(key);
    if (known && (priority === 0 || this.#ready[1].has(key))) {
      return;
    }
    this.#ready[0].delete(key);
    this.#ready[priority].set(key, known ?? waiting);
    if (!known) {
      this.#observer.added?.();
    }
    this.#wake();
  }

  #take(): ReconcileRequest | undefined {
    for (const ready of [this.#ready[1], this.#ready[0]]) {
      for (const [key, { request, since }] of ready) {
        ready.delete(key);
        const now = this.#clock.now();
        this.#processing.set(key, now);
        // The run that begins now is what a planned one would have been for.
        this.#clearTimer(this.#nextRuns, key);
        this.#observer.started?.(key, now - since);
        return request;
      }
    }
    return undefined;
  }

  #setTimer(
    timers: Map<string, Timer>,
    request: ReconcileRequest,
    delay: number,
  ): void {
    if (this.#shutDown) {
      return;
    }
    const key = requestKey(request);
    this.#clearTimer(timers, key);
    if (delay <= 0) {
      this.add(request);
      return;
    }
    const cancel = this.#clock.after(delay, () => {
      timers.delete(key);
      this.add(request);
    });
    timers.set(key, { due: this.#clock.now() + delay, cancel });
  }

  #clearTimer(timers: Map<string, Timer>, key: string): void {
    timers.get(key)?.cancel();
    timers.delete(key);
  }

  #wake(): void {
    this.#getters.shift()?.wake();
  }

  async #change(signal?: AbortSignal): Promise<void> {
    await new Promise<void>(resolve => {
      const getter: Getter = { wake: resolve };
      this.#getters.push(getter);
      const onAbort = () => {
        this.#getters.splice(this.#getters.indexOf(getter), 1);
        resolve();
      };
      getter.wake = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
