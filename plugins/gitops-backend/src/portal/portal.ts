import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type { Kustomization } from '@sluice/api';
import {
  ActionState,
  ActionVerb,
  ClusterStatus,
  ComponentDelivery,
  EntityDeliveries,
  EntityTimeline,
  ObjectId,
  ownerName,
} from '@sluice/plugin-gitops-common';
import type { GitopsObjectResource } from '@sluice/plugin-gitops-node';
import { Environment, environmentOf } from '../config/environments';
import type { TimelineStore } from '../history/timelineStore';
import type { Reader } from '../permissions/authorizer';
import { buildDelivery } from '../readModel/delivery';
import { EntityClaim, claimOf } from '../readModel/entityClaim';
import { neighboursOf, splitInventory } from '../readModel/parts';
import type { PortalCluster } from './portalCluster';

/** Finds components by name, as the reader may see them. */
export type ComponentLookup = (
  names: readonly string[],
  credentials: BackstageCredentials,
) => Promise<Map<string, { entityRef: string; title: string }>>;

interface PortalOptions {
  clusters: readonly PortalCluster[];
  environments: readonly Environment[];
  store: TimelineStore;
  components: ComponentLookup;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Answers what the pages ask, from what is already known: no request of a page ever waits for a cluster. */
export class Portal {
  readonly #options: PortalOptions;

  constructor(options: PortalOptions) {
    this.#options = options;
  }

  get clusters(): readonly PortalCluster[] {
    return this.#options.clusters;
  }

  clusterStatuses(): ClusterStatus[] {
    return this.clusters.map(cluster => cluster.status());
  }

  /** Throws NotFoundError when there is no such cluster. */
  cluster(name: string): PortalCluster {
    const cluster = this.clusters.find(({ config }) => config.name === name);
    if (!cluster) {
      throw new NotFoundError(`No cluster is called ${name}`);
    }
    return cluster;
  }

  resourceOf(id: ObjectId): GitopsObjectResource | undefined {
    return this.clusters
      .find(({ config }) => config.name === id.cluster)
      ?.model?.resourceOf(id);
  }

  /**
   * An applier that the reader may read. Throws NotFoundError when there is none, and also when the reader may not read it, so that
   * nobody learns what exists.
   */
  applier(
    id: ObjectId,
    reader: Reader,
  ): { cluster: PortalCluster; applier: Kustomization } {
    const cluster = this.clusters.find(
      ({ config }) => config.name === id.cluster,
    );
    const applier =
      id.kind === 'Kustomization'
        ? cluster?.model?.watch.appliers.get(id)
        : undefined;
    if (!cluster || !applier || !reader.may('read', this.resourceOf(id))) {
      throw new NotFoundError(
        `There is no ${id.kind} ${id.namespace}/${id.name} in the cluster ${id.cluster} that you may see`,
      );
    }
    return { cluster, applier };
  }

  /** Whether the reader may act on an applier, and if not, why not, in a sentence. */
  actions(
    cluster: PortalCluster,
    applier: Kustomization,
    reader: Reader,
  ): Record<ActionVerb, ActionState> {
    const id = this.#idOf(cluster, applier);
    const resource = this.resourceOf(id);
    const status = cluster.status();
    const name = `${applier.kind} ${id.namespace}/${id.name}`;
    const who = resource?.owner
      ? `${ownerName(resource.owner)}, the owner of the namespace ${
          id.namespace
        },`
      : `the platform team (the namespace ${id.namespace} has no owner)`;
    const others = (resource?.deliversTo ?? []).filter(
      owner => owner !== resource?.owner,
    );
    const shared = others.length
      ? `: it also delivers to ${others.map(ownerName).join(' and ')}`
      : '';
    const unreachable: ActionState | undefined =
      status.connection === 'live'
        ? undefined
        : {
            allowed: false,
            reason: `The cluster ${status.title} cannot be reached now`,
          };
    const decide = (
      verb: 'reconcile' | 'suspend' | 'diff',
      words: string,
    ): ActionState | undefined =>
      reader.may(verb, resource)
        ? unreachable
        : {
            allowed: false,
            reason: `Only ${who} can ${words} ${name}${shared}`,
          };
    const unless = (
      refused: ActionState | undefined,
      holds: boolean,
      reason: string,
    ): ActionState =>
      refused ?? (holds ? { allowed: false, reason } : { allowed: true });
    const suspended = applier.spec.suspend ?? false;
    return {
      reconcile: unless(
        decide('reconcile', 'reconcile'),
        suspended,
        'It is suspended: resume it first',
      ),
      suspend: unless(
        decide('suspend', 'suspend'),
        suspended,
        'It is suspended already',
      ),
      resume: unless(
        decide('suspend', 'resume'),
        !suspended,
        'It is not suspended',
      ),
      diff: unless(decide('diff', 'compare'), false, ''),
    };
  }

  async deliveries(
    entity: Entity,
    reader: Reader,
    credentials: BackstageCredentials,
  ): Promise<EntityDeliveries> {
    const { environments, now } = this.#options;
    const claim = this.#readable(claimOf(entity), reader);
    const found = this.#delivering(claim, reader);
    const names = new Set<string>();
    for (const { cluster, applier } of found) {
      const { model } = cluster;
      if (model) {
        const { others } = splitInventory(model, applier, claim);
        for (const { name } of neighboursOf(model, others)) names.add(name);
      }
    }
    const components = await this.#options.components([...names], credentials);
    const lanes = new Map<string, ComponentDelivery[]>();
    for (const { cluster, applier } of found) {
      const environment = environmentOf(environments, {
        cluster: cluster.config.name,
        namespace: applier.metadata.namespace ?? '',
        path: applier.spec.path ?? '',
        labels: applier.metadata.labels ?? {},
      });
      const name = environment?.name ?? '';
      const lane = lanes.get(name) ?? [];
      lane.push(this.#delivery(cluster, applier, claim, reader, components));
      lanes.set(name, lane);
    }
    const rest = lanes.get('');
    return {
      entityRef: claim.entityRef,
      environments: [
        ...environments.map(({ name, title }) => ({
          name,
          title,
          deliveries: lanes.get(name) ?? [],
        })),
        ...(rest
          ? [{ name: 'other', title: 'Other environments', deliveries: rest }]
          : []),
      ],
      clusters: reader.mayReadClusters ? this.clusterStatuses() : [],
      unconfirmed: this.#unconfirmed(claimOf(entity)),
      generatedAt: new Date(now()).toISOString(),
    };
  }

  /** One applier as a page of its own; the claim is everything of the reader's groups in it. */
  delivery(
    cluster: PortalCluster,
    applier: Kustomization,
    reader: Reader,
  ): ComponentDelivery {
    const claim: EntityClaim = {
      entityRef: '',
      title: applier.metadata.name ?? '',
      owners: [
        ...(this.resourceOf(this.#idOf(cluster, applier))?.deliversTo ?? []),
      ],
      objects: [],
      selects: () => true,
    };
    return this.#delivery(cluster, applier, claim, reader, new Map());
  }

  async timeline(
    entity: Entity,
    reader: Reader,
    page: { limit: number; cursor?: string },
  ): Promise<EntityTimeline> {
    if (reader.readFilter === null) {
      return { entries: [] };
    }
    const claim = this.#readable(claimOf(entity), reader);
    const objects = this.#delivering(claim, reader).flatMap(
      ({ cluster, applier }) => {
        const source = cluster.model?.sourceOf(applier);
        const id = this.#idOf(cluster, applier);
        return source ? [id, this.#idOf(cluster, source)] : [id];
      },
    );
    const unique = new Map(objects.map(id => [JSON.stringify(id), id]));
    const entries = await this.#options.store.list({
      objects: [...unique.values()],
      filter: reader.readFilter,
      limit: page.limit + 1,
      before: page.cursor,
    });
    const shown = entries.slice(0, page.limit);
    return {
      entries: shown,
      ...(entries.length > page.limit
        ? { nextCursor: shown[shown.length - 1].id }
        : {}),
    };
  }

  /**
   * An entity says itself who owns it. What it is shown of a group's namespaces is what the reader may read of them, whatever it says:
   * otherwise who may edit a catalog file could look into other teams' namespaces through a shared applier.
   */
  #readable(claim: EntityClaim, reader: Reader): EntityClaim {
    return {
      ...claim,
      owners: claim.owners.filter(owner =>
        reader.may('read', { owner, deliversTo: [owner] }),
      ),
    };
  }

  #delivering(
    claim: EntityClaim,
    reader: Reader,
  ): { cluster: PortalCluster; applier: Kustomization }[] {
    return this.clusters.flatMap(cluster => {
      const { model } = cluster;
      if (!model) {
        return [];
      }
      const appliers = new Set(
        model
          .namespacesOf(claim.owners)
          .flatMap(namespace => model.deliveringTo(namespace)),
      );
      return [...appliers]
        .filter(
          applier =>
            reader.may('read', model.resourceOfApplier(applier)) &&
            splitInventory(model, applier, claim).own.length > 0,
        )
        .sort((a, b) =>
          `${a.metadata.namespace}/${a.metadata.name}`.localeCompare(
            `${b.metadata.namespace}/${b.metadata.name}`,
          ),
        )
        .map(applier => ({ cluster, applier }));
    });
  }

  #delivery(
    cluster: PortalCluster,
    applier: Kustomization,
    claim: EntityClaim,
    reader: Reader,
    components: ReadonlyMap<string, { entityRef: string; title: string }>,
  ): ComponentDelivery {
    const { model, recorder } = cluster;
    if (!model || !recorder) {
      throw new NotFoundError(`The cluster ${cluster.config.name} is gone`);
    }
    const source = model.sourceOf(applier);
    return buildDelivery(applier, {
      model,
      cluster: cluster.status(),
      claim,
      componentOf: name => components.get(name),
      actions: this.actions(cluster, applier, reader),
      commitOf: revision => recorder.commitOf(revision),
      driftOf: object => recorder.driftOf(object),
      mayReadSource:
        source !== undefined &&
        reader.may('read', model.resourceOf(this.#idOf(cluster, source))),
    });
  }

  /** Claims of annotations that no binding confirms. Says nothing of what is there: existence is not told. */
  #unconfirmed(claim: EntityClaim): EntityDeliveries['unconfirmed'] {
    const confirmed = (namespace: string) =>
      this.clusters.some(({ model }) =>
        claim.owners.includes(model?.ownerOf(namespace) ?? ''),
      );
    const claims = [
      ...claim.objects.map(object => ({
        claim: `${object.kind}/${object.namespace}/${object.name}`,
        namespace: object.namespace,
      })),
      ...(claim.namespace
        ? [
            {
              claim: `the namespace ${claim.namespace}`,
              namespace: claim.namespace,
            },
          ]
        : []),
    ];
    return claims
      .filter(({ namespace }) => !confirmed(namespace))
      .map(({ claim: text, namespace }) => ({
        claim: text,
        reason: `No cluster binds the namespace ${namespace} to ${
          claim.owners.map(ownerName).join(' or ') || 'an owner of this entity'
        }`,
      }));
  }

  #idOf(
    cluster: PortalCluster,
    object: { kind: string; metadata: { namespace?: string; name?: string } },
  ): ObjectId {
    return {
      cluster: cluster.config.name,
      kind: object.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name ?? '',
    };
  }
}
