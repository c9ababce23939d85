import type {
  JsonValue,
  KubernetesObject,
  ObjectList,
  ObjectRef,
  ObjectType,
  UnstructuredObject,
} from '../objects';

/** How a type of object is served: the answer of API discovery. */
export interface ApiResource extends ObjectType {
  group: string;
  version: string;
  /** Plural name as in URLs, for example `deployments`. */
  plural: string;
  namespaced: boolean;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** Milliseconds until the request is aborted with a TimeoutError. */
  timeout?: number;
}

export interface ListOptions extends RequestOptions {
  /** Absent: all namespaces (or a cluster-scoped kind). */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  limit?: number;
  continue?: string;
  /** Ask for PartialObjectMetadata: apiVersion and kind of the items are then filled with the asked type. */
  metadataOnly?: boolean;
}

export interface WatchOptions extends RequestOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  resourceVersion?: string;
  /** Ask for bookmarks; they arrive as events of type BOOKMARK. */
  allowBookmarks?: boolean;
  /** After how many seconds the server is to end the stream. Default: its own choice. */
  timeoutSeconds?: number;
  metadataOnly?: boolean;
  /** Called when the server has accepted the watch, before its first event. */
  onOpen?: () => void;
}

export type WatchEvent<T extends KubernetesObject = UnstructuredObject> = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
};

export interface WriteOptions extends RequestOptions {
  fieldManager?: string;
  dryRun?: boolean;
  fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  /** For example `status`. */
  subresource?: string;
}

export interface ApplyOptions extends WriteOptions {
  fieldManager: string;
  /** Take fields from other managers instead of failing with 409. */
  force?: boolean;
}

export type PatchType = 'json' | 'merge' | 'strategic';

export interface DeleteOptions extends RequestOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

/** What a server says of itself at `/version`. */
export interface ServerVersion {
  /** For example `v1.36.1`. */
  gitVersion: string;
  major: string;
  minor: string;
}

/** Whose log is read. */
export interface LogRef {
  namespace: string;
  /** Of the Pod. */
  name: string;
  /** Absent: the only one. */
  container?: string;
}

/** Who a request is made as; becomes the `Impersonate-*` headers. */
export interface Impersonation {
  user: string;
  groups?: readonly string[];
}

/**
 * A connection to one cluster. Every failure is an {@link ApiStatusError} (the server answered with a Status), a
 * NoMatchError (the server does not serve the type) or a ConnectionError (nothing answered).
 */
export interface KubernetesClient {
  /** URL of the server, without a trailing slash. Never holds credentials. */
  readonly server: string;

  /** How a type is served. Discovery is cached and asked again when a type is missing. Throws NoMatchError. */
  resourceFor(type: ObjectType, options?: RequestOptions): Promise<ApiResource>;
  /** Everything that discovery answers now. */
  resources(options?: RequestOptions): Promise<ApiResource[]>;
  /** Forget what discovery answered; the next use asks again. */
  invalidateDiscovery(): void;

  /** Asks the server which version it is. */
  version(options?: RequestOptions): Promise<ServerVersion>;
  /** What a container of a Pod has written so far. */
  podLog(ref: LogRef, options?: RequestOptions): Promise<string>;

  get<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    options?: RequestOptions & { metadataOnly?: boolean; subresource?: string },
  ): Promise<T>;
  /** Like get, but undefined when the object (not the type) does not exist. */
  find<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    options?: RequestOptions & { metadataOnly?: boolean },
  ): Promise<T | undefined>;
  list<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options?: ListOptions,
  ): Promise<ObjectList<T>>;
  /**
   * An object as the server prints it: an object of kind `Table` (`meta.k8s.io/v1`) with `columnDefinitions` and `rows`, whose
   * cells hold nothing of the object but what is printed. A server that prints none answers the object itself.
   */
  getTable(
    ref: ObjectRef,
    options?: RequestOptions,
  ): Promise<UnstructuredObject>;
  /** Like getTable, for the objects of a type; a server that prints none answers the list itself. */
  listTable(
    type: ObjectType,
    options?: Omit<ListOptions, 'metadataOnly'>,
  ): Promise<UnstructuredObject>;
  /** Ends when the server closes the stream; throws ApiStatusError 410 when the resource version is too old. */
  watch<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options?: WatchOptions,
  ): AsyncIterable<WatchEvent<T>>;
  create<T extends KubernetesObject>(
    object: T,
    options?: WriteOptions,
  ): Promise<T>;
  update<T extends KubernetesObject>(
    object: T,
    options?: WriteOptions,
  ): Promise<T>;
  patch<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
    type: PatchType,
    body: JsonValue | object,
    options?: WriteOptions,
  ): Promise<T>;
  /** Server-side apply of the object's own fields. */
  apply<T extends KubernetesObject = UnstructuredObject>(
    object: KubernetesObject,
    options: ApplyOptions,
  ): Promise<T>;
  /** True when something was deleted (or is being deleted), false when there was nothing. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;

  /** The same connection, acting as somebody else. */
  impersonate(as: Impersonation): KubernetesClient;
  /** Closes idle connections and ends watches. */
  close(): Promise<void>;
}
