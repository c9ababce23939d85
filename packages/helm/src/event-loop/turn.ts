/** Milliseconds that work goes on before others get their turn. */
const SLICE = 5;

/**
 * Cuts long work into slices, so that whatever else this thread serves does not wait for the end of it:
 *
 * ```ts
 * const turn = new Turn();
 * for (const item of items) {
 *   workOn(item);
 *   if (turn.isOver) await turn.next();
 * }
 * ```
 */
export class Turn {
  #since = performance.now();

  /** Whether it is time for others. */
  get isOver(): boolean {
    return performance.now() - this.#since > SLICE;
  }

  /** Waits for the next turn of the event loop. */
  async next(): Promise<void> {
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    this.#since = performance.now();
  }
}

/** Does work that can be interrupted at every `yield` at once. */
export function runAtOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Does work that can be interrupted at every `yield` in turns with others. */
export async function runInTurns<T>(work: Generator<void, T>): Promise<T> {
  const turn = new Turn();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (turn.isOver) await turn.next();
  }
}
