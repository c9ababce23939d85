import { exponentialBuckets } from './exponentialBuckets';
import type { Counter, Histogram, MetricsRegistry } from './metricsRegistry';
import type { WorkQueueObserver } from './workQueue';

/** client-go's buckets of a work queue, in seconds. */
const queueBuckets = exponentialBuckets(1e-8, 1000, 12);

/** The `workqueue_*` metrics of client-go, for all queues of a process. */
export class QueueMetrics {
  readonly #adds: Counter;
  readonly #retries: Counter;
  readonly #waited: Histogram;
  readonly #worked: Histogram;
  readonly #queues = new Map<
    string,
    { depth: () => number; running: Map<string, number> }
  >();

  constructor(registry: MetricsRegistry) {
    const depth = registry.gauge(
      'workqueue_depth',
      'Current depth of workqueue by workqueue and priority',
    );
    this.#adds = registry.counter(
      'workqueue_adds_total',
      'Total number of adds handled by workqueue',
    );
    this.#retries = registry.counter(
      'workqueue_retries_total',
      'Total number of retries handled by workqueue',
    );
    this.#waited = registry.histogram(
      'workqueue_queue_duration_seconds',
      'How long in seconds an item stays in workqueue before being requested',
      queueBuckets,
    );
    this.#worked = registry.histogram(
      'workqueue_work_duration_seconds',
      'How long in seconds processing an item from workqueue takes.',
      queueBuckets,
    );
    const unfinished = registry.gauge(
      'workqueue_unfinished_work_seconds',
      "How many seconds of work has been done that is in progress and hasn't been observed by work_duration.",
    );
    const longest = registry.gauge(
      'workqueue_longest_running_processor_seconds',
      'How many seconds has the longest running processor for workqueue been running.',
    );
    registry.onCollect(() => {
      const now = performance.now();
      for (const [name, queue] of this.#queues) {
        const ages = [...queue.running.values()].map(at => (now - at) / 1000);
        const labels = { name, controller: name };
        depth.set(queue.depth(), labels);
        unfinished.set(
          ages.reduce((sum, age) => sum + age, 0),
          labels,
        );
        longest.set(Math.max(0, ...ages), labels);
      }
    });
  }

  observer(name: string, depth: () => number): WorkQueueObserver {
    const labels = { name, controller: name };
    const running = new Map<string, number>();
    this.#queues.set(name, { depth, running });
    this.#adds.inc(labels, 0);
    this.#retries.inc(labels, 0);
    return {
      added: () => this.#adds.inc(labels),
      retried: () => this.#retries.inc(labels),
      started: (key, waited) => {
        running.set(key, performance.now());
        this.#waited.observe(waited / 1000, labels);
      },
      finished: (key, worked) => {
        running.delete(key);
        this.#worked.observe(worked / 1000, labels);
      },
    };
  }
}
