import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { ClusterStatus, ObjectId } from '@sluice/plugin-gitops-common';
import type { GitopsObjectResource } from '@sluice/plugin-gitops-node';
import { ClusterChange, ClusterWatch } from '../cluster/clusterWatch';
import type { ClusterAccess, ClusterConfig } from '../config/clusters';
import type { ControllersHost } from '../controllers/controllersHost';
import { HistoryRecorder } from '../history/historyRecorder';
import type { TimelineStore } from '../history/timelineStore';
import { ClusterModel } from '../readModel/clusterModel';
import { controllersStatus } from '../readModel/controllersStatus';
import { PodProblems } from '../readModel/podProblems';

export interface PortalClusterOptions {
  config: ClusterConfig;
  connect: (access: ClusterAccess) => Promise<KubernetesClient>;
  store: TimelineStore;
  logger: LoggerService;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Makes the host of the controllers that the portal runs for this cluster, if it does. */
  createHost: (onChange: () => void) => ControllersHost | undefined;
  /** An object's page is no longer current. `resource`: what rules decide by; of an object that is gone, what it was. */
  onObject: (id: ObjectId, resource: GitopsObjectResource | undefined) => void;
  /** The state of the cluster itself has changed. */
  onCluster: () => void;
}

interface Connected {
  model: ClusterModel;
  recorder: HistoryRecorder;
}

const retryDelay = 5_000;

/**
 * One cluster as the portal sees it: its watches, what is derived from them, its history and its hosted controllers. Nothing here
 * fails the backend: a cluster that cannot be reached says so on its pages.
 */
export class PortalCluster {
  readonly config: ClusterConfig;
  readonly #options: PortalClusterOptions;
  readonly #host: ControllersHost | undefined;
  #connected: Connected | undefined;
  #failure: { since: number; message: string } | undefined;
  #retry: NodeJS.Timeout | undefined;
  #leaseCheck: NodeJS.Timeout | undefined;
  #controllersState = '';
  #stopped = false;

  constructor(options: PortalClusterOptions) {
    this.config = options.config;
    this.#options = options;
    this.#host = options.createHost(() => this.#hostChanged());
  }

  /** Starts to connect; returns at once. */
  start(): void {
    this.#host?.start();
    void this.#connect();
  }

  get model(): ClusterModel | undefined {
    return this.#connected?.model;
  }

  get recorder(): HistoryRecorder | undefined {
    return this.#connected?.recorder;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#leaseCheck);
    const connected = this.#connected;
    await Promise.all([
      this.#host?.stop(),
      connected?.model.pods.stop(),
      connected?.model.watch.stop(),
    ]);
    await connected?.recorder.flush();
  }

  status(): ClusterStatus {
    const { now } = this.#options;
    const { name, title, mode } = this.config;
    const watch = this.#connected?.model.watch;
    if (!watch) {
      const since = new Date(this.#failure?.since ?? now()).toISOString();
      return {
        name,
        title,
        mode,
        connection: this.#failure ? 'unreachable' : 'connecting',
        since,
        ...(this.#failure ? { message: this.#failure.message } : {}),
        controllers: { state: 'unknown', since },
      };
    }
    const { connection, since, message } = watch.connection;
    return {
      name,
      title,
      mode,
      connection,
      since: new Date(since).toISOString(),
      ...(message ? { message } : {}),
      controllers: controllersStatus(watch, this.#host?.status, now()),
    };
  }

  #told(id: ObjectId, was?: GitopsObjectResource): void {
    this.#options.onObject(id, this.model?.resourceOf(id) ?? was);
  }

  #hostChanged(): void {
    this.#options.onCluster();
    this.#allObjectsChanged();
  }

  async #connect(): Promise<void> {
    const { connect, now, logger, onCluster } = this.#options;
    try {
      const client = await connect(this.config.access);
      if (this.#stopped) {
        await client.close();
        return;
      }
      this.#failure = undefined;
      this.#watch(client);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.#failure?.message) {
        logger.warn(
          `The cluster ${this.config.name} cannot be connected: ${message}`,
        );
      }
      this.#failure = { since: this.#failure?.since ?? now(), message };
      onCluster();
      if (!this.#stopped) {
        this.#retry = setTimeout(() => this.#connect(), retryDelay);
      }
    }
  }

  #watch(client: KubernetesClient): void {
    const { now, store, logger } = this.#options;
    const { name } = this.config;
    const watch = new ClusterWatch({
      config: this.config,
      client,
      now,
      onChange: change => this.#changed(change),
    });
    const pods = new PodProblems({
      client,
      onChange: object => this.#workloadChanged(object),
    });
    const model = new ClusterModel(watch, pods);
    const recorder = new HistoryRecorder({
      model,
      store,
      logger,
      now,
      onAdded: id => this.#told(id),
    });
    this.#connected = { model, recorder };
    watch.start();
    void Promise.all(
      [watch.appliers, watch.namespaces].map(informer =>
        informer.waitForSync(),
      ),
    ).then(
      () => {
        recorder.synced();
        logger.info(
          `The cluster ${name} is connected: ${
            watch.appliers.list().length
          } Kustomizations`,
        );
      },
      error =>
        logger.debug(`The cluster ${name} was never connected: ${error}`),
    );
    this.#checkLeaseLater();
  }

  #changed(change: ClusterChange): void {
    const { model, recorder } = this.#connected ?? {};
    if (!model || !recorder) {
      return;
    }
    const was =
      (change.kind === 'applier' || change.kind === 'source') &&
      change.before &&
      !change.after
        ? model.resourceOf(this.#idOf(change.before)) ??
          this.#resourceBefore(model, change)
        : undefined;
    model.apply(change);
    recorder.observe(change);
    switch (change.kind) {
      case 'applier':
      case 'source': {
        const object = change.after ?? change.before;
        if (object) {
          this.#told(this.#idOf(object), was);
        }
        if (change.kind === 'source' && change.after) {
          this.#consumersChanged(model, this.#idOf(change.after));
        }
        break;
      }
      case 'workload': {
        const object = change.after ?? change.before;
        if (object) {
          this.#workloadChanged({
            kind: object.kind,
            namespace: object.metadata.namespace ?? '',
            name: object.metadata.name ?? '',
          });
        }
        break;
      }
      case 'namespace':
        for (const applier of model.deliveringTo(change.name)) {
          this.#told(this.#idOf(applier));
        }
        break;
      case 'connection':
        this.#options.onCluster();
        this.#allObjectsChanged();
        break;
      case 'lease':
        this.#leaseChanged();
        break;
      default:
    }
  }

  #resourceBefore(
    model: ClusterModel,
    change: ClusterChange,
  ): GitopsObjectResource | undefined {
    return change.kind === 'applier' && change.before
      ? model.resourceOfApplier(change.before)
      : undefined;
  }

  #idOf(object: {
    kind: string;
    metadata: { namespace?: string; name?: string };
  }): ObjectId {
    return {
      cluster: this.config.name,
      kind: object.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name ?? '',
    };
  }

  #workloadChanged(object: {
    kind: string;
    namespace: string;
    name: string;
  }): void {
    const { model } = this.#connected ?? {};
    for (const applier of model?.deliveringTo(object.namespace) ?? []) {
      const names = model?.inventoryOf(applier) ?? [];
      if (
        names.some(
          ({ kind, namespace, name }) =>
            kind === object.kind &&
            namespace === object.namespace &&
            name === object.name,
        )
      ) {
        this.#told(this.#idOf(applier));
      }
    }
  }

  #consumersChanged(model: ClusterModel, source: ObjectId): void {
    for (const applier of model.watch.appliers.list()) {
      const { sourceRef } = applier.spec;
      if (
        sourceRef.kind === source.kind &&
        sourceRef.name === source.name &&
        (sourceRef.namespace ?? applier.metadata.namespace) === source.namespace
      ) {
        this.#told(this.#idOf(applier));
      }
    }
  }

  #allObjectsChanged(): void {
    for (const applier of this.#connected?.model.watch.appliers.list() ?? []) {
      this.#told(this.#idOf(applier));
    }
  }

  /** A lease that is no longer renewed changes nothing that a watch could tell. */
  #checkLeaseLater(): void {
    this.#leaseCheck = setTimeout(() => {
      this.#leaseChanged();
      this.#checkLeaseLater();
    }, 2_000);
    this.#leaseCheck.unref();
  }

  #leaseChanged(): void {
    const { state, holder } = this.status().controllers;
    const current = `${state} ${holder}`;
    if (current !== this.#controllersState) {
      this.#controllersState = current;
      this.#hostChanged();
    }
  }
}
