import type {
  Clock,
  EventRecorder,
  KubernetesClient,
  SharedInformers,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type { Controller, ControllerOptions } from './controller';
import type { Logger } from './logger';
import type { Metrics } from './metrics';

/** The Leases that must be held before anything is reconciled. */
export interface LeaseElection {
  /** Flux's namespace, normally `flux-system`. */
  namespace: string;
  /** For example `kustomize-controller-leader-election`. All of them, or nothing starts and none is kept. */
  names: readonly string[];
  /** Default `<hostname>_<uuid>`. */
  identity?: string;
  /** Milliseconds. Defaults 35 000, 30 000 and 5 000, Flux's. */
  leaseDuration?: number;
  renewDeadline?: number;
  retryPeriod?: number;
}

export type ManagerStatus =
  | { phase: 'stopped' }
  /** Somebody else holds a Lease, or the server cannot be asked (`error`). */
  | {
      phase: 'waiting';
      lease: string;
      holder: string;
      error?: Error;
    }
  | { phase: 'syncing' }
  | { phase: 'running' }
  | { phase: 'stopping' };

export interface ManagerOptions {
  client: KubernetesClient;
  log: Logger;
  metrics?: Metrics;
  clock?: Clock;
  random?: () => number;
  /** Absent: starts at once (tests, embedded). */
  leases?: LeaseElection;
  /** Milliseconds that running reconciles get to end after a stop before they are given up. Default 30 000. */
  shutdownTimeout?: number;
  onStatus?: (status: ManagerStatus) => void;
}

/**
 * Several controllers on one cluster.
 *
 * @example
 * const manager = new Manager({ client, log, leases: { namespace: 'flux-system', names: ['source-controller-leader-election'] } });
 * manager.add({ name: 'gitrepository', type, reconciler });
 * await manager.start();
 */
export declare class Manager {
  readonly informers: SharedInformers;
  readonly status: ManagerStatus;
  constructor(options: ManagerOptions);
  /** Adds a controller; before start. */
  add<T extends KubernetesObject>(options: ControllerOptions<T>): Controller<T>;
  /** The recorder of events under a component's name (one per name); flushed on stop. */
  recorder(component: string): EventRecorder;
  /** Adds something to start with the controllers (once the Leases are held) and to stop with them. */
  addService(service: ManagedService): void;
  /** Returns at once; what happens is told to `onStatus`. A lost Lease stops the controllers and waits again. */
  start(): void;
  /** Ends watches and reconciles, flushes events, gives Leases back. */
  stop(): Promise<void>;
}

/** Something that lives as long as the controllers run. */
export interface ManagedService {
  name: string;
  start(signal: AbortSignal): Promise<void>;
  stop?(): Promise<void>;
}
