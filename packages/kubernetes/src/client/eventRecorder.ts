import type { KubernetesObject } from '../objects';
import type { KubernetesClient } from './client';
import type { Clock } from './clock';

/** What is said about an object. */
export interface RecordedEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  /** Cut to 1024 characters, as Kubernetes asks. */
  message: string;
  annotations?: Record<string, string>;
}

export interface EventRecorderOptions {
  client: KubernetesClient;
  /** `source.component` and `reportingComponent`, for example `kustomize-controller`. */
  component: string;
  /** `source.host` and `reportingInstance`. Default none. */
  instance?: string;
  clock?: Clock;
  /** Events waiting to be written; more are dropped. Default 1000. */
  queueLimit?: number;
  /** Told of events that could not be written. */
  onError?: (error: Error) => void;
}

/** Writes core/v1 Events as client-go's recorder does: one object per (object, type, reason, message), whose `count` grows on repeats. */
export declare class EventRecorder {
  constructor(options: EventRecorderOptions);
  /** Queues an event and returns at once. Events of one object are written in order. */
  event(object: KubernetesObject, event: RecordedEvent): void;
  /** Resolves when everything queued so far was written or given up. */
  flush(options?: { signal?: AbortSignal }): Promise<void>;
  /** Flushes for up to `deadline` milliseconds (default 5 000) and takes no more. */
  stop(options?: { deadline?: number }): Promise<void>;
}
