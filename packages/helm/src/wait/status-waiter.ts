import type { Clock } from '@sluice/kubernetes/client';
import type { KubernetesClient } from '@sluice/kubernetes';
import { computeStatus } from '@sluice/kubernetes/kstatus';
import type { Resource } from '../kube';
import { DeadlineExceededError, WaitError } from './errors';
import {
  type StatusReader,
  isPausedDeployment,
  readHookStatus,
  statusReader,
} from './status-readers';
import { type Watched, watchStatuses } from './status-watch';
import type { WaitOptions, Waiter } from './contract';

/** Milliseconds that are waited when nothing is said. */
const defaultTimeout = 30_000;

function describe({ resource, state }: Watched, verdict: string): string {
  const { kind, name, type, namespace } = resource;
  return `resource ${kind}/${
    type.namespaced ? namespace : ''
  }/${name} ${verdict}. status: ${state.status}, message: ${state.message}`;
}

/** Nothing is left to wait for: what has failed stays so. */
function settled(watched: readonly Watched[]): boolean {
  return watched.every(
    ({ state }) => state.status === 'Current' || state.status === 'Failed',
  );
}

/** What was never seen is not yet known to be gone. */
function gone(watched: readonly Watched[]): boolean {
  return watched.every(({ state }) => state.status === 'NotFound');
}

/** Watches objects and tells by kstatus how far they are: Helm 4's way to wait. */
export class StatusWaiter implements Waiter {
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
    await this.#waitUntilCurrent(resources, options, {
      jobsMustComplete: false,
    });
  }

  async waitWithJobs(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    await this.#waitUntilCurrent(resources, options, {
      jobsMustComplete: true,
    });
  }

  async watchUntilReady(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    await this.#waitFor(resources, options, readHookStatus);
  }

  async waitForDelete(
    resources: readonly Resource[],
    options: WaitOptions,
  ): Promise<void> {
    const { watched, timedOut } = await watchStatuses({
      client: this.#client,
      clock: this.#clock,
      resources,
      read: object => computeStatus(object),
      done: gone,
      timeout: options.timeout || defaultTimeout,
      signal: options.signal,
    });
    const lines = watched
      .filter(({ state: { status } }) => {
        return status !== 'NotFound' && status !== 'Unknown';
      })
      .map(member => describe(member, 'still exists'));
    if (lines.length === 0) return;
    if (timedOut) lines.push(new DeadlineExceededError().message);
    throw new WaitError(lines, timedOut);
  }

  async #waitUntilCurrent(
    resources: readonly Resource[],
    options: WaitOptions,
    rules: { jobsMustComplete: boolean },
  ): Promise<void> {
    const request = { signal: options.signal };
    await this.#waitFor(
      resources,
      options,
      statusReader(this.#client, { ...rules, request }),
    );
  }

  async #waitFor(
    resources: readonly Resource[],
    options: WaitOptions,
    read: StatusReader,
  ): Promise<void> {
    const { watched, timedOut } = await watchStatuses({
      client: this.#client,
      clock: this.#clock,
      resources: resources.filter(({ object }) => !isPausedDeployment(object)),
      read,
      done: settled,
      timeout: options.timeout || defaultTimeout,
      signal: options.signal,
    });
    const lines = watched
      .filter(({ state }) => state.status !== 'Current')
      .map(member => describe(member, 'not ready'));
    if (timedOut) lines.push(new DeadlineExceededError().message);
    if (lines.length > 0) throw new WaitError(lines, timedOut);
  }
}
