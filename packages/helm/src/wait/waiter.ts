import { type Clock, systemClock } from '@sluice/kubernetes/client';
import type { KubernetesClient } from '@sluice/kubernetes';
import { HelmError, type Resource } from '../kube';
import type { WaitOptions, WaitStrategy, Waiter } from './contract';
import { LegacyWaiter } from './legacy-waiter';
import { StatusWaiter } from './status-waiter';

/** Waits for hooks as the watcher does, and for nothing else. */
class HookOnlyWaiter implements Waiter {
  readonly #watcher: StatusWaiter;

  constructor(watcher: StatusWaiter) {
    this.#watcher = watcher;
  }

  async wait(): Promise<void> {
    // Nothing but hooks is waited for.
  }

  async waitWithJobs(): Promise<void> {
    // Nothing but hooks is waited for.
  }

  async watchUntilReady(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    await this.#watcher.watchUntilReady(resources, options);
  }

  async waitForDelete(): Promise<void> {
    // Nothing but hooks is waited for.
  }
}

/** @throws HelmError for a strategy that there is not */
export function createWaiter(options: {
  client: KubernetesClient;
  strategy: WaitStrategy | string;
  clock?: Clock;
}): Waiter {
  const { client, strategy, clock = systemClock } = options;
  switch (strategy) {
    case 'watcher':
      return new StatusWaiter(client, clock);
    case 'hookOnly':
      return new HookOnlyWaiter(new StatusWaiter(client, clock));
    case 'legacy':
      return new LegacyWaiter(client, clock);
    case '':
      throw new HelmError(
        'wait strategy not set. Choose one of: watcher, hookOnly, legacy',
      );
    default:
      throw new HelmError(
        `unknown wait strategy (s${strategy}). Valid values are: watcher, hookOnly, legacy`,
      );
  }
}
