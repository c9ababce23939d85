import type { Clock } from '../client/clock';
import type { ObjectRef } from '../objects';
import { Bell } from './bell';
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

/** Milliseconds that changes are gathered before the object is looked at again: a rollout writes several times in a row. */
const settle = 150;

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
  const bell = new Bell(clock);
  const subscription = notifier.subscribe(ref, () => {
    if (isNews(subscription, options.seen?.())) bell.ring();
  });
  try {
    let delay = Math.min(interval, 100);
    if (isFresh(subscription, options.seen?.())) {
      delay = Math.min(interval, 1_000);
      if (await bell.wait(delay, signal)) await pause(clock, settle);
    }
    for (;;) {
      signal.throwIfAborted();
      bell.silence();
      if (await look()) return;
      const rang = await bell.wait(
        subscription.reliable ? interval * 10 : delay,
        signal,
      );
      delay = Math.min(interval, delay * 2);
      if (rang && !signal.aborted) await pause(clock, settle);
    }
  } finally {
    subscription.stop();
  }
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    clock.after(milliseconds, resolve);
  });
}

/** Whether what was seen, as the answer of a write, need not be asked for: its own event may still be on the way. */
function isFresh(
  subscription: Pick<ChangeSubscription, 'version' | 'reliable'>,
  seen: string | undefined,
): boolean {
  return (
    subscription.reliable &&
    seen !== undefined &&
    (subscription.version === undefined || !isNews(subscription, seen))
  );
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
