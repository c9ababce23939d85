import type { KubernetesObject } from '@sluice/kubernetes';
import type { ServerResponse } from 'node:http';
import type { RegisteredResource } from '../registry/registeredResource';
import type { TableEvent } from '../store/resourceTable';
import type { ObjectView } from '../store/storedObject';
import type { Accepted } from './accept';
import type { ApiFailure } from './apiFailure';
import { partialMetadata, tableOf, type IncludeObject } from './tableFormat';

/** What a slow client may leave unread before its watch is closed. */
const unreadLimit = 32 * 1024 * 1024;

export type EventType = TableEvent['type'];

export interface EventWriterOptions {
  resource: RegisteredResource;
  accepted: Accepted;
  includeObject: IncludeObject;
  now(): number;
}

/** Writes the events of one watch, in the form that its client wants. */
export class EventWriter {
  readonly #response: ServerResponse;
  readonly #resource: RegisteredResource;
  readonly #accepted: Accepted;
  readonly #include: IncludeObject;
  readonly #now: () => number;
  #rows = 0;

  constructor(response: ServerResponse, options: EventWriterOptions) {
    this.#response = response;
    this.#resource = options.resource;
    this.#accepted = options.accepted;
    this.#now = options.now;
    this.#include = options.includeObject;
  }

  object(
    type: EventType,
    view: ObjectView,
    previous?: ObjectView,
    event?: TableEvent,
  ): void {
    if (this.#accepted.as === 'object') {
      this.#write(
        `{"type":"${type}","object":${this.#json(
          type,
          view,
          previous,
          event,
        )}}\n`,
      );
      return;
    }
    const object = this.#converted(view.object);
    this.#write(`${JSON.stringify({ type, object })}\n`);
  }

  /** Only the selection ended: the object is shown as it was, with the revision of the change. */
  #json(
    type: EventType,
    view: ObjectView,
    previous: ObjectView | undefined,
    event: TableEvent | undefined,
  ): string {
    if (type === 'DELETED' && event && event.type !== 'DELETED' && previous) {
      const { object } = previous;
      return JSON.stringify({
        ...object,
        metadata: {
          ...object.metadata,
          resourceVersion: String(event.revision),
        },
      });
    }
    return view.json;
  }

  bookmark(revision: number, initialEventsEnd: boolean): void {
    const { kind, apiVersion } = this.#resource;
    const metadata = {
      resourceVersion: String(revision),
      ...(initialEventsEnd
        ? { annotations: { 'k8s.io/initial-events-end': 'true' } }
        : {}),
    };
    const object =
      this.#accepted.as === 'object'
        ? { kind, apiVersion, metadata }
        : this.#converted({ kind, apiVersion, metadata });
    this.#write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  failure(failure: ApiFailure): void {
    this.#write(
      `${JSON.stringify({ type: 'ERROR', object: failure.toStatus() })}\n`,
    );
  }

  #converted(object: KubernetesObject): object {
    const { version } = this.#accepted;
    if (this.#accepted.as === 'PartialObjectMetadata') {
      return partialMetadata(object, version);
    }
    this.#rows++;
    return tableOf(this.#resource.definition, [object], {
      now: this.#now(),
      version,
      includeObject: this.#include,
      metadata: { resourceVersion: object.metadata.resourceVersion },
      withColumns: this.#rows === 1,
    });
  }

  #write(line: string): void {
    if (this.#response.destroyed || this.#response.writableEnded) {
      return;
    }
    if (this.#response.writableLength > unreadLimit) {
      this.#response.destroy();
      return;
    }
    this.#response.write(line);
  }
}
