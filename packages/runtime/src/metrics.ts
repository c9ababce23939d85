import type { RequestEvent } from '@sluice/kubernetes/client';
import {
  MetricsRegistry,
  type Counter,
  type Gauge,
  type Histogram,
} from './metricsRegistry';
import { exponentialBuckets } from './exponentialBuckets';
import { collectProcessMetrics } from './processMetrics';
import { QueueMetrics } from './queueMetrics';
import type { WorkQueueObserver } from './workQueue';

/** Names an object in metrics. */
export interface MeasuredObject {
  kind: string;
  namespace: string;
  name: string;
}

/** controller-runtime's buckets of a reconcile, in seconds. */
const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
  0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9,
  10, 15, 20, 25, 30, 40, 50, 60,
];
/** How a reconcile ended, in controller-runtime's words. */
export type ReconcileOutcome =
  | 'success'
  | 'requeue'
  | 'requeue_after'
  | 'error';

/** The metrics of controllers under the names that Flux and controller-runtime use. */
export class Metrics {
  readonly registry: MetricsRegistry;
  /** `rest_client_requests_total`; fits {@link ClientOptions.onRequest}. */
  readonly onRequest: (event: RequestEvent) => void;
  readonly #duration: Histogram;
  readonly #reconciles: Counter;
  readonly #errors: Counter;
  readonly #panics: Counter;
  readonly #time: Histogram;
  readonly #active: Gauge;
  readonly #concurrency: Gauge;
  readonly #leader: Gauge;
  readonly #queue: QueueMetrics;

  constructor(registry: MetricsRegistry = new MetricsRegistry()) {
    this.registry = registry;
    const requests = registry.counter(
      'rest_client_requests_total',
      'Number of HTTP requests, partitioned by status code, method, and host.',
    );
    this.onRequest = ({ code, method, host }) =>
      requests.inc({ code, method, host });
    this.#duration = registry.histogram(
      'gotk_reconcile_duration_seconds',
      'The duration in seconds of a GitOps Toolkit resource reconciliation.',
      exponentialBuckets(0.01, 1800, 10),
    );
    this.#reconciles = registry.counter(
      'controller_runtime_reconcile_total',
      'Total number of reconciliations per controller',
    );
    this.#errors = registry.counter(
      'controller_runtime_reconcile_errors_total',
      'Total number of reconciliation errors per controller',
    );
    this.#panics = registry.counter(
      'controller_runtime_reconcile_panics_total',
      'Total number of reconciliation panics per controller',
    );
    this.#time = registry.histogram(
      'controller_runtime_reconcile_time_seconds',
      'Length of time per reconciliation per controller',
      reconcileBuckets,
    );
    this.#active = registry.gauge(
      'controller_runtime_active_workers',
      'Number of currently used workers per controller',
    );
    this.#concurrency = registry.gauge(
      'controller_runtime_max_concurrent_reconciles',
      'Maximum number of concurrent reconciles per controller',
    );
    this.#leader = registry.gauge(
      'leader_election_master_status',
      'Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master.',
    );
    this.#queue = new QueueMetrics(registry);
    collectProcessMetrics(registry);
  }

  /** `gotk_reconcile_duration_seconds`, in seconds. */
  observeReconcile(object: MeasuredObject, seconds: number): void {
    const { kind, namespace, name } = object;
    this.#duration.observe(seconds, { kind, namespace, name });
  }

  /** Drops an object's series, when it is deleted. */
  forgetObject(object: MeasuredObject): void {
    const { kind, namespace, name } = object;
    this.#duration.remove({ kind, namespace, name });
  }

  /** Makes a controller's series exist before its first run. */
  registerController(controller: string, concurrency: number): void {
    this.#concurrency.set(concurrency, { controller });
    this.#active.set(0, { controller });
    this.#errors.inc({ controller }, 0);
    for (const result of ['success', 'requeue', 'requeue_after', 'error']) {
      this.#reconciles.inc({ controller, result }, 0);
    }
  }

  reconcileStarted(controller: string): void {
    this.#active.inc({ controller });
  }

  /** @param seconds length of the run */
  reconcileEnded(
    controller: string,
    result: ReconcileOutcome,
    seconds: number,
    panicked: boolean = false,
  ): void {
    this.#active.inc({ controller }, -1);
    this.#reconciles.inc({ controller, result });
    this.#time.observe(seconds, { controller });
    if (result === 'error') {
      this.#errors.inc({ controller });
    }
    if (panicked) {
      this.#panics.inc({ controller });
    }
  }

  setLeader(lease: string, held: boolean): void {
    this.#leader.set(held ? 1 : 0, { name: lease });
  }

  /** What a work queue is to tell; `depth` is asked for at each exposition. */
  queueObserver(name: string, depth: () => number): WorkQueueObserver {
    return this.#queue.observer(name, depth);
  }
}
