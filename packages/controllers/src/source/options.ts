/** How sources are reconciled; the names are those of source-controller's flags. */
export interface SourceOptions {
  /** Objects at once. */
  concurrent: number;
  /** Percent by which the interval is spread. */
  intervalJitterPercentage: number;
  /** Milliseconds. */
  minRetryDelay: number;
  maxRetryDelay: number;
  /** Only these objects (sharding). */
  watchLabelSelector?: string;
  watchNamespace?: string;
  /** Milliseconds before progress is written: what is faster than that is not worth two writes. */
  progressDelay: number;
}

export const defaultSourceOptions: SourceOptions = {
  concurrent: 4,
  intervalJitterPercentage: 5,
  minRetryDelay: 750,
  maxRetryDelay: 900_000,
  progressDelay: 500,
};

/** Name of the controller in events. */
export const controllerName = 'source-controller';
/** Field manager of status and finalizers, Flux's. */
export const statusManager = 'gotk-source-controller';
