import type { JsonObject, KubernetesObject } from '@sluice/kubernetes';

/** One problem with a field, as `details.causes` of an Invalid status lists it. */
export interface FieldError {
  /** Go's field error types, for example `FieldValueInvalid`, `FieldValueRequired`, `FieldValueNotSupported`. */
  type: string;
  /** Path as Kubernetes prints it, for example `spec.template.spec.containers[0].name`. */
  field: string;
  /** The whole text of the cause without the field, for example `Invalid value: "x": must be ...`. */
  message: string;
}

/** A printer column of a Table answer. */
export interface PrinterColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  /** 0 is always shown, more only with `-o wide`. */
  priority: number;
  /** The cell of an object; `now` (milliseconds) is for ages. */
  cell(object: KubernetesObject, now: number): string | number | boolean | null;
}

export interface ScaleSubresource {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

/** A request to a subresource besides status and scale, after authentication and authorization. */
export interface SubresourceRequest {
  /** The verb of authorization: `get`, `create`, `update` … */
  verb: string;
  namespace: string;
  name: string;
  /** The object that the subresource belongs to; always exists. */
  object: KubernetesObject;
  query: URLSearchParams;
  /** The decoded body; undefined for `get`. */
  body: unknown;
  api: InternalApi;
}

export interface SubresourceAnswer {
  /** HTTP status code. */
  status: number;
  /** An object is answered as JSON, a string as plain text. */
  body: object | string;
}

/** For example `pods/log` or `pods/eviction`. */
export interface ExtraSubresource {
  /** The last part of the path, for example `log`. */
  name: string;
  /** What discovery calls the body. */
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
  /** Throws ApiFailure. */
  handle(
    request: SubresourceRequest,
  ): SubresourceAnswer | Promise<SubresourceAnswer>;
}

/**
 * Everything the generic request handling needs to know of one served version of a resource. Built-in kinds and custom
 * resources are both described this way; nothing else in the request path tells them apart.
 */
export interface ResourceDefinition {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  /** True for custom resources: strategic merge patch answers 415, unknown fields are pruned. */
  custom: boolean;
  verbs: readonly string[];
  hasStatus: boolean;
  scale?: ScaleSubresource;
  /** Whether `metadata.generation` counts changes outside metadata and status. */
  hasGeneration: boolean;
  /** Whether an update without resourceVersion is accepted; when absent, for built-in kinds only. */
  unconditionalUpdate?: boolean;
  /** Whether an update creates what does not exist (for example Lease, Role). */
  createOnUpdate?: boolean;
  /** Finalizers that the first delete adds (CustomResourceDefinition: its objects go before it does). */
  deletionFinalizers?: readonly string[];
  /** What a delete without propagationPolicy does; Background when absent. */
  defaultPropagation?: 'Background' | 'Orphan';
  /** Whether a delete answers the object instead of a Status (Pod, Service, ServiceAccount …). */
  returnsDeletedObject?: boolean;
  extraSubresources?: readonly ExtraSubresource[];
  columns: readonly PrinterColumn[];
  /** Field selectors besides metadata.name and metadata.namespace: name → value of an object. */
  selectableFields: Readonly<
    Record<string, (object: KubernetesObject) => string>
  >;
  /** OpenAPI v3 schema (with x-kubernetes-* extensions), as served under /openapi/v3 and used for field ownership. */
  schema: JsonObject;
  /**
   * The first value that does not fit the kind's types, as the whole message of the BadRequest answer, or undefined. To be
   * asked before anything else is done with an object from outside, on every write.
   */
  decodeProblem(object: KubernetesObject): string | undefined;
  /** Drops unknown fields in place and returns their paths (for fieldValidation=Warn|Strict, in the server's wording: `unknown field "spec.x"`). */
  prune(object: KubernetesObject): string[];
  /** Fills defaults in place (also when an old stored object is read). */
  applyDefaults(object: KubernetesObject): void;
  /**
   * In place, before validation on create (name, namespace, uid and creationTimestamp are set already): clears status, sets computed fields
   * (Service clusterIP, Secret stringData, Job selector …).
   */
  prepareForCreate(object: KubernetesObject): void;
  /** In place, before validation on update: keeps status, carries over what the server owns. `subresource` is '' or 'status' or 'scale'. */
  prepareForUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
  ): void;
  /** All problems, those of metadata (name, labels, annotations, owner references, finalizers) first. */
  validateCreate(object: KubernetesObject): FieldError[];
  validateUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
  ): FieldError[];
}

/** What a token of a service account says. */
export interface TokenOptions {
  /** The server's own audience when absent. */
  audiences?: readonly string[];
  /** One hour when absent. */
  expirationSeconds?: number;
  /** The object that the token dies with. */
  boundObject?: { kind: string; apiVersion: string; name: string; uid: string };
}

/** A change in the store, delivered after it is durable, in order of resource versions. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  definition: ResourceDefinition;
  object: KubernetesObject;
  /** The object before the change. */
  previous?: KubernetesObject;
}

export interface InternalWriteOptions {
  /** Field manager to record; the write is recorded as an Update. */
  manager: string;
  subresource?: string;
}

/**
 * The server's own controllers (namespaces, garbage collection, accounts, simulators) use this instead of HTTP. It passes
 * defaulting, validation and field management like any request, but no authentication. Failures are ApiFailure, as over HTTP.
 */
export interface InternalApi {
  definitions(): readonly ResourceDefinition[];
  /** Registers or replaces a definition (a CustomResourceDefinition was established) / removes it. */
  setDefinition(definition: ResourceDefinition): void;
  removeDefinition(group: string, version: string, plural: string): void;
  get(
    definition: ResourceDefinition,
    namespace: string,
    name: string,
  ): KubernetesObject | undefined;
  list(definition: ResourceDefinition, namespace?: string): KubernetesObject[];
  create(
    definition: ResourceDefinition,
    object: KubernetesObject,
    options: InternalWriteOptions,
  ): KubernetesObject;
  update(
    definition: ResourceDefinition,
    object: KubernetesObject,
    options: InternalWriteOptions,
  ): KubernetesObject;
  delete(
    definition: ResourceDefinition,
    namespace: string,
    name: string,
    options?: {
      propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
      uid?: string;
    },
  ): void;
  /** Called for every change from now on; returns the function that ends it. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** The same, but within the write itself, before it is durable: for indexes that later reads rely on. Must not write. */
  onCommit(listener: (event: StoreEvent) => void): () => void;
  /** A signed token of a service account that exists, with the time it ends (RFC 3339). */
  issueToken(
    serviceAccount: KubernetesObject,
    options?: TokenOptions,
  ): { token: string; expirationTimestamp: string };
  /** PEM of the authority that signs the server's certificate (kube-root-ca.crt). */
  readonly caPem: string;
}
