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
    const deselected =
      type === 'DELETED' && event?.type !== 'DELETED' ? previous : undefined;
    if (this.#accepted.as === 'object' && !deselected) {
      this.#write(`{"type":"${type}","object":${view.json}}\n`);
      return;
    }
    const shown =
      deselected && event
        ? atRevision(deselected.object, event.revision)
        : view.object;
    const object =
      this.#accepted.as === 'object' ? shown : this.#converted(shown);
    this.#write(`${JSON.stringify({ type, object })}\n`);
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

/** What is no longer selected is shown as it was, with the revision of the change. */
function atRevision(
  object: KubernetesObject,
  revision: number,
): KubernetesObject {
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  return { ...object, metadata };
}
