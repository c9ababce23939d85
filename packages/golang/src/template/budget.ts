import { GoSlice, type GoValue } from '../value';
import { TemplateLimitError } from './error';

export interface BudgetOptions {
  /** Characters that may be written. Default: 100 million. */
  maximumOutput?: number;
  /** Iterations of `range` and invocations of templates. Default: 20 million. */
  maximumSteps?: number;
  /** Characters of large texts, and 32 for each element of large lists, that functions may make in all. Default: 1 billion. */
  maximumMade?: number;
  /** Milliseconds since 1970 after which execution ends; there is none by default. */
  deadline?: number;
  /** The clock for the deadline, in milliseconds since 1970; `Date.now` by default. */
  now?: () => number;
}

/** How many steps are taken between two looks at the clock. */
const stepsBetweenLooks = 4_096;
/** How many functions are called between two looks at the clock: each may take long. */
const callsBetweenLooks = 32;
/** Texts and lists that are smaller are not counted. */
const largeText = 1_000_000;
const largeList = 100_000;
/** What an element of a list counts for, in characters. */
const elementSize = 32;

/** What executions may use: one for everything that a render executes, so that templates within templates share it. */
export class Budget {
  readonly maximumOutput: number;
  /** How many templates are being executed, one within the other. */
  depth = 0;
  readonly #maximumSteps: number;
  readonly #deadline: number | undefined;
  readonly #now: () => number;
  readonly #maximumMade: number;
  #made = 0;
  #calls = 0;
  #steps = 0;
  /** The step at which to look again. */
  #next: number;

  constructor(options: BudgetOptions = {}) {
    this.maximumOutput = options.maximumOutput ?? 100_000_000;
    this.#maximumSteps = options.maximumSteps ?? 20_000_000;
    this.#maximumMade = options.maximumMade ?? 1_000_000_000;
    this.#deadline = options.deadline;
    this.#now = options.now ?? Date.now;
    this.#next = Math.min(stepsBetweenLooks, this.#maximumSteps);
  }

  /** Counts a step. */
  step(): void {
    this.#steps += 1;
    if (this.#steps >= this.#next) this.#look();
  }

  /** Counts a call of a function, and what it made. */
  called(result: GoValue): void {
    this.#calls += 1;
    if (this.#calls % callsBetweenLooks === 0) this.checkTime();
    if (typeof result === 'string') {
      if (result.length >= largeText) this.#make(result.length);
    } else if (Array.isArray(result) || result instanceof GoSlice) {
      const { length } = Array.isArray(result) ? result : result.items;
      if (length >= largeList) this.#make(length * elementSize);
    }
  }

  #make(size: number): void {
    this.#made += size;
    if (this.#made > this.#maximumMade) {
      throw new TemplateLimitError(
        `template functions made more than ${
          this.#maximumMade
        } characters of large texts and lists`,
      );
    }
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
