import type { JsonObject } from '@sluice/golang/json';
import type {
  ApiResource,
  ObjectRef,
  UnstructuredObject,
} from '@sluice/kubernetes';

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object of a manifest, and how the server serves its kind (cli-runtime `resource.Info`). */
export class Resource {
  readonly type: ApiResource;
  #object: UnstructuredObject;
  #name: string;
  #namespace: string;

  constructor(type: ApiResource, object: UnstructuredObject) {
    this.type = type;
    this.#object = object;
    this.#name = object.metadata.name ?? '';
    this.#namespace = object.metadata.namespace ?? '';
  }

  /** As the manifest has it, or as the server answered when it was written. */
  get object(): UnstructuredObject {
    return this.#object;
  }

  get kind(): string {
    return this.type.kind;
  }

  get name(): string {
    return this.#name;
  }

  /** Empty for kinds of the cluster that name none. */
  get namespace(): string {
    return this.#namespace;
  }

  /** `apps/v1, Kind=Deployment`, as Go prints a GroupVersionKind. */
  get groupVersionKind(): string {
    const { group, version, kind } = this.type;
    return `${group}/${version}, Kind=${kind}`;
  }

  /** Names the object; the namespace of a kind of the cluster is no part of that. */
  get ref(): ObjectRef {
    const { apiVersion, kind, namespaced } = this.type;
    return {
      apiVersion,
      kind,
      name: this.#name,
      ...(namespaced ? { namespace: this.#namespace } : {}),
    };
  }

  /** Takes what the server answered in place of what was sent. */
  refresh(object: UnstructuredObject): void {
    this.#object = object;
    this.#name = object.metadata.name ?? this.#name;
    this.#namespace = object.metadata.namespace ?? this.#namespace;
  }

  /** The same resource around another state of its object. */
  withObject(object: UnstructuredObject): Resource {
    return new Resource(this.type, object);
  }

  /** Whether both are the same object, in whichever version of its API. */
  is(other: Resource): boolean {
    return (
      this.#name === other.#name &&
      this.#namespace === other.#namespace &&
      this.type.group === other.type.group &&
      this.type.kind === other.type.kind
    );
  }
}

/** The resources that are not among others. */
export function difference(
  resources: readonly Resource[],
  others: readonly Resource[],
): Resource[] {
  return resources.filter(resource => !others.some(o => o.is(resource)));
}
