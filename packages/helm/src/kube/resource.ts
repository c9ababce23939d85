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
}

/** Names an object whatever the version of its API. */
function identityOf({ type, name, namespace }: Resource): string {
  return JSON.stringify([type.group, type.kind, namespace, name]);
}

/** Resources to be found by what they are, in whichever version of their API. */
export class ResourceLookup {
  readonly #known = new Map<string, Resource>();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      const identity = identityOf(resource);
      // The first counts.
      if (!this.#known.has(identity)) this.#known.set(identity, resource);
    }
  }

  find(resource: Resource): Resource | undefined {
    return this.#known.get(identityOf(resource));
  }
}

/** The resources that are not among others. */
export function difference(
  resources: readonly Resource[],
  others: readonly Resource[],
): Resource[] {
  const known = new ResourceLookup(others);
  return resources.filter(resource => !known.find(resource));
}
