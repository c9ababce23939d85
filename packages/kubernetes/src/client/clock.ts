/** Cancels what a {@link Clock} was asked to do; calling it twice does no harm. */
export type CancelTimer = () => void;

/** Time, passed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back once after so many milliseconds, which may exceed the 24.8 days that Node's own timers can count.
   * A timer alone does not keep the process alive.
   */
  after(delay: number, callback: () => void): CancelTimer;
}
