import type { Kustomization } from '@sluice/api';
import { ObjectId, ownerOfNamespace } from '@sluice/plugin-gitops-common';
import type { GitopsObjectResource } from '@sluice/plugin-gitops-node';
import type { ClusterChange, ClusterWatch } from '../cluster/clusterWatch';
import type { Source, Workload } from '../cluster/kinds';
import { InventoryObject, parseInventoryEntry } from './inventory';
import { PodProblems } from './podProblems';

const keyOf = (object: { metadata: { namespace?: string; name?: string } }) =>
  `${object.metadata.namespace}/${object.metadata.name}`;

/**
 * What is derived from a cluster's watches and kept up to date with them: the inventories by namespace, and who owns what.
 */
export class ClusterModel {
  readonly watch: ClusterWatch;
  readonly pods: PodProblems;
  readonly #inventories = new Map<string, InventoryObject[]>();
  readonly #byNamespace = new Map<string, Set<string>>();

  constructor(watch: ClusterWatch, pods: PodProblems) {
    this.watch = watch;
    this.pods = pods;
  }

  /** To be called for every change of the watch, before others hear of it. */
  apply(change: ClusterChange): void {
    if (change.kind === 'applier') {
      if (change.before) this.#forget(change.before);
      if (change.after) this.#index(change.after);
    } else if (change.kind === 'workload') {
      if (change.after) this.pods.observe(change.after);
      else if (change.before) this.pods.forget(change.before);
    }
  }

  #index(applier: Kustomization): void {
    const objects = (applier.status?.inventory?.entries ?? []).flatMap(
      entry => parseInventoryEntry(entry) ?? [],
    );
    const key = keyOf(applier);
    this.#inventories.set(key, objects);
    for (const { namespace } of objects) {
      if (namespace) {
        const keys = this.#byNamespace.get(namespace) ?? new Set();
        keys.add(key);
        this.#byNamespace.set(namespace, keys);
      }
    }
  }

  #forget(applier: Kustomization): void {
    const key = keyOf(applier);
    for (const { namespace } of this.#inventories.get(key) ?? []) {
      const keys = this.#byNamespace.get(namespace);
      keys?.delete(key);
      if (keys?.size === 0) {
        this.#byNamespace.delete(namespace);
      }
    }
    this.#inventories.delete(key);
  }

  /** The group that a namespace is bound to. */
  ownerOf(namespace: string | undefined): string | undefined {
    return namespace
      ? ownerOfNamespace(
          this.watch.namespaces.get({ name: namespace })?.metadata.labels,
        )
      : undefined;
  }

  inventoryOf(applier: Kustomization): readonly InventoryObject[] {
    return this.#inventories.get(keyOf(applier)) ?? [];
  }

  /** Appliers whose inventory names an object in the namespace. */
  deliveringTo(namespace: string): Kustomization[] {
    return [...(this.#byNamespace.get(namespace) ?? [])].flatMap(key => {
      const slash = key.indexOf('/');
      return (
        this.watch.appliers.get({
          namespace: key.slice(0, slash),
          name: key.slice(slash + 1),
        }) ?? []
      );
    });
  }

  /** Namespaces that are bound to one of the groups. */
  namespacesOf(owners: readonly string[]): string[] {
    return this.watch.namespaces
      .list()
      .flatMap(({ metadata }) =>
        metadata.name &&
        owners.includes(ownerOfNamespace(metadata.labels) ?? '')
          ? [metadata.name]
          : [],
      );
  }

  workload(object: InventoryObject): Workload | undefined {
    return this.watch.workloads
      .get(object.kind)
      ?.get({ namespace: object.namespace, name: object.name });
  }

  sourceOf(applier: Kustomization): Source | undefined {
    const { kind, namespace, name } = applier.spec.sourceRef;
    return this.watch.source(
      kind,
      namespace ?? applier.metadata.namespace ?? '',
      name,
    );
  }

  /** What permission rules decide by, for an applier or a source. */
  resourceOf(id: Omit<ObjectId, 'cluster'>): GitopsObjectResource | undefined {
    if (id.kind === 'Kustomization') {
      const applier = this.watch.appliers.get(id);
      return applier && this.resourceOfApplier(applier);
    }
    if (!this.watch.source(id.kind, id.namespace, id.name)) {
      return undefined;
    }
    const consumers = this.watch.appliers
      .list()
      .filter(
        ({ spec, metadata }) =>
          spec.sourceRef.kind === id.kind &&
          spec.sourceRef.name === id.name &&
          (spec.sourceRef.namespace ?? metadata.namespace) === id.namespace,
      )
      .map(applier => this.resourceOfApplier(applier));
    return {
      owner: this.ownerOf(id.namespace) ?? '',
      deliversTo: [
        ...new Set(consumers.flatMap(({ deliversTo }) => deliversTo)),
      ],
    };
  }

  /** The same for an applier that may be gone already, as long as its inventory is remembered. */
  resourceOfApplier(applier: Kustomization): GitopsObjectResource {
    const namespaces = new Set(
      this.inventoryOf(applier).map(({ namespace }) => namespace),
    );
    return {
      owner: this.ownerOf(applier.metadata.namespace) ?? '',
      deliversTo: [
        ...new Set(
          [...namespaces].flatMap(namespace => this.ownerOf(namespace) ?? []),
        ),
      ],
    };
  }
}
