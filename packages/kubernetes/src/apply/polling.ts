import type { Clock } from '../client/clock';
import type { ObjectRef } from '../objects';
import type { ChangeNotifier, ChangeSubscription } from './changeNotifier';
import { isNotNewer } from './resourceVersion';

export interface ObserveOptions {
  clock: Clock;
  notifier: ChangeNotifier;
  signal: AbortSignal;
  /** Milliseconds between looks while the notifier cannot be relied on, and ten times that when it can. */
  interval: number;
  /** Resource version that was seen last, by a look or as the answer of a write: what is not newer is no change. */
  seen?: () => string | undefined;
}

/** Milliseconds that changes are gathered before the object is looked at again. */
const settle = 50;

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
    if (isNews(subscription, options.seen?.())) {
      dirty = true;
      wake?.();
    }
  });
  // What a write just answered need not be asked for; its own event may still be on the way.
  let skip =
    subscription.reliable &&
    options.seen?.() !== undefined &&
    (subscription.version === undefined ||
      !isNews(subscription, options.seen()));
  let delay = Math.min(interval, skip ? 1_000 : 100);
  try {
    for (;;) {
      signal.throwIfAborted();
      dirty = false;
      const skipped = skip;
      skip = false;
      if (!skipped && (await look())) return;
      if (!dirty) {
        await new Promise<void>(resolve => {
          const cancel = clock.after(
            subscription.reliable && !skipped ? interval * 10 : delay,
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

/** Whether the watch has something that was not seen yet; what is gone from it is news. */
function isNews(
  subscription: Pick<ChangeSubscription, 'version'>,
  seen: string | undefined,
): boolean {
  const { version } = subscription;
  return (
    version === undefined || seen === undefined || !isNotNewer(version, seen)
  );
}
