import type { KubernetesObject } from '@sluice/kubernetes';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  listObjects,
  parseRevision,
  selectorPredicate,
  type ListQuery,
  type ObjectPredicate,
} from '../registry/listObjects';
import type { RegisteredResource } from '../registry/registeredResource';
import type { Registry } from '../registry/registry';
import type { TableEvent } from '../store/resourceTable';
import type { ObjectView } from '../store/storedObject';
import type { Accepted } from './accept';
import { ApiFailure, expired, invalid } from './apiFailure';
import { jsonType } from './respond';
import {
  parseIncludeObject,
  partialMetadata,
  tableOf,
  type IncludeObject,
} from './tableFormat';
import { isTrue } from './requestInfo';

const bookmarkInterval = 60_000;
/** What a slow client may leave unread before its watch is closed. */
const unreadLimit = 32 * 1024 * 1024;
const shortestTimeout = 1800;

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface WatchOptions {
  registry: Registry;
  resource: RegisteredResource;
  query: ListQuery;
  parameters: URLSearchParams;
  accepted: Accepted;
}

/** Ends all watches when the server stops. */
export type OpenWatches = Set<() => void>;

/** Streams the changes of a resource until the client, the timeout or the server ends it. Throws ApiFailure before it starts. */
export function serveWatch(
  request: IncomingMessage,
  response: ServerResponse,
  options: WatchOptions,
  open: OpenWatches,
): void {
  const { registry, resource, query, parameters } = options;
  const predicate = selectorPredicate(query, resource);
  const initial = wantsInitialEvents(query, parameters);
  const asked = watchRevision(query.resourceVersion);
  const writer = new EventWriter(response, options);
  const stream = new WatchStream(writer, predicate, resource, query.namespace);
  request.socket.setNoDelay(true);
  response.writeHead(200, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': jsonType,
  });
  response.flushHeaders();

  const { store } = registry;
  const table = store.table(resource.table);
  let since = asked;
  if (initial !== 'none') {
    const { views, revision } = listObjects(registry, resource, {
      ...query,
      resourceVersion: '',
      resourceVersionMatch: '',
      limit: 0,
      continueToken: '',
    });
    for (const view of views) {
      writer.object('ADDED', view);
    }
    since = revision;
    if (initial === 'marked') {
      writer.bookmark(revision, true);
    }
  }
  const missed = table.eventsSince(since);
  if (!missed) {
    writer.failure(
      expired(`too old resource version: ${asked} (${store.revision})`),
    );
    response.end();
    return;
  }
  for (const event of missed) {
    if (event.revision <= store.durableRevision) {
      stream.deliver(event);
    }
  }
  const stopWatching = store.watch(resource.table, change => {
    if (change.revision > since) {
      stream.deliver(change);
    }
  });
  const bookmarks = isTrue(parameters.get('allowWatchBookmarks'))
    ? setInterval(
        () => writer.bookmark(Math.max(since, store.durableRevision), false),
        bookmarkInterval,
      )
    : undefined;
  const finish = () => response.end();
  const timer = setTimeout(finish, timeoutOf(parameters) * 1000);
  open.add(finish);
  response.on('close', () => {
    stopWatching();
    clearInterval(bookmarks);
    clearTimeout(timer);
    open.delete(finish);
  });
}

/** A watch answers an unreadable revision in other words than a list. */
function watchRevision(text: string): number {
  try {
    return parseRevision(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    throw new ApiFailure(
      500,
      '',
      message.replace('invalid resource version: ', ''),
    );
  }
}

function timeoutOf(parameters: URLSearchParams): number {
  const stated = Number(parameters.get('timeoutSeconds') ?? 0);
  return Number.isFinite(stated) && stated > 0
    ? Math.min(stated, 24 * 3600)
    : shortestTimeout * (1 + Math.random());
}

/** `marked`: the client wants to know where the initial events end. */
function wantsInitialEvents(
  query: ListQuery,
  parameters: URLSearchParams,
): 'none' | 'plain' | 'marked' {
  const stated = parameters.get('sendInitialEvents');
  if (stated === null || stated === '') {
    if (query.resourceVersionMatch) {
      throw forbiddenOption(
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      );
    }
    return query.resourceVersion === '' || query.resourceVersion === '0'
      ? 'plain'
      : 'none';
  }
  if (query.resourceVersionMatch !== 'NotOlderThan') {
    throw forbiddenOption(
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (!isTrue(stated)) {
    return 'none';
  }
  return isTrue(parameters.get('allowWatchBookmarks')) ? 'marked' : 'plain';
}

function forbiddenOption(message: string): ApiFailure {
  return invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
    {
      type: 'FieldValueForbidden',
      field: 'resourceVersionMatch',
      message: `Forbidden: ${message}`,
    },
  ]);
}

/** Turns changes into what a watch with selectors sees. */
class WatchStream {
  readonly #writer: EventWriter;
  readonly #predicate: ObjectPredicate | undefined;
  readonly #resource: RegisteredResource;
  readonly #prefix: string;

  constructor(
    writer: EventWriter,
    predicate: ObjectPredicate | undefined,
    resource: RegisteredResource,
    namespace: string,
  ) {
    this.#writer = writer;
    this.#predicate = predicate;
    this.#resource = resource;
    this.#prefix = resource.prefix(namespace);
  }

  deliver(event: TableEvent): void {
    const { current, previous } = event;
    if (!current.key.startsWith(this.#prefix)) {
      return;
    }
    const { definition } = this.#resource;
    const view = current.view(definition);
    const type = this.#predicate
      ? transition(
          event.type,
          previous !== undefined &&
            this.#predicate(previous.view(definition).object),
          this.#predicate(view.object),
        )
      : event.type;
    if (type) {
      this.#writer.object(type, view, previous?.view(definition), event);
    }
  }
}

/** An object that stops being selected is deleted for this watch, one that starts is added. */
function transition(
  type: EventType,
  before: boolean,
  after: boolean,
): EventType | undefined {
  if (type === 'DELETED') {
    return before ? 'DELETED' : undefined;
  }
  if (after) {
    return before ? 'MODIFIED' : 'ADDED';
  }
  return before ? 'DELETED' : undefined;
}

class EventWriter {
  readonly #response: ServerResponse;
  readonly #resource: RegisteredResource;
  readonly #accepted: Accepted;
  readonly #include: IncludeObject;
  readonly #now: () => number;
  #rows = 0;

  constructor(response: ServerResponse, options: WatchOptions) {
    this.#response = response;
    this.#resource = options.resource;
    this.#accepted = options.accepted;
    this.#now = options.registry.now;
    this.#include = parseIncludeObject(options.parameters.get('includeObject'));
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
