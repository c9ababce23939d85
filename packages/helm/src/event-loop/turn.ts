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

/** Work that asks for one thing after the other, each of which may take a while. */
export type Asking<Question, Answer, T> = Generator<Question, T, Answer>;

/** Does work at once. What `answer` throws is thrown where it was asked. */
export function runAtOnce<Question, Answer, T>(
  work: Asking<Question, Answer, T>,
  answer: (question: Question) => Answer,
): T {
  let step = work.next();
  while (!step.done) {
    let given: Answer;
    try {
      given = answer(step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(given);
  }
  return step.value;
}

/** Does work in turns with whatever else this thread does. What `answer` throws is thrown where it was asked. */
export async function runInTurns<Question, Answer, T>(
  work: Asking<Question, Answer, T>,
  answer: (question: Question) => Answer | Promise<Answer>,
): Promise<T> {
  const turn = new Turn();
  let step = work.next();
  while (!step.done) {
    let given: Answer;
    try {
      given = await answer(step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    if (turn.isOver) await turn.next();
    step = work.next(given);
  }
  return step.value;
}
