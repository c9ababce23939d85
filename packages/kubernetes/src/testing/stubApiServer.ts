import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { StubObjects, type StubObject } from './stubObjects';

/** A type that a stub serves. */
export interface StubResource {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  /** Default true. */
  namespaced?: boolean;
}

/** A request as a stub received it. */
export interface StubRequest {
  method: string;
  /** Path with its query. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What to answer instead of the stub's own answer. */
export interface StubAnswer {
  status: number;
  headers?: Record<string, string>;
  /** An object becomes JSON; `raw` is sent as it is. */
  body?: object;
  raw?: string;
  /** Close the connection without an answer. */
  hangUp?: boolean;
}

interface Watch {
  response: ServerResponse;
  matches(object: StubObject): boolean;
}

interface Target {
  resource: StubResource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

class StatusAnswer extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: object;

  constructor(code: number, reason: string, message: string, details = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/**
 * A very small API server for tests: CRUD, merge patches, lists in pages and watches over HTTP, with resource versions, generations,
 * finalizers and the status subresource. No validation, no authorization, no server-side apply (an apply is a merge).
 */
export class StubApiServer {
  /** Every request so far. */
  readonly requests: StubRequest[] = [];
  readonly objects = new StubObjects();
  /** Answers in place of the stub when it returns something. */
  intercept: (request: StubRequest) => StubAnswer | undefined = () => undefined;
  resources: StubResource[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Set<Watch>();

  constructor(resources: StubResource[]) {
    this.resources = resources;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(error =>
        this.#answerError(response, error),
      );
    });
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.objects.onEvent((type, object) => this.#broadcast(type, object));
  }

  /** Listens on a free port of the loopback, or on the one it had. */
  async start(port: number = 0): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends all watches as a server does that has had enough of them. */
  endWatches(): void {
    this.#watches.forEach(watch => watch.response.end());
    this.#watches.clear();
  }

  /** Writes something to all watches. */
  sendToWatches(event: object): void {
    const line = `${JSON.stringify(event)}\n`;
    this.#watches.forEach(watch => watch.response.write(line));
  }

  get watchCount(): number {
    return this.#watches.size;
  }

  /** Cuts all connections and stops listening; the objects stay. */
  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve =>
      this.#server.close(() => resolve()),
    );
    this.#sockets.forEach(socket => socket.destroy());
    this.#watches.clear();
    await closed;
  }

  async #handle(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) {
      chunks.push(chunk);
    }
    const url = new URL(message.url ?? '/', 'http://stub');
    const request: StubRequest = {
      method: message.method ?? 'GET',
      url: message.url ?? '/',
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.requests.push(request);
    const instead = this.intercept(request);
    if (instead?.hangUp) {
      message.socket.destroy();
    } else if (instead) {
      response.writeHead(instead.status, {
        'content-type': 'application/json',
        ...instead.headers,
      });
      response.end(instead.raw ?? JSON.stringify(instead.body ?? {}));
    } else {
      this.#answer(request, response);
    }
  }

  #answer(request: StubRequest, response: ServerResponse): void {
    if (request.path === '/api' || request.path === '/apis') {
      this.#json(response, 200, this.#discovery(request.path === '/api'));
      return;
    }
    const target = this.#target(request.path);
    if (request.method === 'GET' && target.name === undefined) {
      if (request.query.get('watch') === 'true') {
        this.#watch(request, response, target);
      } else {
        this.#json(response, 200, this.#list(request, target));
      }
      return;
    }
    this.#json(
      response,
      request.method === 'POST' ? 201 : 200,
      this.#one(request, target),
    );
  }

  #one(request: StubRequest, target: Target): object {
    const { resource, namespace, name = '', subresource } = target;
    const body: unknown = request.body ? JSON.parse(request.body) : {};
    const key = StubObjects.key(resource, namespace, name);
    switch (request.method) {
      case 'POST':
        return this.objects.create(resource, namespace, body) ?? conflict(name);
      case 'PUT':
        this.#require(key, target);
        return this.objects.put(key, body, subresource) ?? conflict(name);
      case 'PATCH': {
        const isApply = /apply-patch/.test(
          request.headers['content-type'] ?? '',
        );
        if (!this.objects.get(key) && isApply) {
          return (
            this.objects.create(resource, namespace, body) ?? conflict(name)
          );
        }
        this.#require(key, target);
        this.#require(key, target);
        return this.objects.merge(key, body, subresource) ?? conflict(name);
      }
      case 'DELETE':
        return this.objects.delete(this.#require(key, target));
      default:
        return this.#require(key, target);
    }
  }

  #require(key: string, { resource, name }: Target): StubObject {
    const object = this.objects.get(key);
    if (!object) {
      throw new StatusAnswer(
        404,
        'NotFound',
        `${resource.plural} "${name}" not found`,
        { name, group: resource.group, kind: resource.plural },
      );
    }
    return object;
  }

  #list(request: StubRequest, target: Target): object {
    const { resource, namespace } = target;
    const all = this.objects
      .list(resource, namespace)
      .filter(selectorOf(request.query.get('labelSelector')));
    const limit = Number(request.query.get('limit') ?? 0) || all.length;
    const start = Number(request.query.get('continue') ?? 0);
    const rest = all.length - start - limit;
    return {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(this.objects.version),
        ...(rest > 0 && {
          continue: String(start + limit),
          remainingItemCount: rest,
        }),
      },
      items: all.slice(start, start + limit),
    };
  }

  #watch(
    request: StubRequest,
    response: ServerResponse,
    { resource, namespace }: Target,
  ): void {
    const since = Number(request.query.get('resourceVersion') ?? 0);
    if (since < this.objects.oldest) {
      throw new StatusAnswer(
        410,
        'Expired',
        `too old resource version: ${since} (${this.objects.oldest})`,
      );
    }
    const selected = selectorOf(request.query.get('labelSelector'));
    const watch: Watch = {
      response,
      matches: object =>
        object.kind === resource.kind &&
        object.apiVersion === apiVersionOf(resource) &&
        (!namespace || object.metadata.namespace === namespace) &&
        selected(object),
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const { type, object } of this.objects.eventsSince(since)) {
      if (watch.matches(object)) {
        response.write(`${JSON.stringify({ type, object })}\n`);
      }
    }
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
  }

  #broadcast(type: string, object: StubObject): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    for (const watch of this.#watches) {
      if (watch.matches(object)) {
        watch.response.write(line);
      }
    }
  }

  #target(path: string): Target {
    const parts = path.split('/').slice(1).map(decodeURIComponent);
    const [group, version] =
      parts[0] === 'api' ? ['', parts[1]] : [parts[1], parts[2]];
    const rest = parts.slice(parts[0] === 'api' ? 2 : 3);
    const namespaced = rest[0] === 'namespaces' && rest.length > 2;
    const namespace = namespaced ? rest[1] : undefined;
    const [plural, name, subresource] = namespaced ? rest.slice(2) : rest;
    const resource = this.resources.find(
      candidate =>
        candidate.group === group &&
        candidate.version === version &&
        candidate.plural === plural,
    );
    if (!resource) {
      throw new StatusAnswer(
        404,
        'NotFound',
        'the server could not find the requested resource',
      );
    }
    return { resource, namespace, name, subresource };
  }

  #discovery(core: boolean): object {
    const served = this.resources.filter(
      ({ group }) => (group === '') === core,
    );
    return {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      items: served.map(({ group, version, kind, plural, namespaced }) => ({
        metadata: { name: group },
        versions: [
          {
            version,
            resources: [
              {
                resource: plural,
                responseKind: { group, version, kind },
                scope: namespaced === false ? 'Cluster' : 'Namespaced',
                verbs: ['get', 'list', 'watch'],
              },
            ],
          },
        ],
      })),
    };
  }

  #json(response: ServerResponse, code: number, body: object): void {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  #answerError(response: ServerResponse, error: unknown): void {
    const { code, reason, message, details } =
      error instanceof StatusAnswer
        ? error
        : new StatusAnswer(500, 'InternalError', String(error));
    this.#json(response, code, {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message,
      details,
    });
  }
}

function conflict(name: string): never {
  throw new StatusAnswer(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${name}: the object has been modified`,
    { name },
  );
}

function apiVersionOf(resource: StubResource): string {
  return resource.group === ''
    ? resource.version
    : `${resource.group}/${resource.version}`;
}

/** Only `key=value` pairs. */
function selectorOf(text: string | null): (object: StubObject) => boolean {
  const wanted = (text ?? '')
    .split(',')
    .filter(Boolean)
    .map(pair => pair.split('='));
  return object =>
    wanted.every(([key, value]) => object.metadata.labels?.[key] === value);
}
