import {
  ApiStatusError,
  type Clock,
  delay,
  isNotFound,
} from '@sluice/kubernetes/client';
import type { KubernetesClient, UnstructuredObject } from '@sluice/kubernetes';
import { HelmError, type Resource, forEachInBatches } from '../kube';
import { DeadlineExceededError } from './errors';
import { fieldAt, textAt } from './fields';
import { isReady } from './legacy-readiness';
import { watchStatuses } from './status-watch';
import type { WaitOptions, Waiter } from './contract';

/** Milliseconds between looks. */
const interval = 2_000;
/** How often an object may be unreadable in a row. */
const maxFailures = 30;
/** Milliseconds of a wait without a limit: the longest that there is. */
const noLimit = 2 ** 40;

function isRetryable(error: unknown): boolean {
  if (!(error instanceof ApiStatusError)) return true;
  const { code } = error;
  return code === 0 || code === 429 || (code >= 500 && code !== 501);
}

/** Looks until the answer is yes; no error but the deadline's own names the time. */
async function poll(
  clock: Clock,
  options: WaitOptions,
  look: () => Promise<boolean>,
): Promise<void> {
  const { signal, timeout } = options;
  const end = timeout === 0 ? Infinity : clock.now() + timeout;
  for (;;) {
    signal?.throwIfAborted();
    if (await look()) return;
    const left = end - clock.now();
    if (left <= 0) throw new DeadlineExceededError();
    await delay(clock, Math.min(interval, left), signal);
    if (clock.now() >= end) throw new DeadlineExceededError();
  }
}

/** Looks at objects every two seconds by the rules of Helm 3. */
export class LegacyWaiter implements Waiter {
  readonly #client: KubernetesClient;
  readonly #clock: Clock;

  constructor(client: KubernetesClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async wait(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    await this.#waitForResources(resources, options, false);
  }

  async waitWithJobs(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    await this.#waitForResources(resources, options, true);
  }

  async watchUntilReady(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    await forEachInBatches(
      resources,
      resource => this.#watchUntilReady(resource, options),
      { signal: options.signal },
    );
  }

  async waitForDelete(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    const { signal } = options;
    await poll(this.#clock, options, async () => {
      for (const { ref } of resources) {
        try {
          await this.#client.get(ref, { signal });
          return false;
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      }
      return true;
    });
  }

  async #waitForResources(
    resources: readonly Resource[],
    options: WaitOptions,
    checkJobs: boolean,
  ): Promise<void> {
    const failures = resources.map(() => 0);
    const request = { signal: options.signal };
    await poll(this.#clock, options, async () => {
      for (const [i, resource] of resources.entries()) {
        try {
          const ready = await isReady(resource, {
            client: this.#client,
            request,
            checkJobs,
          });
          failures[i] = 0;
          if (!ready) return false;
        } catch (error) {
          options.signal?.throwIfAborted();
          failures[i] += 1;
          if (!isRetryable(error) || failures[i] > maxFailures) throw error;
          return false;
        }
      }
      return true;
    });
  }

  async #watchUntilReady(
    resource: Resource,
    options: WaitOptions,
  ): Promise<void> {
    const { kind, name } = resource;
    if (kind !== 'Job' && kind !== 'Pod') return;
    let failure = '';
    let seen = false;
    const { timedOut } = await watchStatuses({
      client: this.#client,
      clock: this.#clock,
      resources: [resource],
      read: object => {
        seen = true;
        failure = kind === 'Job' ? jobFailure(object) : podFailure(object);
        return failure === '' && !hasEnded(object)
          ? { status: 'InProgress', message: '' }
          : { status: 'Current', message: '' };
      },
      // Gone is as good as done, when it was there.
      done: ([
        {
          state: { status },
        },
      ]) => status === 'Current' || (seen && status === 'NotFound'),
      timeout: options.timeout || noLimit,
      signal: options.signal,
    });
    if (failure)
      throw new HelmError(`${kind.toLowerCase()} ${name} ${failure}`);
    if (timedOut) {
      throw new HelmError('timed out waiting for the condition');
    }
  }
}

function conditionOf(object: UnstructuredObject, type: string): unknown {
  const conditions = fieldAt(object, 'status', 'conditions');
  return (Array.isArray(conditions) ? conditions : []).find(
    condition =>
      textAt(condition, 'type') === type &&
      textAt(condition, 'status') === 'True',
  );
}

function jobFailure(job: UnstructuredObject): string {
  const failed = conditionOf(job, 'Failed');
  return failed ? `failed: ${textAt(failed, 'reason')}` : '';
}

function podFailure(pod: UnstructuredObject): string {
  return textAt(pod, 'status', 'phase') === 'Failed' ? 'failed' : '';
}

function hasEnded(object: UnstructuredObject): boolean {
  return (
    conditionOf(object, 'Complete') !== undefined ||
    textAt(object, 'status', 'phase') === 'Succeeded'
  );
}
