import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { notFound } from '../server/apiFailure';
import type { ObjectView, StoredObject } from '../store/storedObject';
import type { Store } from '../store/store';
import type { AdmissionCheck, AdmissionRequest } from './admission';
import { RegisteredResource } from './registeredResource';

export interface RegistryOptions {
  store: Store;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What the server serves now, and where it is stored. */
export class Registry {
  readonly store: Store;
  readonly now: () => number;
  readonly #resources = new Map<string, RegisteredResource>();
  readonly #checks: AdmissionCheck[] = [];
  readonly #listeners = new Set<() => void>();
  #generation = 0;

  constructor(options: RegistryOptions) {
    this.store = options.store;
    this.now = options.now;
  }

  /** Counts changes of what is served; discovery documents of an older one are stale. */
  get generation(): number {
    return this.#generation;
  }

  resources(): RegisteredResource[] {
    return [...this.#resources.values()];
  }

  find(
    group: string,
    version: string,
    plural: string,
  ): RegisteredResource | undefined {
    return this.#resources.get(resourceId(group, version, plural));
  }

  /** The registered form of a definition. Throws when it is not served. */
  require(definition: ResourceDefinition): RegisteredResource {
    const { group, version, plural } = definition;
    const found = this.find(group, version, plural);
    if (!found) {
      throw notFound(definition, '');
    }
    return found;
  }

  set(definition: ResourceDefinition): void {
    const { group, version, plural } = definition;
    this.#resources.set(
      resourceId(group, version, plural),
      new RegisteredResource(definition),
    );
    this.#changed();
  }

  remove(group: string, version: string, plural: string): void {
    if (this.#resources.delete(resourceId(group, version, plural))) {
      this.#changed();
    }
  }

  /** Calls back whenever something is served that was not, or the other way around. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  addCheck(check: AdmissionCheck): void {
    this.#checks.push(check);
  }

  admit(request: AdmissionRequest): void {
    for (const check of this.#checks) {
      check(request);
    }
  }

  stored(
    resource: RegisteredResource,
    namespace: string,
    name: string,
  ): StoredObject | undefined {
    return this.store.table(resource.table).get(resource.key(namespace, name));
  }

  /** The object, or a 404. */
  view(
    resource: RegisteredResource,
    namespace: string,
    name: string,
  ): ObjectView {
    const stored = this.stored(resource, namespace, name);
    if (!stored) {
      throw notFound(resource, name);
    }
    return stored.view(resource.definition);
  }

  /** Seconds of now, as timestamps of objects have them. */
  timestamp(): string {
    return timestampOf(this.now());
  }

  #changed(): void {
    this.#generation++;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** `2006-01-02T15:04:05Z` */
export function timestampOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function resourceId(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}

/** What a write answers. */
export interface WriteResult {
  /** HTTP status code. */
  code: number;
  object: KubernetesObject;
  /** The revision that must be durable before the answer is sent. */
  revision: number;
  /** The JSON of the object when it is at hand. */
  view?: ObjectView;
}
