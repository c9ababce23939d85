import type {
  ApiResource,
  ApplyOptions,
  DeleteOptions,
  ListOptions,
  PatchType,
  ServerVersion,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client/client';
import { ApiStatusError, NoMatchError } from '../client/errors';
import {
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
  type ObjectList,
  type ObjectRef,
  type ObjectType,
  type UnstructuredObject,
  parseApiVersion,
  refOf,
} from '../objects';
import { applyMergePatch, applyStrategicMergePatch } from '../patch';
import { builtinSchema, builtinTypes } from '../schema';
import { ApplyConflictError, createFieldManager } from '../smd';
import { isSelected } from './selectors';

/** One request that reached the cluster. */
export interface FakeRequest {
  verb:
    | 'get'
    | 'list'
    | 'watch'
    | 'create'
    | 'update'
    | 'patch'
    | 'apply'
    | 'delete';
  type: ObjectType;
  namespace: string;
  name: string;
  dryRun: boolean;
  subresource: string;
  /** Who asked; empty for the controller. */
  user: string;
}

export interface FakeClusterOptions {
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Kinds besides the built-in ones. */
  types?: readonly (ObjectType & { plural: string; namespaced: boolean })[];
}

interface Watcher {
  type: ObjectType;
  namespace: string | undefined;
  push(event: WatchEvent): void;
}

/** What a server answers that refuses. */
export function statusError(
  code: number,
  reason: string,
  message: string,
): ApiStatusError {
  return new ApiStatusError({ kind: 'Status', code, reason, message });
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a value as an object; throws a 400 when it is none. */
export function toUnstructured(value: unknown): UnstructuredObject {
  if (
    !isJsonObject(value) ||
    typeof value.apiVersion !== 'string' ||
    typeof value.kind !== 'string' ||
    !isJsonObject(value.metadata)
  ) {
    throw statusError(400, 'BadRequest', 'not an object');
  }
  return {
    ...value,
    apiVersion: value.apiVersion,
    kind: value.kind,
    metadata: { ...value.metadata },
  };
}

/** An object as the JSON that it is. */
export function toJson(object: KubernetesObject): JsonObject {
  if (!isJsonObject(object)) throw new Error('not JSON');
  return object;
}

/**
 * A cluster in memory for unit tests: objects with field ownership by server-side apply, finalizers, watches and a log of requests. It
 * knows no defaults, no admission and no controllers; what needs them is tested on an API server.
 *
 * @example
 * const cluster = new FakeCluster();
 * await new Applier({ client: fakeClient(cluster), … }).applyStage(…);
 * expect(cluster.requests).toEqual([…]);
 */
export class FakeCluster {
  readonly requests: FakeRequest[] = [];
  /** What it says of itself. */
  version: ServerVersion = { gitVersion: 'v1.36.0', major: '1', minor: '36' };
  /** `namespace/name` of Pods to what they wrote. */
  readonly logs = new Map<string, string>();
  /** May throw an ApiStatusError before a request is answered. */
  intercept: (
    request: FakeRequest,
    body: KubernetesObject | undefined,
  ) => void | Promise<void> = () => undefined;
  readonly #options: FakeClusterOptions;
  readonly #objects = new Map<string, UnstructuredObject>();
  readonly #resources: ApiResource[];
  readonly #watchers = new Set<Watcher>();
  #version = 100;

  constructor(options: FakeClusterOptions = {}) {
    this.#options = options;
    this.#resources = [...builtinTypes(), ...(options.types ?? [])].map(
      type => ({
        ...parseApiVersion(type.apiVersion),
        apiVersion: type.apiVersion,
        kind: type.kind,
        plural: type.plural,
        namespaced: type.namespaced,
        verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
        shortNames: [],
        categories: [],
      }),
    );
  }

  /** An object as it is stored, without asking for it. */
  peek(ref: ObjectRef): UnstructuredObject | undefined {
    return this.#objects.get(this.#key(ref));
  }

  /** Forgets what was asked so far. */
  clearRequests(): void {
    this.requests.length = 0;
  }

  /** `verb Kind/name` (with ` dry` for dry runs) of what was asked, watches and lists left out. */
  summary(): string[] {
    return this.requests
      .filter(r => r.verb !== 'watch' && r.verb !== 'list')
      .map(
        r =>
          `${r.verb} ${r.type.kind}/${r.name}${
            r.subresource ? `/${r.subresource}` : ''
          }${r.dryRun ? ' dry' : ''}`,
      );
  }

  resourceFor(type: ObjectType): ApiResource {
    const found = this.#resources.find(
      r => r.apiVersion === type.apiVersion && r.kind === type.kind,
    );
    if (!found) throw new NoMatchError(type);
    return found;
  }

  resources(): ApiResource[] {
    return [...this.#resources];
  }

  async log(
    request: Omit<FakeRequest, 'dryRun' | 'subresource'> & Partial<FakeRequest>,
    body?: KubernetesObject,
  ): Promise<void> {
    const entry = { dryRun: false, subresource: '', ...request };
    this.requests.push(entry);
    this.resourceFor(request.type);
    await this.intercept(entry, body);
  }

  find(ref: ObjectRef): UnstructuredObject | undefined {
    const object = this.#objects.get(this.#key(ref));
    return object && structuredClone(object);
  }

  list(
    type: ObjectType,
    namespace: string | undefined,
    selectors: Pick<ListOptions, 'labelSelector' | 'fieldSelector'> = {},
  ): ObjectList {
    const items = [...this.#objects.values()].filter(
      o =>
        o.apiVersion === type.apiVersion &&
        o.kind === type.kind &&
        (!namespace || o.metadata.namespace === namespace) &&
        isSelected(o, selectors),
    );
    return {
      apiVersion: type.apiVersion,
      kind: `${type.kind}List`,
      metadata: { resourceVersion: String(this.#version) },
      items: structuredClone(items),
    };
  }

  requireNamespace(object: KubernetesObject): void {
    const { namespaced } = this.resourceFor(object);
    const { namespace } = object.metadata;
    if (!namespaced) return;
    if (!namespace) {
      throw statusError(
        404,
        'NotFound',
        'the server could not find the requested resource',
      );
    }
    if (
      !this.#objects.has(
        this.#key({ apiVersion: 'v1', kind: 'Namespace', name: namespace }),
      )
    ) {
      throw statusError(404, 'NotFound', `namespaces "${namespace}" not found`);
    }
  }

  require(ref: ObjectRef): UnstructuredObject {
    const found = this.#objects.get(this.#key(ref));
    if (!found) throw this.notFound(ref);
    return found;
  }

  notFound(ref: ObjectRef): ApiStatusError {
    const { plural, group } = this.resourceFor(ref);
    return statusError(
      404,
      'NotFound',
      `${plural}${group ? `.${group}` : ''} "${ref.name}" not found`,
    );
  }

  /** An object with a merge patch, strategic where the kind has a schema. */
  mergePatch(
    type: Exclude<PatchType, 'json'>,
    live: UnstructuredObject,
    patch: JsonValue,
  ): JsonValue {
    const schema = builtinSchema(live.apiVersion, live.kind);
    return type === 'strategic' && schema && isJsonObject(patch)
      ? applyStrategicMergePatch(toJson(live), patch, schema)
      : applyMergePatch(toJson(live), patch);
  }

  /** Writes any way but by apply. */
  write(next: UnstructuredObject, options: WriteOptions): UnstructuredObject {
    const live = this.#objects.get(this.#key(refOf(next)));
    const owned = this.#fieldManager(next).update(live, next, {
      manager: options.fieldManager ?? 'unknown',
      subresource: options.subresource,
      now: this.#now(),
    });
    return this.#store(live, toUnstructured(owned), options);
  }

  apply(object: KubernetesObject, options: ApplyOptions): UnstructuredObject {
    const live = this.#objects.get(this.#key(refOf(object)));
    const result = this.#applied(live, object, options);
    if (live && !result.changed) return structuredClone(live);
    return this.#store(live, toUnstructured(result.object), options);
  }

  delete(ref: ObjectRef, options: DeleteOptions): boolean {
    const live = this.#objects.get(this.#key(ref));
    if (!live) return false;
    const { uid } = options.preconditions ?? {};
    if (uid && uid !== live.metadata.uid) {
      throw statusError(409, 'Conflict', 'the UID in the precondition differs');
    }
    if ((live.metadata.finalizers ?? []).length > 0) {
      const metadata = {
        ...live.metadata,
        deletionTimestamp: new Date(this.#now()).toISOString(),
      };
      this.#store(live, { ...live, metadata }, {});
      return true;
    }
    this.#remove(live);
    return true;
  }

  watch(type: ObjectType, options: WatchOptions): AsyncIterable<WatchEvent> {
    const queue: WatchEvent[] = [];
    let wake: (() => void) | undefined;
    const watcher: Watcher = {
      type,
      namespace: options.namespace,
      push: event => {
        queue.push(event);
        wake?.();
      },
    };
    this.#watchers.add(watcher);
    const end = () => {
      this.#watchers.delete(watcher);
      wake?.();
    };
    options.signal?.addEventListener('abort', end, { once: true });
    const watchers = this.#watchers;
    const news = () =>
      new Promise<void>(resolve => {
        wake = resolve;
      });
    return {
      async *[Symbol.asyncIterator]() {
        try {
          while (watchers.has(watcher) && !options.signal?.aborted) {
            const event = queue.shift();
            if (event) {
              yield event;
            } else {
              await news();
            }
          }
        } finally {
          end();
        }
      },
    };
  }

  #store(
    live: UnstructuredObject | undefined,
    next: UnstructuredObject,
    options: WriteOptions,
  ): UnstructuredObject {
    const specChanged =
      JSON.stringify(contentOf(live ?? {})) !== JSON.stringify(contentOf(next));
    const stored: UnstructuredObject = {
      ...next,
      metadata: {
        ...next.metadata,
        uid: live?.metadata.uid ?? `uid-${this.#version}`,
        creationTimestamp:
          live?.metadata.creationTimestamp ??
          new Date(this.#now()).toISOString(),
        generation:
          (live?.metadata.generation ?? 0) + (specChanged || !live ? 1 : 0),
        ...(live ? { resourceVersion: live.metadata.resourceVersion } : {}),
      },
    };
    if (options.dryRun) return structuredClone(stored);
    this.#version += 1;
    stored.metadata.resourceVersion = String(this.#version);
    if (
      stored.metadata.deletionTimestamp &&
      (stored.metadata.finalizers ?? []).length === 0
    ) {
      this.#remove(stored);
      return structuredClone(stored);
    }
    this.#objects.set(this.#key(refOf(stored)), stored);
    this.#tell(live ? 'MODIFIED' : 'ADDED', stored);
    return structuredClone(stored);
  }

  #remove(object: UnstructuredObject): void {
    this.#version += 1;
    this.#objects.delete(this.#key(refOf(object)));
    this.#tell('DELETED', {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.#version) },
    });
  }

  #tell(type: WatchEvent['type'], object: UnstructuredObject): void {
    for (const watcher of this.#watchers) {
      if (
        watcher.type.apiVersion === object.apiVersion &&
        watcher.type.kind === object.kind &&
        (!watcher.namespace || watcher.namespace === object.metadata.namespace)
      ) {
        watcher.push({ type, object: structuredClone(object) });
      }
    }
  }

  #key(ref: ObjectRef): string {
    const { group, namespaced } = this.resourceFor(ref);
    return JSON.stringify([
      group,
      ref.kind,
      namespaced ? ref.namespace ?? '' : '',
      ref.name,
    ]);
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #applied(
    live: UnstructuredObject | undefined,
    object: KubernetesObject,
    options: ApplyOptions,
  ) {
    try {
      return this.#fieldManager(object).apply(live, object, {
        manager: options.fieldManager,
        force: options.force,
        subresource: options.subresource,
        now: this.#now(),
      });
    } catch (error) {
      if (!(error instanceof ApplyConflictError)) throw error;
      const { message, causes } = error;
      throw new ApiStatusError({
        kind: 'Status',
        code: 409,
        reason: 'Conflict',
        message,
        details: { causes: [...causes] },
      });
    }
  }

  #fieldManager(type: ObjectType) {
    return createFieldManager({
      schema: builtinSchema(type.apiVersion, type.kind) ?? 'deduced',
      apiVersion: type.apiVersion,
      kind: type.kind,
    });
  }
}

function contentOf(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([key]) => key !== 'metadata' && key !== 'status',
    ),
  );
}
