import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import {
  type GitHttpServer,
  TestGitRepository,
  startGitHttpServer,
} from '@sluice/sources/testing';
import { controllersKubeconfig, removeControllersAccount } from './account';
import { type Cluster, type ServerChoice, openCluster } from './cluster';
import { Controllers } from './controllers';
import { Observer, isReady } from './observer';
import type { SluiceCommand } from './program';
import {
  type Application,
  accountsOf,
  filesOf,
  gitRepository,
  namespaces,
  namespacesOf,
} from './workload';

/** How a benchmark is run. */
export interface BenchOptions {
  readonly server: ServerChoice;
  readonly sluice: SluiceCommand;
  /** Reconciles at once. */
  readonly concurrent: number;
  readonly log: (message: string) => void;
}

/** Requests that the benchmark itself makes at once. */
const writers = 20;

/** A cluster, a Git server with the workload's repository, and the controllers, for the time of one benchmark. */
export class Bench {
  readonly client: KubernetesClient;
  readonly kustomizations: Observer;
  readonly sources: Observer;
  readonly repository: TestGitRepository;
  readonly cluster: Cluster;
  readonly controllers: Controllers;
  readonly #apps: readonly Application[];
  readonly #close: (() => Promise<unknown>)[];

  private constructor(parts: {
    client: KubernetesClient;
    kustomizations: Observer;
    sources: Observer;
    repository: TestGitRepository;
    cluster: Cluster;
    controllers: Controllers;
    apps: readonly Application[];
    close: (() => Promise<unknown>)[];
  }) {
    this.client = parts.client;
    this.kustomizations = parts.kustomizations;
    this.sources = parts.sources;
    this.repository = parts.repository;
    this.cluster = parts.cluster;
    this.controllers = parts.controllers;
    this.#apps = parts.apps;
    this.#close = parts.close;
  }

  /** Brings everything up to the point where only the Kustomizations are missing: the source is ready, its artifact stored. */
  static async prepare(
    apps: readonly Application[],
    options: BenchOptions,
  ): Promise<Bench> {
    const close: (() => Promise<unknown>)[] = [];
    try {
      const directory = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
      close.push(() => rm(directory, { recursive: true, force: true }));
      const git = await startGitHttpServer({ root: directory });
      close.push(() => git.close());
      const repository = await TestGitRepository.create(directory, 'bench');
      await repository.push({
        files: Object.assign({}, ...apps.map(app => filesOf(app))),
      });
      const cluster = await openCluster(
        options.server,
        options.sluice,
        directory,
      );
      close.push(() => cluster.stop());
      options.log(`on ${cluster.title}`);
      const client = createClient({
        connection: await loadConnection({ kubeconfig: cluster.kubeconfig }),
        userAgent: 'sluice-bench',
      });
      close.push(() => client.close());
      await createAll(client, namespaces(apps));
      await createAll(client, apps.flatMap(accountsOf));
      const kubeconfig = await controllersKubeconfig(client, {
        kubeconfig: cluster.kubeconfig,
        namespace: apps[0].namespace,
        directory,
      });
      if (options.server.kind === 'given') {
        close.push(() => removeControllersAccount(client));
      }
      const controllers = await Controllers.start(cluster, options.sluice, {
        concurrent: options.concurrent,
        kubeconfig,
        directory,
      });
      close.push(() => controllers.stop());
      if (options.server.kind === 'given') {
        close.push(() => removeNamespaces(client, apps));
      }
      const sources = await Observer.start(client, {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
      });
      close.push(() => sources.stop());
      const kustomizations = await Observer.start(client, {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
      });
      close.push(() => kustomizations.stop());
      await client.create(sourceIn(apps, git, repository));
      await sources.until(1, isReady, 60_000);
      return new Bench({
        client,
        kustomizations,
        sources,
        repository,
        cluster,
        controllers,
        apps,
        close,
      });
    } catch (error) {
      await closeAll(close);
      throw error;
    }
  }

  /** Namespace of the source. */
  get sourceNamespace(): string {
    return this.#apps[0].namespace;
  }

  /** Creates objects, many at once. */
  create(objects: readonly KubernetesObject[]): Promise<void> {
    return createAll(this.client, objects);
  }

  /** Applies objects, many at once. */
  apply(objects: readonly KubernetesObject[]): Promise<void> {
    return forAll(objects, object =>
      this.client.apply(object, { fieldManager: 'sluice-bench', force: true }),
    );
  }

  close(): Promise<void> {
    return closeAll(this.#close);
  }
}

function sourceIn(
  apps: readonly Application[],
  git: GitHttpServer,
  repository: TestGitRepository,
): KubernetesObject {
  return gitRepository({
    url: `${git.url}/${repository.name}`,
    namespace: apps[0].namespace,
  });
}

function createAll(
  client: KubernetesClient,
  objects: readonly KubernetesObject[],
): Promise<void> {
  return forAll(objects, object => client.create(object));
}

async function forAll(
  objects: readonly KubernetesObject[],
  write: (object: KubernetesObject) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < objects.length) {
      const object = objects[next];
      next += 1;
      await write(object);
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
}

/** Milliseconds that namespaces get to end. */
const removal = 300_000;

/** In a cluster that stays: while the controllers run, since they have to let go of the Kustomizations. */
async function removeNamespaces(
  client: KubernetesClient,
  apps: readonly Application[],
): Promise<void> {
  for (const name of namespacesOf(apps)) {
    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name });
  }
  const deadline = performance.now() + removal;
  for (const name of namespacesOf(apps)) {
    const ref = { apiVersion: 'v1', kind: 'Namespace', name };
    while (await client.find(ref)) {
      if (performance.now() > deadline) {
        throw new Error(`the namespace ${name} does not end`);
      }
      await new Promise(resolve => {
        setTimeout(resolve, 500);
      });
    }
  }
}

async function closeAll(close: (() => Promise<unknown>)[]): Promise<void> {
  for (let end = close.pop(); end; end = close.pop()) await end();
}
