import {
  EventRecorder,
  SharedInformers,
  delay,
  systemClock,
  type Clock,
  type KubernetesClient,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type { Controller, ControllerOptions } from './controller';
import { ControllerRunner } from './controllerRunner';
import {
  LeaderElector,
  type LeaseElection,
  type LeaseObstacle,
} from './leaderElection';
import type { Logger } from './logger';
import { Metrics } from './metrics';

export type ManagerStatus =
  | { phase: 'stopped' }
  /** Somebody else holds a Lease, or the server cannot be asked (`error`). */
  | { phase: 'waiting'; lease: string; holder: string; error?: Error }
  /** The Leases are ours; the first lists are being read. */
  | { phase: 'syncing' }
  | { phase: 'running' }
  | { phase: 'stopping' };

/** Something that lives as long as the controllers run. */
export interface ManagedService {
  name: string;
  /** @param signal aborted when the controllers stop */
  start(signal: AbortSignal): Promise<void>;
  stop?(): Promise<void>;
}

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

/** What stop and start have in common of any controller. */
type AnyRunner = Pick<
  ControllerRunner<KubernetesObject>,
  'name' | 'start' | 'stop'
>;

/** Milliseconds that giving the Leases back may take. */
const releaseTimeout = 5_000;

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Several controllers on one cluster.
 *
 * @example
 * const manager = new Manager({ client, log, leases: { namespace: 'flux-system', names: ['source-controller-leader-election'] } });
 * manager.add({ name: 'gitrepository', type, reconciler });
 * manager.start();
 */
export class Manager {
  /** Watches that live as long as the controllers run: paused while a Lease is awaited. */
  readonly informers: SharedInformers;
  readonly metrics: Metrics;
  readonly #options: ManagerOptions;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #runners: AnyRunner[] = [];
  readonly #services: ManagedService[] = [];
  readonly #recorders = new Map<string, EventRecorder>();
  #status: ManagerStatus = { phase: 'stopped' };
  #stopping: AbortController | undefined;
  #running: Promise<void> | undefined;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log;
    this.metrics = options.metrics ?? new Metrics();
    this.informers = new SharedInformers({
      client: options.client,
      clock: this.#clock,
      paused: true,
      onError: error => this.#log.error('A watch handler failed', { error }),
    });
  }

  get status(): ManagerStatus {
    return this.#status;
  }

  /** Adds a controller; before start. */
  add<T extends KubernetesObject>(
    options: ControllerOptions<T>,
  ): Controller<T> {
    const runner = new ControllerRunner<T>(options, {
      informers: this.informers,
      log: this.#log,
      metrics: this.metrics,
      clock: this.#clock,
      random: this.#options.random ?? Math.random,
    });
    this.#runners.push(runner);
    return runner;
  }

  /** The recorder of events under a component's name (one per name); flushed on stop. */
  recorder(component: string): EventRecorder {
    const known = this.#recorders.get(component);
    if (known) {
      return known;
    }
    const recorder = new EventRecorder({
      client: this.#options.client,
      component,
      clock: this.#clock,
      onError: error =>
        this.#log.warn('An event could not be written', { error, component }),
    });
    this.#recorders.set(component, recorder);
    return recorder;
  }

  /** Adds something to start with the controllers (once the Leases are held) and to stop with them; before start. */
  addService(service: ManagedService): void {
    this.#services.push(service);
  }

  /** Returns at once; what happens is told to `onStatus`. A lost Lease stops the controllers and waits again. */
  start(): void {
    if (!this.#stopping) {
      const stopping = new AbortController();
      this.#stopping = stopping;
      this.#running = this.#run(stopping.signal);
    }
  }

  /** Ends watches and reconciles, flushes events, gives Leases back. It may be started again. */
  async stop(): Promise<void> {
    if (!this.#stopping) {
      return;
    }
    this.#setStatus({ phase: 'stopping' });
    this.#stopping.abort(new Error('the manager was stopped'));
    await this.#running;
    await this.informers.pause();
    this.#stopping = undefined;
    this.#setStatus({ phase: 'stopped' });
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { client, leases } = this.#options;
    const elector =
      leases &&
      new LeaderElector({
        client,
        clock: this.#clock,
        election: leases,
        onChange: (lease, held) => this.metrics.setLeader(lease, held),
      });
    while (!signal.aborted) {
      try {
        await elector?.acquire(signal, obstacle => this.#onWaiting(obstacle));
        await this.#runAsLeader(elector, signal);
      } catch (error) {
        if (!signal.aborted) {
          this.#log.error('The controllers failed to start', {
            error: asError(error),
          });
          await delay(this.#clock, 5_000, signal).catch(() => undefined);
        }
      } finally {
        await elector?.release(AbortSignal.timeout(releaseTimeout));
      }
    }
  }

  /** Runs until the signal aborts or a Lease is lost. */
  async #runAsLeader(
    elector: LeaderElector | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const leading = new AbortController();
    const end = () => leading.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    try {
      this.#setStatus({ phase: 'syncing' });
      const over = elector
        ? elector.keep(signal).then(
            lost => {
              this.#log.error('A Lease was lost; stopping the controllers', {
                ...lost,
              });
              leading.abort(new Error(`the Lease ${lost.lease} was lost`));
            },
            error => leading.abort(error),
          )
        : untilAborted(signal);
      this.informers.start();
      this.#startAll(leading.signal);
      await over;
    } finally {
      signal.removeEventListener('abort', end);
      leading.abort(signal.reason);
      await this.#stopAll(asError(leading.signal.reason));
    }
  }

  /** One that cannot start (its kind is not served yet) holds up no other. */
  #startAll(signal: AbortSignal): void {
    const report = (name: string) => (error: unknown) => {
      if (!signal.aborted) {
        this.#log.error('Could not start', { name, error: asError(error) });
      }
    };
    for (const service of this.#services) {
      service.start(signal).catch(report(service.name));
    }
    const started = this.#runners.map(runner =>
      runner.start(signal).catch(report(runner.name)),
    );
    Promise.all(started).then(() => {
      if (!signal.aborted) {
        this.#setStatus({ phase: 'running' });
      }
    }, report('manager'));
  }

  async #stopAll(reason: Error): Promise<void> {
    const ended = Promise.all(this.#runners.map(runner => runner.stop(reason)));
    const timeout = this.#options.shutdownTimeout ?? 30_000;
    const patience = new AbortController();
    const gaveUp = delay(this.#clock, timeout, patience.signal).then(
      () => this.#log.warn('Reconciles did not end in time', { timeout }),
      () => undefined,
    );
    await Promise.race([ended, gaveUp]);
    patience.abort();
    await this.informers.pause();
    await Promise.allSettled(this.#services.map(service => service.stop?.()));
    const recorders = [...this.#recorders.values()];
    await Promise.allSettled(
      recorders.map(recorder =>
        recorder.flush({ signal: AbortSignal.timeout(releaseTimeout) }),
      ),
    );
  }

  #onWaiting(obstacle: LeaseObstacle): void {
    const known = this.#status;
    const isNews =
      known.phase !== 'waiting' ||
      known.lease !== obstacle.lease ||
      known.holder !== obstacle.holder ||
      known.error?.message !== obstacle.error?.message;
    if (!isNews || known.phase === 'stopping') {
      return;
    }
    const { lease, holder, error } = obstacle;
    const obstruction = error
      ? 'cannot be read'
      : `is held by ${holder || 'nobody yet, but others try too'}`;
    this.#log.info(`Waiting: the Lease ${lease} ${obstruction}`, {
      lease,
      holder,
      ...(error && { error }),
    });
    this.#setStatus({ phase: 'waiting', ...obstacle });
  }

  #setStatus(status: ManagerStatus): void {
    this.#status = status;
    this.#options.onStatus?.(status);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
