import { waitUntil } from './waitUntil';

/** Cancels what a {@link Clock} was asked to do; calling it twice does no harm. */
export type CancelTimer = () => void;

/** Time, passed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions where the machine has them. */
  now(): number;
  /**
   * Calls back once after so many milliseconds, which may exceed the 24.8 days that Node's own timers can count.
   * Like those, it keeps the process alive until it fired or was cancelled.
   */
  after(delay: number, callback: () => void): CancelTimer;
}

/** The longest delay that setTimeout takes; beyond it, it fires at once. */
const longestTimer = 2 ** 31 - 1;

let origin = Date.now() - performance.now();

/**
 * The time of day, in fractions of milliseconds as long as the steady clock agrees with it. Durations are told to people and kept in
 * events: in whole milliseconds, two runs would often look like one.
 */
function timeOfDay(): number {
  const wholeMilliseconds = Date.now();
  const time = origin + performance.now();
  if (Math.abs(time - wholeMilliseconds) <= 1) return time;
  origin = wholeMilliseconds - performance.now();
  return wholeMilliseconds;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: timeOfDay,
  after: (milliseconds, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (remaining: number) => {
      const step = Math.min(Math.max(remaining, 0), longestTimer);
      timer = setTimeout(
        () => (remaining > step ? wait(remaining - step) : callback()),
        step,
      );
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds; rejects with the signal's reason when that aborts first. */
export async function delay(
  clock: Clock,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  await waitUntil(resolve => clock.after(milliseconds, resolve), signal);
}
