import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GitRepository,
  type GitRepositorySpec,
  gitRepositoryType,
} from '@sluice/api';
import { fluxCrds } from '@sluice/api/crds';
import { type ApiServer, startApiServer } from '@sluice/apiserver';
import {
  connectionFromKubeconfig,
  createClient,
  type KubernetesClient,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { Manager, silentLogger } from '@sluice/runtime';
import { FolderStorage, GitClient } from '@sluice/sources';
import {
  type GitHttpServer,
  startGitHttpServer,
  TestGitRepository,
} from '@sluice/sources/testing';
import { addGitRepositoryController } from '../gitRepositoryController';

interface Event extends KubernetesObject {
  type: string;
  reason: string;
  message: string;
  involvedObject: { kind: string; name: string };
}

const namespace = 'team';

/** A cluster, a Git server and the controller of GitRepositories, for tests. */
export class TestCluster {
  readonly root = mkdtempSync(join(tmpdir(), 'sluice-source-'));
  readonly requests: string[] = [];
  readonly storageDirectory = join(this.root, 'artifacts');
  #api!: ApiServer;
  #client!: KubernetesClient;
  #git!: GitHttpServer;
  #manager!: Manager;

  static async start(): Promise<TestCluster> {
    const cluster = new TestCluster();
    await cluster.#start();
    return cluster;
  }

  get client(): KubernetesClient {
    return this.#client;
  }

  get gitUrl(): string {
    return this.#git.url;
  }

  async #start(): Promise<void> {
    this.#git = await startGitHttpServer({
      root: this.root,
      onRequest: ({ method, url }) => this.requests.push(`${method} ${url}`),
    });
    this.#api = await startApiServer({ log: () => undefined });
    const kubeconfig = this.#api.kubeconfig('admin', ['system:masters']);
    this.#client = createClient({
      connection: connectionFromKubeconfig(kubeconfig),
    });
    for (const crd of fluxCrds())
      await this.#client.apply(crd, { fieldManager: 'test' });
    await eventually(async () => {
      this.#client.invalidateDiscovery();
      await this.#client.list(gitRepositoryType);
      return true;
    });
    await this.#client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    this.startController();
  }

  startController(): void {
    this.#manager = new Manager({ client: this.#client, log: silentLogger });
    addGitRepositoryController(this.#manager, {
      client: this.#client,
      storage: new FolderStorage({
        directory: this.storageDirectory,
        url: path => `http://artifacts/token/${path}`,
      }),
      git: new GitClient({ temporaryDirectory: this.root }),
      options: { minRetryDelay: 50, maxRetryDelay: 200, progressDelay: 5 },
    });
    this.#manager.start();
  }

  stopController(): Promise<void> {
    return this.#manager.stop();
  }

  async stop(): Promise<void> {
    await this.#manager.stop();
    await this.#client.close();
    await this.#api.stop();
    await this.#git.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  repository(name: string): Promise<TestGitRepository> {
    return TestGitRepository.create(this.root, name);
  }

  /** Applies a GitRepository of the Git server's repository of the same name. */
  async apply(name: string, spec: Partial<GitRepositorySpec>): Promise<void> {
    const object: GitRepository = {
      ...gitRepositoryType,
      metadata: { name, namespace },
      spec: {
        interval: '1h',
        url: `${this.gitUrl}/${name}.git`,
        ref: { branch: 'main' },
        ...spec,
      },
    };
    await this.#client.apply(object, { fieldManager: 'test', force: true });
  }

  ref(name: string) {
    return { ...gitRepositoryType, namespace, name };
  }

  get(name: string): Promise<GitRepository> {
    return this.#client.get<GitRepository>(this.ref(name));
  }

  /** Waits for Ready of the current generation with a status; the object then. */
  untilReady(name: string, status: string): Promise<GitRepository> {
    return this.until(name, object => {
      const ready = object.status?.conditions?.find(
        ({ type }) => type === 'Ready',
      );
      return (
        ready?.status === status &&
        ready.observedGeneration === object.metadata.generation
      );
    });
  }

  until(
    name: string,
    holds: (object: GitRepository) => boolean,
  ): Promise<GitRepository> {
    return eventually(async () => {
      const object = await this.get(name);
      return holds(object) ? object : undefined;
    });
  }

  /** Asks for a reconcile and waits until it was handled. */
  async reconcile(name: string, token: string): Promise<GitRepository> {
    await this.#client.patch(this.ref(name), 'merge', {
      metadata: {
        annotations: { 'reconcile.fluxcd.io/requestedAt': token },
      },
    });
    return this.until(
      name,
      object => object.status?.lastHandledReconcileAt === token,
    );
  }

  /** `type reason message` of each event of an object, without repeats. */
  async events(name: string): Promise<string[]> {
    await this.#manager.recorder('source-controller').flush();
    const { items } = await this.#client.list<Event>(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace },
    );
    return items
      .filter(event => event.involvedObject.name === name)
      .map(event => `${event.type} ${event.reason} ${event.message}`);
  }
}

/** Calls until the answer is something; throws the last failure after ten seconds. */
export async function eventually<T>(
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  let failure: unknown = new Error('it did not happen within ten seconds');
  while (Date.now() < deadline) {
    try {
      const answer = await attempt();
      if (answer !== undefined) return answer;
    } catch (error) {
      failure = error;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
  throw failure;
}
