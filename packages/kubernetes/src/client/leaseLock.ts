import type { KubernetesClient } from './client';
import type { Clock } from './clock';

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

/** One coordination.k8s.io Lease, taken and kept as client-go's `leaderelection` does: by what *we* saw change, not by the clock of others. */
export declare class LeaseLock {
  readonly name: string;
  readonly namespace: string;
  constructor(options: LeaseLockOptions);
  /** Takes the Lease when it is free or expired, renews it when it is ours; otherwise says who holds it. A conflict counts as not held. */
  acquireOrRenew(options?: { signal?: AbortSignal }): Promise<LeaseStatus>;
  /** Reads who holds it and changes nothing. */
  observe(options?: { signal?: AbortSignal }): Promise<LeaseStatus>;
  /** Gives it back so that the next one need not wait. Does nothing when it is not ours. */
  release(options?: { signal?: AbortSignal }): Promise<void>;
}
