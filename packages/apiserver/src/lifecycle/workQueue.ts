import type { Controller } from './controller';

export interface WorkQueueOptions {
  /** Called for a failure that will be tried again. */
  onError(controller: string, key: string, error: unknown): void;
  /** Most milliseconds of work before others get a turn. */
  slice?: number;
}

const firstRetry = 50;
const lastRetry = 30_000;
/** Node's timers overflow above this. */
const longestTimer = 2 ** 31 - 1;

/**
 * Calls controllers for keys: once for any number of changes, in small slices between requests, again with growing delays
 * after a failure.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #byName = new Map<string, Controller>();
  readonly #waiting = new Map<
    string,
    { controller: Controller; key: string }
  >();
  readonly #timers = new Map<string, { timer: NodeJS.Timeout; due: number }>();
  readonly #failures = new Map<string, number>();
  #scheduled: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Makes a controller known by its name, for {@link WorkQueue.later}. */
  register(controller: Controller): void {
    this.#byName.set(controller.name, controller);
  }

  /** Whether nothing is to be done right now. */
  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  add(controller: Controller, key: string): void {
    if (this.#stopped) {
      return;
    }
    this.#waiting.set(`${controller.name} ${key}`, { controller, key });
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#work();
    });
  }

  /** Adds a key after `delay` milliseconds; of several requests for one key the earliest counts. */
  later(name: string, key: string, delay: number): void {
    const controller = this.#byName.get(name);
    if (!controller || this.#stopped) {
      return;
    }
    const id = `${name} ${key}`;
    const due = performance.now() + delay;
    const known = this.#timers.get(id);
    if (known && known.due <= due) {
      return;
    }
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.add(controller, key);
    }, Math.min(Math.max(delay, 0), longestTimer));
    timer.unref();
    this.#timers.set(id, { timer, due });
  }

  stop(): void {
    this.#stopped = true;
    this.#timers.forEach(({ timer }) => clearTimeout(timer));
    this.#timers.clear();
    this.#waiting.clear();
    clearImmediate(this.#scheduled);
  }

  #work(): void {
    const end = performance.now() + (this.#options.slice ?? 5);
    for (const [id, { controller, key }] of this.#waiting) {
      this.#waiting.delete(id);
      try {
        controller.reconcile(key);
        this.#failures.delete(id);
      } catch (error) {
        this.#retry(id, controller, key, error);
      }
      if (performance.now() > end) {
        break;
      }
    }
    if (this.#waiting.size > 0 && !this.#stopped) {
      this.#scheduled ??= setImmediate(() => {
        this.#scheduled = undefined;
        this.#work();
      });
    }
  }

  #retry(
    id: string,
    controller: Controller,
    key: string,
    error: unknown,
  ): void {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    this.#options.onError(controller.name, key, error);
    const delay = Math.min(firstRetry * 2 ** (failures - 1), lastRetry);
    this.later(controller.name, key, delay);
  }
}
