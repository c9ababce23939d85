import type { KubernetesObject } from '../objects';

/** Returns the values under which an object is found. */
export type Indexer<T> = (object: T) => readonly string[];

/** The key of an object within its type: `namespace/name`, or the name alone. */
export function keyOfObject(object: {
  namespace?: string;
  name?: string;
}): string {
  return object.namespace
    ? `${object.namespace}/${object.name ?? ''}`
    : object.name ?? '';
}

interface Index<T> {
  indexer: Indexer<T>;
  keys: Map<string, Set<string>>;
}

/** Objects of one type by key, with indexes. */
export class ObjectStore<T extends KubernetesObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  keys(): string[] {
    return [...this.#objects.keys()];
  }

  set(key: string, object: T): void {
    this.delete(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) {
      addTo(index, key, object);
    }
  }

  delete(key: string): void {
    const object = this.#objects.get(key);
    if (object && this.#objects.delete(key)) {
      for (const index of this.#indexes.values()) {
        removeFrom(index, key, object);
      }
    }
  }

  addIndex(name: string, indexer: Indexer<T>): void {
    const index: Index<T> = { indexer, keys: new Map() };
    for (const [key, object] of this.#objects) {
      addTo(index, key, object);
    }
    this.#indexes.set(name, index);
  }

  byIndex(name: string, value: string): T[] {
    const index = this.#indexes.get(name);
    if (!index) {
      throw new Error(`there is no index ${JSON.stringify(name)}`);
    }
    const found: T[] = [];
    for (const key of index.keys.get(value) ?? []) {
      const object = this.#objects.get(key);
      if (object) {
        found.push(object);
      }
    }
    return found;
  }
}

function addTo<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.indexer(object)) {
    const keys = index.keys.get(value) ?? new Set();
    keys.add(key);
    index.keys.set(value, keys);
  }
}

function removeFrom<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.indexer(object)) {
    const keys = index.keys.get(value);
    keys?.delete(key);
    if (keys?.size === 0) {
      index.keys.delete(value);
    }
  }
}
