import type { KubernetesObject } from '../objects';
import type { KubernetesClient } from './client';
import { delay, systemClock, type Clock } from './clock';
import { isNotFound, isTransient } from './errors';
import { EventCorrelator } from './eventCorrelator';
import { rfc3339 } from './time';
import { orAborted } from './waitUntil';

/** What is said about an object. */
export interface RecordedEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  /** Cut to 39 000 characters, as Flux does. */
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
  /** Events waiting to be written; more are dropped. Default 4096. */
  queueLimit?: number;
  /** Told of events that could not be written, or were dropped. */
  onError?: (error: Error) => void;
}

interface InvolvedObject {
  kind: string;
  namespace?: string;
  name?: string;
  uid?: string;
  apiVersion: string;
  resourceVersion?: string;
}

interface Task {
  object: InvolvedObject;
  /** What tells the object from others. */
  identity: string;
  event: RecordedEvent;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Events of different objects that are written at once. */
const writersLimit = 8;

const eventType = { apiVersion: 'v1', kind: 'Event' };
const longestMessage = 39_000;
/** Tries of one event while the server cannot be reached, and milliseconds between them. */
const tries = 5;
const retryDelay = 1_000;

/** Writes core/v1 Events as client-go's recorder does: one object per (object, type, reason, message), whose `count` grows on repeats. */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #correlator = new EventCorrelator();
  readonly #queue: Task[] = [];
  readonly #writers = new Set<Promise<void>>();
  /** Identities of objects of which an event is being written. */
  readonly #busy = new Set<string>();
  readonly #giveUp = new AbortController();
  #stopped = false;
  #lastNanoseconds = 0n;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Queues an event and returns at once. Those of one object are written in order. */
  event(object: KubernetesObject, event: RecordedEvent): void {
    if (this.#stopped) {
      return;
    }
    if (this.#queue.length >= (this.#options.queueLimit ?? 4096)) {
      this.#options.onError?.(new Error('too many events wait to be written'));
      return;
    }
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const { apiVersion, kind } = object;
    this.#queue.push({
      object: { kind, namespace, name, uid, apiVersion, resourceVersion },
      identity: JSON.stringify([kind, namespace, name, uid, apiVersion]),
      event: { ...event, message: event.message.slice(0, longestMessage) },
      at: this.#clock.now(),
    });
    if (this.#writers.size < writersLimit) {
      const writer = this.#work();
      this.#writers.add(writer);
      // A writer reports what fails and never rejects.
      writer.finally(() => this.#writers.delete(writer));
    }
  }

  /** Resolves when everything queued so far was written or given up. */
  async flush(options: { signal?: AbortSignal } = {}): Promise<void> {
    await orAborted(Promise.all(this.#writers), options.signal);
  }

  /** Flushes for up to `deadline` milliseconds (default 5 000) and takes no more. */
  async stop(options: { deadline?: number } = {}): Promise<void> {
    this.#stopped = true;
    const cancel = this.#clock.after(options.deadline ?? 5_000, () => {
      this.#queue.length = 0;
      this.#giveUp.abort(new Error('the recorder was stopped'));
    });
    await this.flush();
    cancel();
  }

  async #work(): Promise<void> {
    for (let task = this.#take(); task; task = this.#take()) {
      this.#busy.add(task.identity);
      try {
        await this.#record(task);
      } catch (error) {
        this.#options.onError?.(
          error instanceof Error ? error : new Error(String(error)),
        );
      } finally {
        this.#busy.delete(task.identity);
      }
    }
  }

  /** The first event of an object that no writer is busy with; who is busy with it takes the others. */
  #take(): Task | undefined {
    const index = this.#queue.findIndex(
      ({ identity }) => !this.#busy.has(identity),
    );
    return index < 0 ? undefined : this.#queue.splice(index, 1)[0];
  }

  async #record(task: Task): Promise<void> {
    const { type, reason, message } = task.event;
    const { kind, namespace, name } = task.object;
    if (!this.#correlator.admit(task.identity, task.at)) {
      this.#options.onError?.(
        new Error(`too many events of ${kind} ${namespace}/${name}`),
      );
      return;
    }
    const key = JSON.stringify([task.identity, type, reason, message]);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#write(key, task);
        return;
      } catch (error) {
        if (attempt >= tries || !isTransient(error)) {
          throw error;
        }
        await delay(this.#clock, retryDelay, this.#giveUp.signal);
      }
    }
  }

  async #write(key: string, task: Task): Promise<void> {
    const namespace = task.object.namespace ?? 'default';
    const signal = this.#giveUp.signal;
    const known = this.#correlator.repeated(key);
    if (known) {
      const count = known.count + 1;
      try {
        await this.#options.client.patch(
          { ...eventType, namespace, name: known.name },
          'strategic',
          {
            count,
            lastTimestamp: rfc3339(task.at),
            message: task.event.message,
            // Unlike client-go's, which stay those of the first: they tell of this occurrence, for example its revision.
            ...(task.event.annotations && {
              metadata: { annotations: task.event.annotations },
            }),
          },
          { signal },
        );
        this.#correlator.remember(key, { ...known, count });
        return;
      } catch (error) {
        if (!isNotFound(error)) {
          throw error;
        }
        // Events expire after an hour: begin a new one.
        this.#correlator.forget(key);
      }
    }
    const event = this.#eventOf(task, namespace);
    await this.#options.client.create(event, { signal });
    this.#correlator.remember(key, {
      name: event.metadata.name,
      count: 1,
      firstTimestamp: event.firstTimestamp,
    });
  }

  #eventOf(task: Task, namespace: string) {
    const { component, instance = '' } = this.#options;
    const { annotations, type, reason, message } = task.event;
    const now = rfc3339(task.at);
    return {
      ...eventType,
      metadata: {
        name: eventName(task.object.name ?? '', this.#nanoseconds(task.at)),
        namespace,
        ...(annotations && { annotations }),
      },
      involvedObject: task.object,
      reason,
      message,
      source: { component, ...(instance && { host: instance }) },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: component,
      reportingInstance: instance,
    };
  }

  /** The time as client-go names events: nanoseconds in hexadecimal, here never twice the same. */
  #nanoseconds(milliseconds: number): string {
    const now = BigInt(Math.trunc(milliseconds)) * 1_000_000n;
    this.#lastNanoseconds =
      now > this.#lastNanoseconds ? now : this.#lastNanoseconds + 1n;
    return this.#lastNanoseconds.toString(16);
  }
}

/** `<object>.<hex>`, cut to what a name may have. */
function eventName(object: string, suffix: string): string {
  return `${object.slice(0, 252 - suffix.length)}.${suffix}`;
}
