import type { KubernetesObject } from '@sluice/kubernetes';
import type {
  InternalApi,
  InternalWriteOptions,
  ResourceDefinition,
  StoreEvent,
  TokenOptions,
} from '../resource';
import { copyJson } from '../store/json';
import type { StoreChange } from '../store/store';
import { createObject } from './create';
import { decodeObject } from './decodeObject';
import { deleteObject } from './deletion';
import { writeOver } from './update';
import { notFound } from '../server/apiFailure';
import type { Registry } from './registry';
import { ownWrite } from './writeContext';

export interface RegistryApiOptions {
  registry: Registry;
  caPem: string;
  issueToken(
    serviceAccount: KubernetesObject,
    options: TokenOptions,
  ): { token: string; expirationTimestamp: string };
}

/** The registry as the server's own controllers use it. */
export class RegistryApi implements InternalApi {
  readonly caPem: string;
  readonly #registry: Registry;
  readonly #issueToken: RegistryApiOptions['issueToken'];

  constructor(options: RegistryApiOptions) {
    this.#registry = options.registry;
    this.#issueToken = options.issueToken;
    this.caPem = options.caPem;
  }

  definitions(): readonly ResourceDefinition[] {
    return this.#registry.resources().map(resource => resource.definition);
  }

  setDefinition(definition: ResourceDefinition): void {
    this.#registry.set(definition);
  }

  removeDefinition(group: string, version: string, plural: string): void {
    this.#registry.remove(group, version, plural);
  }

  get(
    definition: ResourceDefinition,
    namespace: string,
    name: string,
  ): KubernetesObject | undefined {
    const resource = this.#registry.require(definition);
    const stored = this.#registry.stored(resource, namespace, name);
    return stored && copyJson(stored.view(resource.definition).object);
  }

  list(definition: ResourceDefinition, namespace = ''): KubernetesObject[] {
    const resource = this.#registry.require(definition);
    return this.#registry.store
      .table(resource.table)
      .list(resource.prefix(namespace))
      .map(stored => copyJson(stored.view(resource.definition).object));
  }

  create(
    definition: ResourceDefinition,
    object: KubernetesObject,
    options: InternalWriteOptions,
  ): KubernetesObject {
    const resource = this.#registry.require(definition);
    const decoded = decodeObject(copyJson(object), resource.definition);
    const result = createObject(
      this.#registry,
      resource,
      object.metadata.namespace ?? '',
      decoded,
      ownWrite(options.manager, options.subresource),
    );
    return copyJson(result.object);
  }

  update(
    definition: ResourceDefinition,
    object: KubernetesObject,
    options: InternalWriteOptions,
  ): KubernetesObject {
    const resource = this.#registry.require(definition);
    const { namespace = '', name = '' } = object.metadata;
    const live = this.#registry.stored(resource, namespace, name);
    if (!live) {
      throw notFound(resource, name);
    }
    const decoded = decodeObject(copyJson(object), resource.definition);
    const result = writeOver(
      this.#registry,
      resource,
      live,
      decoded,
      ownWrite(options.manager, options.subresource),
    );
    return copyJson(result.object);
  }

  delete(
    definition: ResourceDefinition,
    namespace: string,
    name: string,
    options: {
      propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
      uid?: string;
    } = {},
  ): void {
    const resource = this.#registry.require(definition);
    deleteObject(this.#registry, resource, namespace, name, {
      dryRun: false,
      propagationPolicy: options.propagationPolicy,
      preconditions: options.uid ? { uid: options.uid } : undefined,
    });
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    return this.#registry.store.subscribe(change => listener(eventOf(change)));
  }

  onCommit(listener: (event: StoreEvent) => void): () => void {
    return this.#registry.store.onCommit(change => listener(eventOf(change)));
  }

  issueToken(
    serviceAccount: KubernetesObject,
    options: TokenOptions = {},
  ): { token: string; expirationTimestamp: string } {
    return this.#issueToken(serviceAccount, options);
  }
}

function eventOf(change: StoreChange): StoreEvent {
  const { definition, type, current, previous } = change;
  return {
    type,
    definition,
    object: current.view(definition).object,
    previous: previous?.view(definition).object,
  };
}
