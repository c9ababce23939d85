import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '../objects';
import type { KubernetesClient } from './client';
import type { Clock } from './clock';

export interface InformerOptions<T extends KubernetesObject> {
  client: KubernetesClient;
  type: ObjectType;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Hold PartialObjectMetadata only. */
  metadataOnly?: boolean;
  /** Objects in one page of the list. Default 500. */
  pageSize?: number;
  /** What is kept of an object, for example without managedFields. */
  transform?: (object: T) => T;
  /** Name → the values under which an object is found by {@link Informer.byIndex}. */
  indexers?: Record<string, (object: T) => readonly string[]>;
  clock?: Clock;
  /** Between 0 and 1, for the backoff's jitter. Default Math.random. */
  random?: () => number;
}

/** Called synchronously, in the order of the events. A handler that throws does not disturb the others. */
export interface InformerHandler<T extends KubernetesObject> {
  /** `initial`: it is part of the first list (or existed before the handler was added). */
  added?(object: T, initial: boolean): void;
  updated?(before: T, after: T): void;
  /** The last known state. `missed`: it went away during a gap of the watch and was missing in the next list. */
  deleted?(object: T, missed: boolean): void;
}

export type InformerState =
  | { phase: 'stopped' }
  /** The first list, or a new one after a gap. */
  | { phase: 'listing' }
  /** `unbrokenSince`: no event can have been missed since then (milliseconds since the epoch). */
  | { phase: 'watching'; unbrokenSince: number }
  /** No answer, or a failure that is retried; `nextTry` in milliseconds since the epoch. */
  | { phase: 'disconnected'; error: Error; nextTry: number }
  /** The server refuses (403, 401) or does not serve the type. Tried again with a backoff of up to five minutes. */
  | { phase: 'blocked'; error: Error; nextTry: number };

/**
 * The objects of one type, kept up to date by a list and a watch.
 *
 * @example
 * const informer = new Informer({ client, type: { apiVersion: 'v1', kind: 'ConfigMap' } });
 * informer.addHandler({ updated: (before, after) => … });
 * informer.start();
 * await informer.waitForSync({ signal });
 */
export declare class Informer<T extends KubernetesObject = UnstructuredObject> {
  readonly type: ObjectType;
  constructor(options: InformerOptions<T>);
  start(): void;
  /** Ends the watch; the store stays readable. */
  stop(): Promise<void>;

  /** Adds a handler, which first hears `added` for everything already known. The result removes it. */
  addHandler(handler: InformerHandler<T>): () => void;

  /** True once the first list is in the store. */
  readonly hasSynced: boolean;
  /** Resolves with the first list. Rejects when the signal aborts; not on failures, which are retried. */
  waitForSync(options?: { signal?: AbortSignal }): Promise<void>;

  readonly state: InformerState;
  /** Hears every change of {@link state}. The result removes the listener. */
  onState(listener: (state: InformerState) => void): () => void;

  /** Resource version of the newest event, bookmark or list; empty before the first. */
  readonly resourceVersion: string;
  /** Resolves when the store is at least as new as a version that we wrote. Rejects with TimeoutError after `timeout` milliseconds. */
  waitFor(
    resourceVersion: string,
    options?: { signal?: AbortSignal; timeout?: number },
  ): Promise<void>;

  /** The stored object itself: not to be changed. */
  get(key: { namespace?: string; name: string }): T | undefined;
  list(): T[];
  byIndex(index: string, value: string): T[];
  /** Adds an index after the fact; existing objects are indexed at once. A name that exists is replaced. */
  addIndex(name: string, indexer: (object: T) => readonly string[]): void;
}
