import type {
  ApiResource,
  ApplyOptions,
  DeleteOptions,
  Impersonation,
  KubernetesClient,
  ListOptions,
  LogRef,
  PatchType,
  ServerVersion,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client/client';
import {
  type JsonValue,
  type KubernetesObject,
  type ObjectList,
  type ObjectRef,
  type ObjectType,
  type UnstructuredObject,
  refOf,
} from '../objects';
import { applyJsonPatch } from '../patch';
import {
  type FakeCluster,
  type FakeRequest,
  isJsonObject,
  statusError,
  toJson,
  toUnstructured,
} from './fakeCluster';

/** The connection. */
class FakeClient implements KubernetesClient {
  readonly server = 'https://fake.invalid';
  readonly #cluster: FakeCluster;
  readonly #user: string;

  constructor(cluster: FakeCluster, user: string) {
    this.#cluster = cluster;
    this.#user = user;
  }

  async resourceFor(type: ObjectType): Promise<ApiResource> {
    return this.#cluster.resourceFor(type);
  }

  async resources(): Promise<ApiResource[]> {
    return this.#cluster.resources();
  }

  invalidateDiscovery(): void {
    // Nothing is cached.
  }

  async version(): Promise<ServerVersion> {
    return this.#cluster.version;
  }

  async podLog(ref: LogRef): Promise<string> {
    const { namespace, name } = ref;
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace, name };
    await this.#log('get', pod, { subresource: 'log' });
    this.#cluster.require(pod);
    return this.#cluster.logs.get(`${namespace}/${name}`) ?? '';
  }

  async get<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
  ): Promise<T> {
    await this.#log('get', ref);
    return typed<T>(structuredClone(this.#cluster.require(ref)));
  }

  async find<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
  ): Promise<T | undefined> {
    await this.#log('get', ref);
    const found = this.#cluster.find(ref);
    return found && typed<T>(found);
  }

  async list<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options: ListOptions = {},
  ): Promise<ObjectList<T>> {
    const { namespace = '' } = options;
    await this.#log('list', { ...type, namespace, name: '' });
    const { items, ...rest } = this.#cluster.list(
      type,
      options.namespace,
      options,
    );
    return { ...rest, items: items.map(item => typed<T>(item)) };
  }

  async getTable(ref: ObjectRef): Promise<UnstructuredObject> {
    return await this.get(ref);
  }

  async listTable(
    type: ObjectType,
    options: ListOptions = {},
  ): Promise<UnstructuredObject> {
    const { items, metadata } = await this.list(type, options);
    const { apiVersion, kind } = type;
    return { apiVersion, kind: `${kind}List`, metadata, items };
  }

  async *watch<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options: WatchOptions = {},
  ): AsyncIterable<WatchEvent<T>> {
    const { namespace = '' } = options;
    await this.#log('watch', { ...type, namespace, name: '' });
    for await (const event of this.#cluster.watch(type, options)) {
      yield { type: event.type, object: typed<T>(event.object) };
    }
  }

  async create<T extends KubernetesObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const ref = refOf(object);
    await this.#log('create', ref, options, object);
    this.#cluster.requireNamespace(object);
    if (this.#cluster.find(ref)) {
      throw statusError(409, 'AlreadyExists', `"${ref.name}" already exists`);
    }
    return typed<T>(this.#cluster.write(toUnstructured(object), options));
  }

  async update<T extends KubernetesObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    await this.#log('update', refOf(object), options, object);
    this.#cluster.require(refOf(object));
    return typed<T>(this.#cluster.write(toUnstructured(object), options));
  }

  async patch<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    type: PatchType,
    body: JsonValue | object,
    options: WriteOptions = {},
  ): Promise<T> {
    await this.#log('patch', ref, options);
    const live = this.#cluster.require(ref);
    const patch: JsonValue = JSON.parse(JSON.stringify(body));
    if (
      isJsonObject(patch) &&
      isJsonObject(patch.metadata) &&
      patch.metadata.resourceVersion !== undefined &&
      patch.metadata.resourceVersion !== live.metadata.resourceVersion
    ) {
      throw statusError(409, 'Conflict', 'the object has been modified');
    }
    let next: JsonValue;
    try {
      next =
        type === 'json'
          ? applyJsonPatch(toJson(live), patch)
          : this.#cluster.mergePatch(type, live, patch);
    } catch (error) {
      throw statusError(
        422,
        'Invalid',
        error instanceof Error ? error.message : '',
      );
    }
    return typed<T>(this.#cluster.write(toUnstructured(next), options));
  }

  async apply<T extends KubernetesObject = UnstructuredObject>(
    object: KubernetesObject,
    options: ApplyOptions,
  ): Promise<T> {
    await this.#log('apply', refOf(object), options, object);
    this.#cluster.requireNamespace(object);
    return typed<T>(this.#cluster.apply(object, options));
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    await this.#log('delete', ref);
    return this.#cluster.delete(ref, options);
  }

  impersonate(as: Impersonation): KubernetesClient {
    return new FakeClient(this.#cluster, as.user);
  }

  async close(): Promise<void> {
    // There is no connection.
  }

  async #log(
    verb: FakeRequest['verb'],
    ref: ObjectRef,
    options: WriteOptions = {},
    body?: KubernetesObject,
  ): Promise<void> {
    await this.#cluster.log(
      {
        verb,
        type: { apiVersion: ref.apiVersion, kind: ref.kind },
        namespace: ref.namespace ?? '',
        name: ref.name,
        dryRun: options.dryRun ?? false,
        subresource: options.subresource ?? '',
        user: this.#user,
      },
      body,
    );
  }
}

/** The caller says what it asks for, as with a real connection. */
function isTyped<T extends KubernetesObject>(
  object: KubernetesObject,
): object is T {
  return object.metadata !== undefined;
}

function typed<T extends KubernetesObject>(object: UnstructuredObject): T {
  const value: KubernetesObject = object;
  if (!isTyped<T>(value)) throw new Error('no object');
  return value;
}

/** A connection to a cluster in memory; `user` is whom it acts as. */
export function fakeClient(cluster: FakeCluster, user = ''): KubernetesClient {
  return new FakeClient(cluster, user);
}
