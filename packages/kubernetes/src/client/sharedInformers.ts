import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '../objects';
import type { KubernetesClient } from './client';
import type { Clock } from './clock';
import type { Informer } from './informer';

/** What tells two shared watches of one type apart. */
export interface SharedInformerOptions {
  namespace?: string;
  labelSelector?: string;
  metadataOnly?: boolean;
}

/** A use of a shared informer. */
export interface SharedInformer<T extends KubernetesObject> {
  readonly informer: Informer<T>;
  /** Ends this use, and removes the handlers that were added through it; the last one stops the watch. */
  release(): void;
  /** Like {@link Informer.addHandler}, removed on release. */
  addHandler: Informer<T>['addHandler'];
}

/** One watch per type (and selector) of a cluster, started on first use and stopped when nobody uses it. */
export declare class SharedInformers {
  constructor(options: {
    client: KubernetesClient;
    clock?: Clock;
    /** Milliseconds that an unused watch is kept for the next user. Default 5 000. */
    linger?: number;
  });
  acquire<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options?: SharedInformerOptions,
  ): SharedInformer<T>;
  /** What is being watched now. */
  running(): Informer[];
  stop(): Promise<void>;
}
