import { HttpError } from './errors';
import type { HttpOptions } from './options';

const connectTimeout = 30_000;
const stallTimeout = 60_000;
const totalTimeout = 120_000;

/** Longer ones overflow Node's timers, which then ring at once. */
const longestTimer = 2 ** 31 - 1;

/** A signal of `AbortSignal.timeout` is a deadline; others are somebody's wish. */
function reasonOf(reason: unknown): unknown {
  const isTimeout =
    typeof reason === 'object' &&
    reason !== null &&
    Reflect.get(reason, 'name') === 'TimeoutError';
  return isTimeout
    ? reason
    : new HttpError('canceled', 'context canceled', { cause: reason });
}

/** Ends a request when it takes too long, or when somebody else wants it ended. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #options: HttpOptions;
  readonly #cancel: () => void;
  #waiting: NodeJS.Timeout | undefined;
  #reading = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    const { signal, timeouts } = options;
    this.#cancel = () => this.#controller.abort(reasonOf(signal?.reason));
    if (signal?.aborted) this.#cancel();
    signal?.addEventListener('abort', this.#cancel, { once: true });
    this.#start(timeouts?.total ?? totalTimeout, () =>
      this.#reading
        ? 'context deadline exceeded (Client.Timeout or context cancellation while reading body)'
        : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    );
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A connection is being made. */
  connecting(host: string): void {
    const { connect = connectTimeout } = this.#options.timeouts ?? {};
    this.#wait(connect, () => `dial tcp ${host}: i/o timeout`);
  }

  /** The server has given a sign of life, and the next is waited for. */
  waiting(): void {
    const { stall = stallTimeout } = this.#options.timeouts ?? {};
    this.#wait(stall, () =>
      this.#reading
        ? `the server has sent nothing more for ${stall / 1000}s`
        : 'timeout awaiting response headers',
    );
  }

  /** The answer has begun. */
  reading(): void {
    this.#reading = true;
  }

  /** Nothing is waited for: it is on us to go on. */
  pause(): void {
    if (this.#waiting) this.#clear(this.#waiting);
    this.#waiting = undefined;
  }

  /** The request has ended. */
  end(): void {
    for (const timer of this.#timers) this.#clear(timer);
    this.#options.signal?.removeEventListener('abort', this.#cancel);
  }

  #wait(milliseconds: number, text: () => string): void {
    this.pause();
    this.#waiting = this.#start(milliseconds, text);
  }

  #start(milliseconds: number, text: () => string): NodeJS.Timeout {
    const timer = setTimeout(
      () => this.#controller.abort(new HttpError('timeout', text())),
      Math.min(milliseconds, longestTimer),
    );
    this.#timers.add(timer);
    return timer;
  }

  #clear(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}
