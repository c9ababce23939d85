import { kustomizationType, type Kustomization } from '@sluice/api';
import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '@sluice/kubernetes';
import {
  Informer,
  KubernetesClient,
  isForbidden,
  isUnauthorized,
} from '@sluice/kubernetes/client';
import type { ClusterConfig } from '../config/clusters';
import {
  CoreEvent,
  Lease,
  Source,
  Workload,
  sourceTypes,
  workloadTypes,
} from './kinds';

/** Label that Flux puts on everything that a Kustomization applies. */
export const kustomizationNameLabel = 'kustomize.toolkit.fluxcd.io/name';

export interface ConnectionState {
  connection: 'live' | 'connecting' | 'unreachable' | 'forbidden';
  /** Milliseconds since the epoch. */
  since: number;
  message?: string;
}

/** What changed in a cluster, for those who keep something derived from it. */
export type ClusterChange =
  | { kind: 'applier'; before?: Kustomization; after?: Kustomization }
  | { kind: 'source'; before?: Source; after?: Source }
  | { kind: 'namespace'; name: string }
  | { kind: 'workload'; before?: Workload; after?: Workload }
  | { kind: 'event'; event: CoreEvent }
  | { kind: 'lease' }
  | { kind: 'connection' };

interface ClusterWatchOptions {
  config: ClusterConfig;
  client: KubernetesClient;
  /** Milliseconds since the epoch. */
  now: () => number;
  onChange: (change: ClusterChange) => void;
}

/** Drops what the pages never show, which is most of an object's size. */
function withoutManagedFields<T extends KubernetesObject>(object: T): T {
  const { managedFields, ...metadata } = object.metadata;
  return managedFields ? { ...object, metadata } : object;
}

/**
 * What the portal knows of one cluster, from its own watches as its own account: appliers, sources, who owns which namespace,
 * the workloads that Flux labelled, events about Flux objects, and the leases of the controllers.
 */
export class ClusterWatch {
  readonly config: ClusterConfig;
  readonly client: KubernetesClient;
  readonly appliers: Informer<Kustomization>;
  readonly namespaces: Informer<KubernetesObject>;
  readonly sources: ReadonlyMap<string, Informer<Source>>;
  readonly workloads: ReadonlyMap<string, Informer<Workload>>;
  readonly leases: Informer<Lease>;
  readonly #events: readonly Informer<CoreEvent>[];
  readonly #now: () => number;
  readonly #onChange: (change: ClusterChange) => void;
  #connection: ConnectionState;

  constructor({ config, client, now, onChange }: ClusterWatchOptions) {
    this.config = config;
    this.client = client;
    this.#now = now;
    this.#onChange = onChange;
    this.#connection = { connection: 'connecting', since: now() };

    this.appliers = this.#informer<Kustomization>(kustomizationType, {
      changed: (before, after) => ({ kind: 'applier', before, after }),
    });
    this.appliers.onState(() => this.#connectionChanged());
    this.namespaces = this.#informer<KubernetesObject>(
      { apiVersion: 'v1', kind: 'Namespace' },
      {
        metadataOnly: true,
        changed: (before, after) => ({
          kind: 'namespace',
          name: after?.metadata.name ?? before?.metadata.name ?? '',
        }),
      },
    );
    this.sources = new Map(
      sourceTypes.map(type => [
        type.kind,
        this.#informer<Source>(type, {
          changed: (before, after) => ({ kind: 'source', before, after }),
        }),
      ]),
    );
    this.workloads = new Map(
      workloadTypes.map(type => [
        type.kind,
        this.#informer<Workload>(type, {
          labelSelector: kustomizationNameLabel,
          changed: (before, after) => ({ kind: 'workload', before, after }),
        }),
      ]),
    );
    this.leases = this.#informer<Lease>(
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      {
        namespace: config.controllers.runtimeNamespace,
        changed: () => ({ kind: 'lease' }),
      },
    );
    this.#events = [
      'Kustomization',
      ...sourceTypes.map(({ kind }) => kind),
    ].map(kind =>
      this.#informer<CoreEvent>(
        { apiVersion: 'v1', kind: 'Event' },
        {
          fieldSelector: `involvedObject.kind=${kind}`,
          changed: (_, after) =>
            after ? { kind: 'event', event: after } : undefined,
        },
      ),
    );
  }

  #informer<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options: {
      namespace?: string;
      labelSelector?: string;
      fieldSelector?: string;
      metadataOnly?: boolean;
      changed: (before?: T, after?: T) => ClusterChange | undefined;
    },
  ): Informer<T> {
    const { changed, ...rest } = options;
    const informer = new Informer<T>({
      client: this.client,
      type,
      ...rest,
      transform: withoutManagedFields,
    });
    const tell = (before?: T, after?: T) => {
      const change = changed(before, after);
      if (change) {
        this.#onChange(change);
      }
    };
    informer.addHandler({
      added: object => tell(undefined, object),
      updated: (before, after) => tell(before, after),
      deleted: object => tell(object, undefined),
    });
    return informer;
  }

  #all(): { start(): void; stop(): Promise<void> }[] {
    return [
      this.appliers,
      this.namespaces,
      ...this.sources.values(),
      ...this.workloads.values(),
      this.leases,
      ...this.#events,
    ];
  }

  start(): void {
    for (const informer of this.#all()) {
      informer.start();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all().map(informer => informer.stop()));
    await this.client.close();
  }

  /** Derived from the watch of the appliers: without it nothing on a page is current. */
  get connection(): ConnectionState {
    return this.#connection;
  }

  source(kind: string, namespace: string, name: string): Source | undefined {
    return this.sources.get(kind)?.get({ namespace, name });
  }

  /** Events about Flux objects, as they are known now. */
  events(): CoreEvent[] {
    return this.#events.flatMap(informer => informer.list());
  }

  #connectionChanged(): void {
    const next = this.#readConnection();
    if (
      next.connection !== this.#connection.connection ||
      next.message !== this.#connection.message
    ) {
      this.#connection = {
        ...next,
        since:
          next.connection === this.#connection.connection
            ? this.#connection.since
            : this.#now(),
      };
      this.#onChange({ kind: 'connection' });
    }
  }

  #readConnection(): Omit<ConnectionState, 'since'> {
    const { state } = this.appliers;
    switch (state.phase) {
      case 'watching':
        return { connection: 'live' };
      case 'disconnected':
        return { connection: 'unreachable', message: state.error.message };
      case 'blocked':
        return {
          connection:
            isForbidden(state.error) || isUnauthorized(state.error)
              ? 'forbidden'
              : 'unreachable',
          message: state.error.message,
        };
      case 'listing':
        // A new list after a gap does not make a live page forget that it is live.
        return this.#connection.connection === 'live' && this.appliers.hasSynced
          ? { connection: 'live' }
          : { connection: 'connecting' };
      default:
        return { connection: 'connecting' };
    }
  }
}
