import type { Clock } from '../client';

interface Timer {
  due: number;
  callback: () => void;
}

/** A clock that moves when a test says so. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now: number = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, delay), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer fires; undefined without any. */
  get untilNext(): number | undefined {
    const dues = [...this.#timers].map(timer => timer.due - this.#now);
    return dues.length > 0 ? Math.min(...dues) : undefined;
  }

  /** Moves on, firing what is due in its order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers]
        .filter(timer => timer.due <= end)
        .sort((a, b) => a.due - b.due);
      if (!next) {
        break;
      }
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
  }
}
