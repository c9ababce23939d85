import {
  delay,
  LeaseLock,
  type Clock,
  type KubernetesClient,
  type LeaseStatus,
} from '@sluice/kubernetes/client';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';

/** The Leases that must be held before anything is reconciled. */
export interface LeaseElection {
  /** Flux's namespace, normally `flux-system`. */
  namespace: string;
  /** For example `kustomize-controller-leader-election`. All of them, or nothing starts and none is kept. */
  names: readonly string[];
  /** Default `<hostname>_<uuid>`, as client-go. */
  identity?: string;
  /** Milliseconds. Defaults 35 000, 30 000 and 5 000, Flux's. */
  leaseDuration?: number;
  renewDeadline?: number;
  retryPeriod?: number;
}

/** Why the Leases are not ours yet. */
export interface LeaseObstacle {
  lease: string;
  /** Who holds it; empty when the server could not be asked. */
  holder: string;
  error?: Error;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Holds all Leases of an election, or none: half of Flux beside half of Sluice would be two reconcilers of one chain. */
export class LeaderElector {
  readonly #clock: Clock;
  readonly #locks: readonly LeaseLock[];
  readonly #renewDeadline: number;
  readonly #retryPeriod: number;
  readonly #onChange: (lease: string, held: boolean) => void;

  constructor(options: {
    client: KubernetesClient;
    clock: Clock;
    election: LeaseElection;
    /** Told of each Lease that was taken or lost. */
    onChange?: (lease: string, held: boolean) => void;
  }) {
    const { client, clock, election } = options;
    const identity = election.identity ?? `${hostname()}_${randomUUID()}`;
    this.#clock = clock;
    this.#renewDeadline = election.renewDeadline ?? 30_000;
    this.#retryPeriod = election.retryPeriod ?? 5_000;
    this.#onChange = options.onChange ?? (() => undefined);
    this.#locks = election.names.map(
      name =>
        new LeaseLock({
          client,
          clock,
          namespace: election.namespace,
          name,
          identity,
          leaseDurationSeconds: Math.ceil(
            (election.leaseDuration ?? 35_000) / 1000,
          ),
        }),
    );
  }

  /** Resolves when all Leases are ours. `onWaiting` hears, at every try, what is in the way. Rejects when the signal aborts. */
  async acquire(
    signal: AbortSignal,
    onWaiting: (obstacle: LeaseObstacle) => void,
  ): Promise<void> {
    for (;;) {
      const obstacle = await this.#tryAll(signal);
      signal.throwIfAborted();
      if (!obstacle) {
        return;
      }
      onWaiting(obstacle);
      await delay(this.#clock, this.#retryPeriod, signal);
    }
  }

  /** Renews the Leases until one is lost (resolves with which) or the signal aborts (rejects). */
  async keep(signal: AbortSignal): Promise<LeaseObstacle> {
    const renewed = new Map(
      this.#locks.map(lock => [lock.name, this.#clock.now()]),
    );
    for (;;) {
      await delay(this.#clock, this.#retryPeriod, signal);
      const lost = await Promise.all(
        this.#locks.map(lock => this.#renew(lock, renewed, signal)),
      );
      signal.throwIfAborted();
      const obstacle = lost.find(result => result !== undefined);
      if (obstacle) {
        this.#onChange(obstacle.lease, false);
        return obstacle;
      }
    }
  }

  /** Gives back what is ours, as far as the server answers. */
  async release(signal?: AbortSignal): Promise<void> {
    await Promise.allSettled(
      this.#locks.map(async lock => {
        await lock.release({ signal });
        this.#onChange(lock.name, false);
      }),
    );
  }

  async #tryAll(signal: AbortSignal): Promise<LeaseObstacle | undefined> {
    // Look first: nobody who waits for one Lease may hold up the others. At all of them each time: a Lease expires its duration after it was
    // first seen, and the durations of a dead holder's Leases must pass together, not one after the other.
    const seen = await Promise.all(
      this.#locks.map(lock => this.#ask(lock, () => lock.observe({ signal }))),
    );
    const obstructed = seen.find(
      obstacle => obstacle && (obstacle.error || obstacle.holder),
    );
    if (obstructed) {
      return obstructed;
    }
    for (const lock of this.#locks) {
      const obstacle = await this.#ask(lock, () =>
        lock.acquireOrRenew({ signal }),
      );
      if (obstacle) {
        await this.release(signal);
        return obstacle;
      }
      this.#onChange(lock.name, true);
    }
    return undefined;
  }

  /** What is in the way after a question about one Lease; undefined when it is ours. */
  async #ask(
    lock: LeaseLock,
    question: () => Promise<LeaseStatus>,
  ): Promise<LeaseObstacle | undefined> {
    try {
      const status = await question();
      const expired = status.expiresAt <= this.#clock.now();
      return status.held
        ? undefined
        : { lease: lock.name, holder: expired ? '' : status.holder };
    } catch (error) {
      return { lease: lock.name, holder: '', error: asError(error) };
    }
  }

  async #renew(
    lock: LeaseLock,
    renewed: Map<string, number>,
    signal: AbortSignal,
  ): Promise<LeaseObstacle | undefined> {
    const obstacle = await this.#ask(lock, () =>
      lock.acquireOrRenew({ signal, timeout: this.#renewDeadline / 3 }),
    );
    if (!obstacle) {
      renewed.set(lock.name, this.#clock.now());
      return undefined;
    }
    const since = renewed.get(lock.name) ?? 0;
    const isOver = this.#clock.now() - since >= this.#renewDeadline;
    return obstacle.error && !isOver ? undefined : obstacle;
  }
}
