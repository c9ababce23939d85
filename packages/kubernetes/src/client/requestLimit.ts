interface Waiter {
  onTurn: () => void;
}

/** Lets so many requests of one cluster run at once; the others wait in the order in which they came. */
export class RequestLimit {
  readonly #waiting: Waiter[] = [];
  #free: number;

  constructor(concurrency: number) {
    this.#free = concurrency;
  }

  /** Resolves when there is room; rejects with the signal's reason when that aborts first. */
  async enter(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { onTurn: resolve };
      this.#waiting.push(waiter);
      const onAbort = () => {
        // At once: a turn that comes later must not be given to who has left.
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      waiter.onTurn = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** To be called once for each {@link enter} that resolved. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) {
      next.onTurn();
    } else {
      this.#free += 1;
    }
  }
}
