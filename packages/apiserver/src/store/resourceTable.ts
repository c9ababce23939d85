import type { StoredObject } from './storedObject';

/** A change of one object, as the ring of its resource keeps it. */
export interface TableEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  /** The new state; of a deletion the last one, with the revision of the deletion. */
  current: StoredObject;
  previous: StoredObject | undefined;
}

/** How many changes of one resource can be watched from the past, at least, unless the store is told otherwise. */
export const defaultHistoryLimit = 10_000;

/** All objects of one resource, sorted by key, with the latest changes. */
export class ResourceTable {
  readonly #objects = new Map<string, StoredObject>();
  #keys: string[] = [];
  #ring: TableEvent[] = [];
  /** Changes after this revision are all in the ring. */
  #completeSince: number;

  readonly #historyLimit: number;

  constructor(revision: number, historyLimit = defaultHistoryLimit) {
    this.#completeSince = revision;
    this.#historyLimit = historyLimit;
  }

  /** The state was loaded as it was at a revision: changes before it are not known. */
  completeSince(revision: number): void {
    this.#completeSince = revision;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Objects whose key starts with the prefix, in the order of keys. */
  list(prefix = ''): StoredObject[] {
    const found: StoredObject[] = [];
    for (
      let index = lowerBound(this.#keys, prefix);
      index < this.#keys.length && this.#keys[index].startsWith(prefix);
      index++
    ) {
      const object = this.#objects.get(this.#keys[index]);
      if (object) {
        found.push(object);
      }
    }
    return found;
  }

  /**
   * What `list` answered after the change with that revision; undefined when the ring does not reach back so far.
   */
  listAt(revision: number, prefix = ''): StoredObject[] | undefined {
    if (revision < this.#completeSince) {
      return undefined;
    }
    const changed = new Map<string, StoredObject | undefined>();
    for (let index = this.#ring.length - 1; index >= 0; index--) {
      const event = this.#ring[index];
      if (event.revision <= revision) {
        break;
      }
      if (event.current.key.startsWith(prefix)) {
        changed.set(event.current.key, event.previous);
      }
    }
    const current = this.list(prefix);
    if (changed.size === 0) {
      return current;
    }
    const kept = current.filter(object => !changed.has(object.key));
    for (const object of changed.values()) {
      if (object) {
        kept.push(object);
      }
    }
    return kept.sort((left, right) => compareKeys(left.key, right.key));
  }

  /** Changes after a revision, oldest first; undefined when some of them are no longer known. */
  eventsSince(revision: number): TableEvent[] | undefined {
    if (revision < this.#completeSince) {
      return undefined;
    }
    let start = this.#ring.length;
    while (start > 0 && this.#ring[start - 1].revision > revision) {
      start--;
    }
    return this.#ring.slice(start);
  }

  apply(event: TableEvent): void {
    const { key } = event.current;
    if (event.type === 'DELETED') {
      this.#objects.delete(key);
      const index = lowerBound(this.#keys, key);
      if (this.#keys[index] === key) {
        this.#keys.splice(index, 1);
      }
    } else {
      this.#insert(event.current);
    }
    this.#ring.push(event);
    if (this.#ring.length > this.#historyLimit * 1.5) {
      const dropped = this.#ring.length - this.#historyLimit;
      this.#completeSince = this.#ring[dropped - 1].revision;
      this.#ring = this.#ring.slice(dropped);
    }
  }

  /** Puts an object in place without a change to watch, when the state is loaded. */
  load(object: StoredObject): void {
    this.#insert(object);
  }

  #insert(object: StoredObject): void {
    if (!this.#objects.has(object.key)) {
      const last = this.#keys.at(-1);
      if (last === undefined || compareKeys(last, object.key) < 0) {
        this.#keys.push(object.key);
      } else {
        this.#keys.splice(lowerBound(this.#keys, object.key), 0, object.key);
      }
    }
    this.#objects.set(object.key, object);
  }
}

/** The order of keys: by code unit, which for names in Kubernetes is the order of bytes. */
function compareKeys(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
