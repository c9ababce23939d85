import { type Resource } from './resource';
import { type ResourceId, effectiveNamespace, idKey, idText } from './identity';

/** The objects of a build in the order in which they were accumulated. */
export class ResourceMap {
  #resources: Resource[] = [];
  #byCurrentId: Map<string, Resource[]> | undefined;
  #byAnyId: Map<string, Resource[]> | undefined;

  constructor(resources: Iterable<Resource> = []) {
    for (const resource of resources) this.append(resource);
  }

  get size(): number {
    return this.#resources.length;
  }

  [Symbol.iterator](): Iterator<Resource> {
    return [...this.#resources][Symbol.iterator]();
  }

  list(): Resource[] {
    return [...this.#resources];
  }

  /** To be called after something may have changed the identity of an object. */
  identitiesChanged(): void {
    this.#byCurrentId = undefined;
    this.#byAnyId = undefined;
  }

  /** To be called after the identity of one object changed. */
  identityChanged(resource: Resource, before: ResourceId): void {
    const after = resource.currentId();
    const [oldKey, newKey] = [idKey(before), idKey(after)];
    if (oldKey === newKey) return;
    this.#byAnyId = undefined;
    if (!this.#byCurrentId) return;
    const old = this.#byCurrentId.get(oldKey) ?? [];
    this.#byCurrentId.set(
      oldKey,
      old.filter(other => other !== resource),
    );
    remember(this.#byCurrentId, after, resource);
  }

  /** @throws Error when an object has the same id */
  append(resource: Resource): void {
    const id = resource.currentId();
    if (this.withCurrentId(id).length > 0) {
      throw new Error(
        `may not add resource with an already registered id: ${idText(id)}`,
      );
    }
    this.#resources.push(resource);
    if (this.#byCurrentId) remember(this.#byCurrentId, id, resource);
    this.#byAnyId = undefined;
  }

  appendAll(resources: Iterable<Resource>): void {
    for (const resource of resources) this.append(resource);
  }

  /** Puts other objects in the place of all. @throws Error on duplicate ids */
  replaceAll(resources: readonly Resource[]): void {
    this.#resources = [];
    this.identitiesChanged();
    this.appendAll(resources);
  }

  /** Puts an object in the place of another one. */
  replace(old: Resource, replacement: Resource): void {
    const index = this.#resources.indexOf(old);
    if (index >= 0) this.#resources[index] = replacement;
    this.identitiesChanged();
  }

  dropEmpty(): void {
    if (this.#resources.some(resource => resource.isEmpty())) {
      this.#resources = this.#resources.filter(r => !r.isEmpty());
      this.identitiesChanged();
    }
  }

  withCurrentId(id: ResourceId): readonly Resource[] {
    if (!this.#byCurrentId) {
      this.#byCurrentId = new Map();
      for (const resource of this.#resources) {
        remember(this.#byCurrentId, resource.currentId(), resource);
      }
    }
    return this.#byCurrentId.get(idKey(id)) ?? [];
  }

  /** The objects that have or had this id. */
  withAnyId(id: ResourceId): readonly Resource[] {
    if (!this.#byAnyId) {
      this.#byAnyId = new Map();
      for (const resource of this.#resources) {
        if (resource.isEmpty()) continue;
        for (const known of [...resource.previousIds(), resource.currentId()]) {
          remember(this.#byAnyId, known, resource);
        }
      }
    }
    return this.#byAnyId.get(idKey(id)) ?? [];
  }

  /** The objects of which the present or an earlier identity matches. */
  matchingAnyId(matches: (id: ResourceId) => boolean): Resource[] {
    return this.#resources.filter(
      resource =>
        !resource.isEmpty() &&
        (matches(resource.currentId()) || resource.previousIds().some(matches)),
    );
  }

  /** The one object that a patch of this id is for. @throws Error when there is none or more than one */
  target(id: ResourceId): Resource {
    const found = this.withAnyId(id);
    if (found.length === 1) return found[0];
    const text = idText(id);
    throw new Error(
      `${
        found.length > 1 ? 'multiple' : 'no'
      } matches for Id ${text}; failed to find unique target for patch ${text}`,
    );
  }
}

function remember(
  index: Map<string, Resource[]>,
  id: ResourceId,
  resource: Resource,
): void {
  const key = idKey(id);
  const same = index.get(key);
  if (!same) index.set(key, [resource]);
  else if (same[same.length - 1] !== resource) same.push(resource);
}

/** Whether two objects live in the same namespace. */
export function sameNamespace(a: ResourceId, b: ResourceId): boolean {
  return effectiveNamespace(a) === effectiveNamespace(b);
}
