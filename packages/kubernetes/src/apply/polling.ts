import type { Clock } from '../client/clock';
import type { ObjectRef } from '../objects';
import type { ChangeNotifier } from './changeNotifier';

export interface ObserveOptions {
  clock: Clock;
  notifier: ChangeNotifier;
  signal: AbortSignal;
  /** Milliseconds between looks while the notifier cannot be relied on, and ten times that when it can. */
  interval: number;
}

/** Milliseconds that changes are gathered before the object is looked at again. */
const settle = 20;

/**
 * Calls `look` at once, whenever the object may have changed, and from time to time, until it answers true. Looks never overlap; a change
 * during one causes another.
 */
export async function observeUntil(
  ref: ObjectRef,
  look: () => Promise<boolean>,
  options: ObserveOptions,
): Promise<void> {
  const { clock, notifier, signal, interval } = options;
  let dirty = false;
  let wake: (() => void) | undefined;
  const subscription = notifier.subscribe(ref, () => {
    dirty = true;
    wake?.();
  });
  let delay = Math.min(interval, 100);
  try {
    for (;;) {
      signal.throwIfAborted();
      dirty = false;
      if (await look()) return;
      if (!dirty) {
        await new Promise<void>(resolve => {
          const cancel = clock.after(
            subscription.reliable ? interval * 10 : delay,
            () => wake?.(),
          );
          wake = () => {
            wake = undefined;
            cancel();
            signal.removeEventListener('abort', onAbort);
            resolve();
          };
          const onAbort = () => wake?.();
          signal.addEventListener('abort', onAbort, { once: true });
          if (signal.aborted) wake();
        });
        delay = Math.min(interval, delay * 2);
      }
      if (dirty && !signal.aborted) {
        await new Promise<void>(resolve => {
          clock.after(settle, resolve);
        });
      }
    }
  } finally {
    subscription.stop();
  }
}
