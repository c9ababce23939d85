import { type Clock, delay, isConflict } from '@sluice/kubernetes/client';

/** Tries and milliseconds between them of client-go's `retry.DefaultRetry`. */
const tries = 5;
const pause = 10;

/** Does something again as long as the server says that the object has changed in between. */
export async function retryOnConflict<T>(
  clock: Clock,
  action: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await action();
    } catch (error) {
      if (!isConflict(error) || left === 0) throw error;
    }
    await delay(clock, pause, signal);
  }
}
