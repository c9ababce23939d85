import { randomUUID } from 'node:crypto';
import type { ObjectMeta } from '../objects';
import type { StubResource } from './stubApiServer';

/** An object of a stub. */
export interface StubObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

type Fields = Record<string, unknown>;

interface StoredEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: StubObject;
  version: number;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObject(value: unknown): value is StubObject {
  return isFields(value) && isFields(value.metadata);
}

/** RFC 7386. */
function mergeInto(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) {
    return patch;
  }
  const merged: Fields = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[key];
    } else {
      merged[key] = mergeInto(merged[key], value);
    }
  }
  return merged;
}

/** The objects of a stub, with their history. Results of undefined stand for a conflict. */
export class StubObjects {
  /** The newest resource version. */
  version = 1;
  /** Watches may begin here; older versions are gone. */
  oldest = 0;
  readonly #objects = new Map<string, StubObject>();
  readonly #history: StoredEvent[] = [];
  readonly #listeners: ((type: string, object: StubObject) => void)[] = [];

  static key(
    resource: StubResource,
    namespace: string | undefined,
    name: string,
  ): string {
    return [resource.group, resource.plural, namespace ?? '', name].join('|');
  }

  onEvent(listener: (type: string, object: StubObject) => void): void {
    this.#listeners.push(listener);
  }

  get(key: string): StubObject | undefined {
    return this.#objects.get(key);
  }

  list(resource: StubResource, namespace?: string): StubObject[] {
    const prefix = [resource.group, resource.plural, ''].join('|');
    return [...this.#objects]
      .filter(
        ([key, object]) =>
          key.startsWith(prefix) &&
          (!namespace || object.metadata.namespace === namespace),
      )
      .map(([, object]) => object);
  }

  eventsSince(version: number): StoredEvent[] {
    return this.#history.filter(event => event.version > version);
  }

  /** Forgets the history: older watches must list again. */
  compact(): void {
    this.#history.length = 0;
    this.oldest = this.version;
  }

  create(
    resource: StubResource,
    namespace: string | undefined,
    body: unknown,
  ): StubObject | undefined {
    if (!isObject(body)) {
      throw new Error('not an object');
    }
    const key = StubObjects.key(resource, namespace, body.metadata.name ?? '');
    if (this.#objects.has(key)) {
      return undefined;
    }
    return this.#store(key, 'ADDED', {
      ...body,
      metadata: {
        ...body.metadata,
        ...(namespace && { namespace }),
        uid: randomUUID(),
        generation: 1,
        creationTimestamp: new Date().toISOString(),
      },
    });
  }

  put(key: string, body: unknown, subresource?: string) {
    const old = this.#objects.get(key);
    if (!old || !isObject(body)) {
      throw new Error(`nothing to put at ${key}`);
    }
    const next =
      subresource === 'status' ? { ...old, status: body.status } : body;
    return this.#replace(key, old, next, body.metadata.resourceVersion);
  }

  merge(key: string, body: unknown, subresource?: string) {
    const old = this.#objects.get(key);
    if (!old || !isFields(body)) {
      throw new Error(`nothing to patch at ${key}`);
    }
    const { resourceVersion } = isFields(body.metadata)
      ? body.metadata
      : { resourceVersion: undefined };
    const patch = subresource === 'status' ? { status: body.status } : body;
    const next = mergeInto(old, patch);
    return isObject(next)
      ? this.#replace(
          key,
          old,
          next,
          typeof resourceVersion === 'string' ? resourceVersion : undefined,
        )
      : undefined;
  }

  delete(object: StubObject): StubObject {
    const key = this.#keyOf(object);
    if (object.metadata.finalizers?.length) {
      return this.#store(key, 'MODIFIED', {
        ...object,
        metadata: {
          ...object.metadata,
          generation: (object.metadata.generation ?? 0) + 1,
          deletionTimestamp: new Date().toISOString(),
        },
      });
    }
    return this.#store(key, 'DELETED', object);
  }

  #replace(
    key: string,
    old: StubObject,
    next: StubObject,
    resourceVersion: string | undefined,
  ): StubObject | undefined {
    const { metadata } = old;
    if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
      return undefined;
    }
    const changed = JSON.stringify(old.spec) !== JSON.stringify(next.spec);
    const stored = {
      ...next,
      metadata: {
        ...next.metadata,
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
        generation: (metadata.generation ?? 0) + (changed ? 1 : 0),
      },
    };
    if (JSON.stringify(stored) === JSON.stringify(old)) {
      return old;
    }
    const isGone =
      metadata.deletionTimestamp && !stored.metadata.finalizers?.length;
    return this.#store(key, isGone ? 'DELETED' : 'MODIFIED', stored);
  }

  #store(
    key: string,
    type: StoredEvent['type'],
    object: StubObject,
  ): StubObject {
    this.version += 1;
    const stored = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.version) },
    };
    if (type === 'DELETED') {
      this.#objects.delete(key);
    } else {
      this.#objects.set(key, stored);
    }
    this.#history.push({ type, object: stored, version: this.version });
    this.#listeners.forEach(listener => listener(type, stored));
    return stored;
  }

  #keyOf(object: StubObject): string {
    for (const [key, stored] of this.#objects) {
      if (stored === object) {
        return key;
      }
    }
    throw new Error('not stored');
  }
}
