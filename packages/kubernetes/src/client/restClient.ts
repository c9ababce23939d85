import type { KubernetesObject, ObjectRef, ObjectType } from '../objects';
import { refOf } from '../objects';
import type { ObjectList, UnstructuredObject } from '../objects';
import type {
  ApiResource,
  ApplyOptions,
  DeleteOptions,
  Impersonation,
  KubernetesClient,
  ListOptions,
  LogRef,
  PatchType,
  RequestOptions,
  ServerVersion,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client';
import {
  acceptHeader,
  isList,
  isObject,
  shapeObject,
  strangeAnswer,
  tableAccept,
} from './answerShape';
import { DiscoveryCache } from './discoveryCache';
import { ApiStatusError, NoMatchError } from './errors';
import { listPath, queryString, resourcePath } from './resourcePath';
import type { Transport, WireRequest } from './transport';
import { parseWatchEvent } from './watchEvent';
import { LineSplitter } from './watchLines';
import { parseServerVersion } from './serverVersion';
import { formatWireJson } from './wireJson';

const patchMedia: Record<PatchType, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** Rows need not bring the objects along. */
const rowsOnly = { includeObject: 'None' };

/** Seconds that a watch may go on when its caller says nothing: longer than servers let it. */
const longestWatchSeconds = 4 * 60 * 60;
/** Seconds after which a server that should have ended a watch counts as gone. */
const watchGraceSeconds = 30;

function writeParameters(options?: WriteOptions) {
  return {
    fieldManager: options?.fieldManager,
    fieldValidation: options?.fieldValidation,
    dryRun: options?.dryRun ? 'All' : undefined,
  };
}

/** Requests of one identity; who impersonates shares transport and discovery. */
export class RestClient implements KubernetesClient {
  readonly #transport: Transport;
  readonly #discovery: DiscoveryCache;
  readonly #identity: Record<string, string | string[]>;

  constructor(options: {
    transport: Transport;
    discovery?: DiscoveryCache;
    identity?: Record<string, string | string[]>;
  }) {
    this.#transport = options.transport;
    this.#identity = options.identity ?? {};
    this.#discovery =
      options.discovery ??
      new DiscoveryCache((path, accept) =>
        this.#transport.json({
          method: 'GET',
          path,
          headers: { accept },
          repeatable: true,
        }),
      );
  }

  get server(): string {
    return this.#transport.server;
  }

  resourceFor(
    type: ObjectType,
    options?: RequestOptions,
  ): Promise<ApiResource> {
    return this.#discovery.resourceFor(type, options);
  }

  resources(options?: RequestOptions): Promise<ApiResource[]> {
    return this.#discovery.resources(options);
  }

  invalidateDiscovery(): void {
    this.#discovery.invalidate();
  }

  async version(options: RequestOptions = {}): Promise<ServerVersion> {
    const answer = await this.#json({
      method: 'GET',
      path: '/version',
      headers: { accept: 'application/json' },
      repeatable: true,
      ...limits(options),
    });
    const version = parseServerVersion(answer);
    if (!version) throw strangeAnswer(this.server, 'a version');
    return version;
  }

  async podLog(ref: LogRef, options: RequestOptions = {}): Promise<string> {
    const type = { apiVersion: 'v1', kind: 'Pod' };
    const resource = await this.resourceFor(type, options);
    return await this.#transport.text({
      method: 'GET',
      path:
        resourcePath(resource, { ...ref, subresource: 'log' }) +
        queryString({ container: ref.container }),
      headers: { accept: '*/*', ...this.#identity },
      repeatable: true,
      ...limits(options),
    });
  }

  async get<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    options: RequestOptions & {
      metadataOnly?: boolean;
      subresource?: string;
    } = {},
  ): Promise<T> {
    const resource = await this.resourceFor(ref, options);
    const answer = await this.#ofType(ref, true, () =>
      this.#json({
        method: 'GET',
        path: resourcePath(resource, {
          ...ref,
          subresource: options.subresource,
        }),
        headers: { accept: acceptHeader('object', options.metadataOnly) },
        repeatable: true,
        ...limits(options),
      }),
    );
    return this.#object<T>(answer, ref, options.metadataOnly);
  }

  async find<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    options: RequestOptions & { metadataOnly?: boolean } = {},
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(ref, options);
    } catch (error) {
      if (error instanceof ApiStatusError && error.code === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async list<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options: ListOptions = {},
  ): Promise<ObjectList<T>> {
    const resource = await this.resourceFor(type, options);
    const path = listPath(resource, options);
    const answer = await this.#ofType(type, false, () =>
      this.#json({
        method: 'GET',
        path,
        headers: { accept: acceptHeader('list', options.metadataOnly) },
        repeatable: true,
        ...limits(options),
      }),
    );
    if (!isList<T>(answer)) {
      throw strangeAnswer(this.server, 'a list');
    }
    const items = answer.items ?? [];
    return {
      ...answer,
      items: items.map(item => shapeObject(item, type, options.metadataOnly)),
    };
  }

  async getTable(
    ref: ObjectRef,
    options: RequestOptions = {},
  ): Promise<UnstructuredObject> {
    const resource = await this.resourceFor(ref, options);
    const path = resourcePath(resource, ref) + queryString(rowsOnly);
    return await this.#table(path, ref, true, options);
  }

  async listTable(
    type: ObjectType,
    options: Omit<ListOptions, 'metadataOnly'> = {},
  ): Promise<UnstructuredObject> {
    const resource = await this.resourceFor(type, options);
    const path = listPath(resource, options, rowsOnly);
    return await this.#table(path, type, false, options);
  }

  async *watch<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const resource = await this.resourceFor(type, options);
    const seconds = options.timeoutSeconds ?? longestWatchSeconds;
    const path =
      resourcePath(resource, { namespace: options.namespace }) +
      queryString({
        watch: true,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
        resourceVersion: options.resourceVersion,
        allowWatchBookmarks: options.allowBookmarks,
        timeoutSeconds: options.timeoutSeconds,
      });
    const chunks = this.#transport.stream(
      {
        method: 'GET',
        path,
        headers: {
          accept: acceptHeader('object', options.metadataOnly),
          ...this.#identity,
        },
        repeatable: true,
        ...limits(options),
      },
      (seconds + watchGraceSeconds) * 1000,
    );
    const lines = new LineSplitter();
    try {
      for await (const chunk of chunks) {
        if (!chunk) {
          options.onOpen?.();
          continue;
        }
        for (const line of lines.push(chunk)) {
          yield parseWatchEvent<T>(line, {
            server: this.server,
            type,
            metadataOnly: options.metadataOnly,
          });
        }
      }
    } catch (error) {
      throw this.#noMatchOr(error, type, false);
    }
  }

  async create<T extends KubernetesObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const resource = await this.resourceFor(object, options);
    const { name, namespace } = object.metadata;
    const path = resourcePath(resource, {
      namespace,
      // Only subresources (a token, an eviction) are created below a name.
      name: options.subresource ? name : undefined,
      subresource: options.subresource,
    });
    return await this.#write<T>('POST', path, object, options);
  }

  async update<T extends KubernetesObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const resource = await this.resourceFor(object, options);
    const path = resourcePath(resource, {
      ...refOf(object),
      subresource: options.subresource,
    });
    return await this.#write<T>('PUT', path, object, options);
  }

  async patch<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    type: PatchType,
    body: object,
    options: WriteOptions = {},
  ): Promise<T> {
    const resource = await this.resourceFor(ref, options);
    const answer = await this.#ofType(ref, true, () =>
      this.#json({
        method: 'PATCH',
        path:
          resourcePath(resource, {
            ...ref,
            subresource: options.subresource,
          }) + queryString(writeParameters(options)),
        headers: {
          accept: 'application/json',
          'content-type': patchMedia[type],
        },
        body: formatWireJson(body),
        repeatable: false,
        ...limits(options),
      }),
    );
    return this.#object<T>(answer, ref);
  }

  async apply<T extends KubernetesObject = UnstructuredObject>(
    object: KubernetesObject,
    options: ApplyOptions,
  ): Promise<T> {
    const ref = refOf(object);
    const resource = await this.resourceFor(ref, options);
    const answer = await this.#ofType(ref, true, () =>
      this.#json({
        method: 'PATCH',
        path:
          resourcePath(resource, {
            ...ref,
            subresource: options.subresource,
          }) +
          queryString({ ...writeParameters(options), force: options.force }),
        headers: {
          accept: 'application/json',
          'content-type': 'application/apply-patch+yaml',
        },
        body: formatWireJson(object),
        // An apply twice is an apply.
        repeatable: true,
        ...limits(options),
      }),
    );
    return this.#object<T>(answer, ref);
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const resource = await this.resourceFor(ref, options);
    try {
      await this.#ofType(ref, true, () =>
        this.#json({
          method: 'DELETE',
          path: resourcePath(resource, ref),
          headers: {
            accept: 'application/json',
            'content-type': 'application/json',
          },
          body: formatWireJson({
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            propagationPolicy: options.propagationPolicy,
            gracePeriodSeconds: options.gracePeriodSeconds,
            preconditions: options.preconditions,
            dryRun: options.dryRun ? ['All'] : undefined,
          }),
          repeatable: false,
          ...limits(options),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ApiStatusError && error.code === 404) {
        return false;
      }
      throw error;
    }
  }

  impersonate(as: Impersonation): KubernetesClient {
    return new RestClient({
      transport: this.#transport,
      discovery: this.#discovery,
      identity: {
        'impersonate-user': as.user,
        ...(as.groups?.length ? { 'impersonate-group': [...as.groups] } : {}),
      },
    });
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #table(
    path: string,
    type: ObjectType,
    named: boolean,
    options: RequestOptions,
  ): Promise<UnstructuredObject> {
    const answer = await this.#ofType(type, named, () =>
      this.#json({
        method: 'GET',
        path,
        headers: { accept: tableAccept },
        repeatable: true,
        ...limits(options),
      }),
    );
    if (!isObject<UnstructuredObject>(answer)) {
      throw strangeAnswer(this.server, 'a table');
    }
    return answer;
  }

  #json(request: WireRequest): Promise<unknown> {
    return this.#transport.json({
      ...request,
      headers: { ...request.headers, ...this.#identity },
    });
  }

  async #write<T extends KubernetesObject>(
    method: 'POST' | 'PUT',
    path: string,
    object: T,
    options: WriteOptions,
  ): Promise<T> {
    const answer = await this.#ofType(object, true, () =>
      this.#json({
        method,
        path: path + queryString(writeParameters(options)),
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
        },
        body: formatWireJson(object),
        repeatable: false,
        ...limits(options),
      }),
    );
    return this.#object<T>(answer, object);
  }

  async #ofType(
    type: ObjectType,
    named: boolean,
    request: () => Promise<unknown>,
  ): Promise<unknown> {
    try {
      return await request();
    } catch (error) {
      throw this.#noMatchOr(error, type, named);
    }
  }

  /** A 404 that names no object means that the type is gone, for example with its CRD. */
  #noMatchOr(error: unknown, type: ObjectType, named: boolean): unknown {
    if (
      error instanceof ApiStatusError &&
      error.code === 404 &&
      !(named && error.details?.name)
    ) {
      this.#discovery.invalidate();
      return new NoMatchError(type);
    }
    return error;
  }

  #object<T extends KubernetesObject>(
    answer: unknown,
    type: ObjectType,
    metadataOnly?: boolean,
  ): T {
    if (!isObject<T>(answer)) {
      throw strangeAnswer(this.server, 'an object');
    }
    return shapeObject(answer, type, metadataOnly);
  }
}

function limits(options: RequestOptions): RequestOptions {
  return { signal: options.signal, timeout: options.timeout };
}
