import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  listObjects,
  parseRevision,
  selectorPredicate,
  type ListQuery,
} from '../registry/listObjects';
import type { RegisteredResource } from '../registry/registeredResource';
import type { Registry } from '../registry/registry';
import type { Accepted } from './accept';
import { ApiFailure, expired, invalid } from './apiFailure';
import { jsonType } from './respond';
import { parseIncludeObject } from './tableFormat';
import { EventWriter } from './watchEvents';
import { WatchSelection } from './watchSelection';
import { isTrue } from './requestInfo';

const bookmarkInterval = 60_000;
/** Seconds. */
const lastBookmarkBefore = 2;
const shortestTimeout = 1800;

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
  const writer = new EventWriter(response, {
    resource,
    accepted: options.accepted,
    includeObject: parseIncludeObject(parameters.get('includeObject')),
    now: registry.now,
  });
  const stream = new WatchSelection(
    writer,
    predicate,
    resource,
    query.namespace,
  );
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
  const seconds = timeoutOf(parameters);
  const stopBookmarks = isTrue(parameters.get('allowWatchBookmarks'))
    ? sendBookmarks(seconds, () =>
        writer.bookmark(Math.max(since, store.durableRevision), false),
      )
    : undefined;
  const finish = () => response.end();
  const timer = setTimeout(finish, seconds * 1000);
  open.add(finish);
  response.on('close', () => {
    stopWatching();
    stopBookmarks?.();
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

/** Every minute, and shortly before the end, so that the next watch starts where this one stopped. */
function sendBookmarks(seconds: number, send: () => void): () => void {
  const every = setInterval(send, bookmarkInterval);
  const last = setTimeout(
    send,
    Math.max(seconds - lastBookmarkBefore, 0) * 1000,
  );
  return () => {
    clearInterval(every);
    clearTimeout(last);
  };
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
