import {
  parseApiVersion,
  type KubernetesObject,
  type OwnerReference,
} from '@sluice/kubernetes';
import type { ResourceDefinition, StoreEvent } from '../resource';
import { keyOf, splitKey, type ControllerContext } from './controller';

/** The reference to the controller of an object. */
export function controllerOf(object: KubernetesObject) {
  return object.metadata.ownerReferences?.find(
    reference => reference.controller,
  );
}

/** The kind that a reference to an owner names; undefined when it is not served. */
export function definitionOfOwner(
  api: ControllerContext['api'],
  { apiVersion, kind }: OwnerReference,
): ResourceDefinition | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  return api
    .definitions()
    .find(
      item =>
        item.group === group && item.version === version && item.kind === kind,
    );
}

/** The reference with which a controller owns what it makes. */
export function ownedBy(owner: KubernetesObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The objects of one kind by the uid of their controller, so that nobody has to list a namespace. */
export class Children {
  readonly definition: ResourceDefinition;
  readonly #api: ControllerContext['api'];
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #ownerOf = new Map<string, string>();

  constructor({ api }: ControllerContext, definition: ResourceDefinition) {
    this.#api = api;
    this.definition = definition;
    for (const object of api.list(definition)) {
      this.#add(object);
    }
  }

  /** To be told of every change, before controllers are. */
  observe({ type, definition, object }: StoreEvent): void {
    if (
      definition.group !== this.definition.group ||
      definition.plural !== this.definition.plural
    ) {
      return;
    }
    if (type === 'DELETED') {
      this.#remove(keyOf(object.metadata));
    } else {
      this.#add(object);
    }
  }

  /** Copies of the objects that a controller owns, oldest first. */
  of(owner: KubernetesObject): KubernetesObject[] {
    return this.keysOf(owner.metadata.uid ?? '')
      .flatMap(key => {
        const { namespace, name } = splitKey(key);
        return this.#api.get(this.definition, namespace, name) ?? [];
      })
      .sort((left, right) =>
        compareText(
          `${left.metadata.creationTimestamp} ${left.metadata.name}`,
          `${right.metadata.creationTimestamp} ${right.metadata.name}`,
        ),
      );
  }

  keysOf(uid: string): string[] {
    return [...(this.#byOwner.get(uid) ?? [])];
  }

  #add(object: KubernetesObject): void {
    const key = keyOf(object.metadata);
    const owner = controllerOf(object)?.uid;
    if (this.#ownerOf.get(key) === owner) {
      return;
    }
    this.#remove(key);
    if (owner) {
      this.#ownerOf.set(key, owner);
      const known = this.#byOwner.get(owner) ?? new Set<string>();
      known.add(key);
      this.#byOwner.set(owner, known);
    }
  }

  #remove(key: string): void {
    const owner = this.#ownerOf.get(key);
    if (owner !== undefined) {
      this.#ownerOf.delete(key);
      const known = this.#byOwner.get(owner);
      known?.delete(key);
      if (known?.size === 0) {
        this.#byOwner.delete(owner);
      }
    }
  }
}

function compareText(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
