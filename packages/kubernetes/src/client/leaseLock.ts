import type { KubernetesObject, ObjectRef } from '../objects';
import type { KubernetesClient, RequestOptions } from './client';
import { systemClock, type Clock } from './clock';
import { isAlreadyExists, isConflict, isNotFound } from './errors';
import { microTime } from './time';

export interface LeaseLockOptions {
  client: KubernetesClient;
  namespace: string;
  name: string;
  /** Who we are, as `holderIdentity` has it: client-go uses `<hostname>_<uuid>`. */
  identity: string;
  /** Default 35, Flux's. */
  leaseDurationSeconds?: number;
  clock?: Clock;
}

export interface LeaseStatus {
  /** True when the Lease is ours now. */
  held: boolean;
  /** The holder's identity; empty when nobody holds it. */
  holder: string;
  /** When it may be tried again at the earliest, milliseconds since the epoch (0 when held). */
  expiresAt: number;
  transitions: number;
}

interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: string;
  renewTime?: string;
  leaseTransitions?: number;
}

interface Lease extends KubernetesObject {
  spec?: LeaseSpec;
}

interface Observation {
  lease: Lease;
  /** The spec as text, to see whether somebody renewed it. */
  record: string;
  /** When we saw this record first, milliseconds since the epoch. */
  since: number;
}

const leaseType = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };

/**
 * One coordination.k8s.io Lease, taken and kept as client-go's `leaderelection` does: by what *we* saw change, not by the clock of
 * others.
 */
export class LeaseLock {
  readonly name: string;
  readonly namespace: string;
  readonly identity: string;
  readonly #client: KubernetesClient;
  readonly #clock: Clock;
  readonly #duration: number;
  #seen: Observation | undefined;

  constructor(options: LeaseLockOptions) {
    this.name = options.name;
    this.namespace = options.namespace;
    this.identity = options.identity;
    this.#client = options.client;
    this.#clock = options.clock ?? systemClock;
    this.#duration = options.leaseDurationSeconds ?? 35;
  }

  /** Takes the Lease when it is free or expired, renews it when it is ours; otherwise says who holds it. A conflict counts as not held. */
  async acquireOrRenew(options: RequestOptions = {}): Promise<LeaseStatus> {
    if (this.#isOurs() && this.#expiresAt() > this.#clock.now()) {
      const renewed = await this.#write(this.#nextSpec(), options);
      if (renewed) {
        return renewed;
      }
    }
    await this.#read(options);
    if (!this.#seen) {
      return (await this.#create(options)) ?? (await this.observe(options));
    }
    if (this.#isHeldByOther()) {
      return this.#status();
    }
    return (
      (await this.#write(this.#nextSpec(), options)) ??
      (await this.observe(options))
    );
  }

  /** Reads who holds it and changes nothing. */
  async observe(options: RequestOptions = {}): Promise<LeaseStatus> {
    await this.#read(options);
    return this.#status();
  }

  /** Gives it back so that the next one need not wait. Does nothing when it is not ours. */
  async release(options: RequestOptions = {}): Promise<void> {
    const spec = this.#seen?.lease.spec;
    if (!this.#isOurs()) {
      return;
    }
    const now = microTime(this.#clock.now());
    await this.#write(
      {
        holderIdentity: '',
        leaseDurationSeconds: 1,
        acquireTime: now,
        renewTime: now,
        leaseTransitions: spec?.leaseTransitions ?? 0,
      },
      options,
    );
  }

  #ref(): ObjectRef {
    return { ...leaseType, namespace: this.namespace, name: this.name };
  }

  #isOurs(): boolean {
    return this.#seen?.lease.spec?.holderIdentity === this.identity;
  }

  #isHeldByOther(): boolean {
    const holder = this.#seen?.lease.spec?.holderIdentity;
    return (
      Boolean(holder) &&
      holder !== this.identity &&
      this.#expiresAt() > this.#clock.now()
    );
  }

  #expiresAt(): number {
    const seen = this.#seen;
    return seen
      ? seen.since + (seen.lease.spec?.leaseDurationSeconds ?? 0) * 1000
      : 0;
  }

  #nextSpec(): LeaseSpec {
    const old = this.#seen?.lease.spec;
    const now = microTime(this.#clock.now());
    const ours = this.#isOurs();
    return {
      holderIdentity: this.identity,
      leaseDurationSeconds: this.#duration,
      acquireTime: ours ? old?.acquireTime ?? now : now,
      renewTime: now,
      leaseTransitions: (old?.leaseTransitions ?? 0) + (ours ? 0 : 1),
    };
  }

  async #create(options: RequestOptions): Promise<LeaseStatus | undefined> {
    const now = microTime(this.#clock.now());
    const lease: Lease = {
      ...leaseType,
      metadata: { name: this.name, namespace: this.namespace },
      spec: {
        holderIdentity: this.identity,
        leaseDurationSeconds: this.#duration,
        acquireTime: now,
        renewTime: now,
        leaseTransitions: 0,
      },
    };
    try {
      this.#remember(await this.#client.create(lease, options));
      return this.#status();
    } catch (error) {
      if (isAlreadyExists(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Undefined when somebody else was faster, or the Lease was deleted. */
  async #write(
    spec: LeaseSpec,
    options: RequestOptions,
  ): Promise<LeaseStatus | undefined> {
    const seen = this.#seen;
    if (!seen) {
      return undefined;
    }
    try {
      const lease = { ...seen.lease, spec: { ...seen.lease.spec, ...spec } };
      this.#remember(await this.#client.update(lease, options));
      return this.#status();
    } catch (error) {
      if (isConflict(error) || isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  async #read(options: RequestOptions): Promise<void> {
    const lease = await this.#client.find<Lease>(this.#ref(), options);
    if (lease) {
      this.#remember(lease);
    } else {
      this.#seen = undefined;
    }
  }

  #remember(lease: Lease): void {
    const record = JSON.stringify(lease.spec ?? {});
    const since =
      this.#seen?.record === record ? this.#seen.since : this.#clock.now();
    this.#seen = { lease, record, since };
  }

  #status(): LeaseStatus {
    const spec = this.#seen?.lease.spec;
    const held = this.#isOurs();
    return {
      held,
      holder: spec?.holderIdentity ?? '',
      expiresAt: held || !spec?.holderIdentity ? 0 : this.#expiresAt(),
      transitions: spec?.leaseTransitions ?? 0,
    };
  }
}
