import { TemplateLimitError } from './error';

export interface BudgetOptions {
  /** Characters that may be written. Default: 100 million. */
  maximumOutput?: number;
  /** Iterations of `range` and invocations of templates. Default: 50 million. */
  maximumSteps?: number;
  /** Milliseconds since 1970 after which execution ends; there is none by default. */
  deadline?: number;
  /** The clock for the deadline, in milliseconds since 1970; `Date.now` by default. */
  now?: () => number;
}

/** How many steps are taken between two looks at the clock. */
const stepsBetweenLooks = 4_096;

/** What executions may use: one for everything that a render executes, so that templates within templates share it. */
export class Budget {
  readonly maximumOutput: number;
  /** How many templates are being executed, one within the other. */
  depth = 0;
  readonly #maximumSteps: number;
  readonly #deadline: number | undefined;
  readonly #now: () => number;
  #steps = 0;
  /** The step at which to look again. */
  #next: number;

  constructor(options: BudgetOptions = {}) {
    this.maximumOutput = options.maximumOutput ?? 100_000_000;
    this.#maximumSteps = options.maximumSteps ?? 50_000_000;
    this.#deadline = options.deadline;
    this.#now = options.now ?? Date.now;
    this.#next = Math.min(stepsBetweenLooks, this.#maximumSteps);
  }

  /** Counts a step. */
  step(): void {
    this.#steps += 1;
    if (this.#steps >= this.#next) this.#look();
  }

  /** Looks whether there is time left; for functions that take long. */
  checkTime(): void {
    if (this.#deadline !== undefined && this.#now() > this.#deadline) {
      throw new TemplateLimitError('template execution took too long');
    }
  }

  #look(): void {
    if (this.#steps > this.#maximumSteps) {
      throw new TemplateLimitError(
        `template execution took more than ${this.#maximumSteps} steps`,
      );
    }
    this.#next = Math.min(
      this.#steps + stepsBetweenLooks,
      this.#maximumSteps + 1,
    );
    this.checkTime();
  }
}
