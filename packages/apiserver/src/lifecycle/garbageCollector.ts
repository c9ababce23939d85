import { type KubernetesObject, type OwnerReference } from '@sluice/kubernetes';
import type { ResourceDefinition, StoreEvent } from '../resource';
import { definitionOfOwner } from './children';
import type { Controller, ControllerContext } from './controller';
import type { EventRecorder } from './eventRecorder';

const manager = 'kube-controller-manager';
const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/** Where an object is stored, whatever version it is read in. */
interface Place {
  group: string;
  plural: string;
  namespace: string;
  name: string;
  uid: string;
}

function placeOf(
  { group, plural }: ResourceDefinition,
  { metadata }: KubernetesObject,
): Place {
  return {
    group,
    plural,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
  };
}

function keyOfPlace({ group, plural, namespace, name }: Place): string {
  return [group, plural, namespace, name].join('|');
}

/** Who depends on whom, by uid; kept from the store's changes. */
class DependencyGraph {
  readonly #dependents = new Map<string, Map<string, Place>>();
  readonly #owners = new Map<string, readonly string[]>();

  /** Replaces what is known of an object's owners. */
  set(place: Place, owners: readonly OwnerReference[]): void {
    const uids = owners.map(({ uid }) => uid);
    this.remove(place.uid);
    if (uids.length === 0) {
      return;
    }
    this.#owners.set(place.uid, uids);
    for (const uid of uids) {
      const known = this.#dependents.get(uid) ?? new Map<string, Place>();
      known.set(place.uid, place);
      this.#dependents.set(uid, known);
    }
  }

  remove(dependent: string): void {
    for (const owner of this.#owners.get(dependent) ?? []) {
      const known = this.#dependents.get(owner);
      known?.delete(dependent);
      if (known?.size === 0) {
        this.#dependents.delete(owner);
      }
    }
    this.#owners.delete(dependent);
  }

  dependentsOf(owner: string): Place[] {
    return [...(this.#dependents.get(owner)?.values() ?? [])];
  }

  ownersOf(dependent: string): readonly string[] {
    return this.#owners.get(dependent) ?? [];
  }
}

/**
 * Deletes what nobody owns any more: dependents whose owners are all gone (by uid), dependents of an owner that is deleted
 * in the foreground before the owner, and cuts ties where an owner is deleted with orphans.
 */
export function garbageCollector(
  context: ControllerContext,
  events: EventRecorder,
): Controller {
  const { api } = context;
  const graph = new DependencyGraph();
  const places = new Map<string, Place>();
  /** Owners that are deleted in the foreground, by uid. */
  const waitingOwners = new Map<string, Place>();

  const definitionOf = (group: string, plural: string) =>
    api
      .definitions()
      .find(
        definition =>
          definition.group === group && definition.plural === plural,
      );

  const read = (place: Place) => {
    const definition = definitionOf(place.group, place.plural);
    const object =
      definition && api.get(definition, place.namespace, place.name);
    return definition && object ? { definition, object } : undefined;
  };

  /** `unknown` when the owner's kind is not served: then nothing may be concluded. */
  function ownerState(
    reference: OwnerReference,
    dependent: KubernetesObject,
  ): KubernetesObject | 'absent' | 'unknown' {
    const definition = definitionOfOwner(api, reference);
    if (!definition) {
      return 'unknown';
    }
    const namespace = dependent.metadata.namespace ?? '';
    if (definition.namespaced && namespace === '') {
      events.warn(
        dependent,
        'OwnerRefInvalidNamespace',
        `ownerRef [${reference.apiVersion}/${reference.kind}, namespace: , name: ${reference.name}, uid: ${reference.uid}] does not exist in namespace ""`,
        'garbage-collector-controller',
      );
      return 'unknown';
    }
    const owner = api.get(
      definition,
      definition.namespaced ? namespace : '',
      reference.name,
    );
    return owner && owner.metadata.uid === reference.uid ? owner : 'absent';
  }

  function collect(
    definition: ResourceDefinition,
    object: KubernetesObject,
  ): void {
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0 || object.metadata.deletionTimestamp) {
      return;
    }
    const states = references.map(reference => ({
      reference,
      state: ownerState(reference, object),
    }));
    if (states.some(({ state }) => state === 'unknown')) {
      return;
    }
    const waiting = (state: KubernetesObject | 'absent' | 'unknown') =>
      typeof state === 'object' &&
      Boolean(state.metadata.deletionTimestamp) &&
      (state.metadata.finalizers ?? []).includes(foreground);
    const solid = states.filter(
      ({ state }) => typeof state === 'object' && !waiting(state),
    );
    const { namespace = '', name = '', uid } = object.metadata;
    if (solid.length > 0) {
      if (solid.length < states.length) {
        api.update(
          definition,
          {
            ...object,
            metadata: {
              ...object.metadata,
              ownerReferences: solid.map(({ reference }) => reference),
            },
          },
          { manager },
        );
      }
      return;
    }
    const hasDependents = graph.dependentsOf(uid ?? '').length > 0;
    const inForeground =
      states.some(({ state }) => waiting(state)) && hasDependents;
    api.delete(definition, namespace, name, {
      propagationPolicy: inForeground ? 'Foreground' : 'Background',
      uid,
    });
  }

  function withoutFinalizer(
    definition: ResourceDefinition,
    object: KubernetesObject,
    finalizer: string,
  ): void {
    api.update(
      definition,
      {
        ...object,
        metadata: {
          ...object.metadata,
          finalizers: (object.metadata.finalizers ?? []).filter(
            item => item !== finalizer,
          ),
        },
      },
      { manager },
    );
  }

  function cutTies(owner: KubernetesObject): void {
    for (const place of graph.dependentsOf(owner.metadata.uid ?? '')) {
      const found = read(place);
      if (found && found.object.metadata.uid === place.uid) {
        api.update(
          found.definition,
          {
            ...found.object,
            metadata: {
              ...found.object.metadata,
              ownerReferences: (
                found.object.metadata.ownerReferences ?? []
              ).filter(({ uid }) => uid !== owner.metadata.uid),
            },
          },
          { manager },
        );
      }
    }
  }

  /** Whether dependents still hold up an owner that is deleted in the foreground. */
  function blocks(place: Place, owner: string): boolean {
    return (
      read(place)?.object.metadata.ownerReferences?.some(
        reference => reference.uid === owner && reference.blockOwnerDeletion,
      ) ?? false
    );
  }

  function finish(
    definition: ResourceDefinition,
    object: KubernetesObject,
  ): void {
    const finalizers = object.metadata.finalizers ?? [];
    const uid = object.metadata.uid ?? '';
    if (finalizers.includes(orphan)) {
      cutTies(object);
      withoutFinalizer(definition, object, orphan);
    } else if (finalizers.includes(foreground)) {
      for (const place of graph.dependentsOf(uid)) {
        const found = read(place);
        if (found && !found.object.metadata.deletionTimestamp) {
          collect(found.definition, found.object);
        }
      }
      const blocked = graph.dependentsOf(uid).some(place => blocks(place, uid));
      const live = read(placeOf(definition, object));
      if (!blocked && live) {
        withoutFinalizer(live.definition, live.object, foreground);
      }
    }
  }

  function observe(
    definition: ResourceDefinition,
    object: KubernetesObject,
  ): string[] {
    const owners = object.metadata.ownerReferences ?? [];
    const place = placeOf(definition, object);
    graph.set(place, owners);
    const finalizers = object.metadata.finalizers ?? [];
    const concerns =
      owners.length > 0 ||
      (object.metadata.deletionTimestamp &&
        (finalizers.includes(foreground) || finalizers.includes(orphan)));
    if (!concerns) {
      return [];
    }
    const key = keyOfPlace(place);
    places.set(key, place);
    return [key];
  }

  function forget(place: Place): string[] {
    const keys: string[] = [];
    // Owners that wait for their dependents.
    for (const uid of graph.ownersOf(place.uid)) {
      const owner = waitingOwners.get(uid);
      if (owner) {
        keys.push(keyOfPlace(owner));
        places.set(keyOfPlace(owner), owner);
      }
    }
    graph.remove(place.uid);
    waitingOwners.delete(place.uid);
    for (const dependent of graph.dependentsOf(place.uid)) {
      const key = keyOfPlace(dependent);
      places.set(key, dependent);
      keys.push(key);
    }
    return keys;
  }

  function changed({ type, definition, object }: StoreEvent): string[] {
    const place = placeOf(definition, object);
    if (type === 'DELETED') {
      return forget(place);
    }
    if (
      object.metadata.deletionTimestamp &&
      object.metadata.finalizers?.includes(foreground)
    ) {
      waitingOwners.set(place.uid, place);
    }
    return observe(definition, object);
  }

  return {
    name: 'garbage-collector',
    keys: changed,
    initial() {
      const seen = new Set<string>();
      const keys: string[] = [];
      for (const definition of api.definitions()) {
        const id = `${definition.group}/${definition.plural}`;
        if (seen.has(id)) {
          continue;
        }
        seen.add(id);
        for (const object of api.list(definition)) {
          keys.push(...changed({ type: 'ADDED', definition, object }));
        }
      }
      return keys;
    },
    reconcile(key) {
      const place = places.get(key);
      places.delete(key);
      const found = place && read(place);
      if (!found || found.object.metadata.uid !== place.uid) {
        return;
      }
      if (found.object.metadata.deletionTimestamp) {
        finish(found.definition, found.object);
      } else {
        collect(found.definition, found.object);
      }
    },
  };
}
