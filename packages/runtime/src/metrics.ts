import type { RequestEvent } from '@sluice/kubernetes/client';

/** Label names and values of a sample. */
export type Labels = Record<string, string>;

export interface Counter {
  inc(labels?: Labels, by?: number): void;
  remove(labels: Labels): void;
}
export interface Gauge {
  set(value: number, labels?: Labels): void;
  inc(labels?: Labels, by?: number): void;
  remove(labels: Labels): void;
}
export interface Histogram {
  observe(value: number, labels?: Labels): void;
  remove(labels: Labels): void;
}

/** A registry of metrics, printed in Prometheus' text format. */
export declare class MetricsRegistry {
  counter(name: string, help: string): Counter;
  gauge(name: string, help: string): Gauge;
  /** `buckets`: upper bounds, rising, without +Inf. */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  /** Called before each exposition, to bring gauges up to date. */
  onCollect(collect: () => void): void;
  /** text/plain; version=0.0.4 */
  expose(): string;
}

/** The metrics of controllers under the names that Flux and controller-runtime use. */
export declare class Metrics {
  readonly registry: MetricsRegistry;
  constructor(registry?: MetricsRegistry);
  /** `rest_client_requests_total`; fits {@link ClientOptions.onRequest}. */
  readonly onRequest: (event: RequestEvent) => void;
  /** `gotk_reconcile_duration_seconds`, in seconds. */
  observeReconcile(
    object: { kind: string; namespace: string; name: string },
    seconds: number,
  ): void;
  /** Drops an object's series, when it is deleted. */
  forgetObject(object: { kind: string; namespace: string; name: string }): void;
}
