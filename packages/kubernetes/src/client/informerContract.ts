import type { KubernetesObject, ObjectType } from '../objects';
import type { KubernetesClient } from './client';
import type { Clock } from './clock';
import type { Indexer } from './objectStore';

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
  indexers?: Record<string, Indexer<T>>;
  clock?: Clock;
  /** Between 0 and 1, for the backoff's jitter. Default Math.random. */
  random?: () => number;
  /** Told of handlers that throw. Default: a process warning. */
  onError?: (error: Error) => void;
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
  /** `unbrokenSince`: no event can have been missed or late since then (milliseconds since the epoch). */
  | { phase: 'watching'; unbrokenSince: number }
  /** No answer, or a failure that is retried; `nextTry` in milliseconds since the epoch. */
  | { phase: 'disconnected'; error: Error; nextTry: number }
  /** The server refuses (403, 401) or does not serve the type. Tried again with a backoff of up to five minutes, or one. */
  | { phase: 'blocked'; error: Error; nextTry: number };
