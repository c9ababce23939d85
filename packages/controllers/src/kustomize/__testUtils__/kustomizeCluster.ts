import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type GitRepository,
  type Kustomization,
  type KustomizationSpec,
  gitRepositoryType,
  kustomizationType,
} from '@sluice/api';
import { fluxCrds } from '@sluice/api/crds';
import { type ApiServer, startApiServer } from '@sluice/apiserver';
import {
  type KubernetesClient,
  connectionFromKubeconfig,
  createClient,
} from '@sluice/kubernetes/client';
import type {
  KubernetesObject,
  ObjectRef,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import { Manager, getCondition, silentLogger } from '@sluice/runtime';
import { buildInProcess } from '../buildInProcess';
import { createKustomizationController } from '../kustomizationController';
import type { KustomizeOptions } from '../options';

interface Event extends KubernetesObject {
  type: string;
  reason: string;
  message: string;
  involvedObject: { kind: string; name: string };
}

/** A file tree: path → text. */
export type Files = Record<string, string>;

/** Calls until the answer is something; throws the last failure after twenty seconds. */
export async function eventually<T>(
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  let failure: unknown = new Error('it did not happen within twenty seconds');
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

/** What a team needs of its cluster. */
interface TeamHost {
  readonly client: KubernetesClient;
  /** Stores files; the path of the artifact. */
  store(files: Files): string;
  events(namespace: string, name: string): Promise<string[]>;
}

/** A namespace with a source named `src`, and Kustomizations built from it. */
export class Team {
  readonly namespace: string;
  readonly #cluster: TeamHost;

  constructor(cluster: TeamHost, namespace: string) {
    this.#cluster = cluster;
    this.namespace = namespace;
  }

  get client(): KubernetesClient {
    return this.#cluster.client;
  }

  /** Makes files the newest revision of the source; the revision. */
  async push(files: Files): Promise<string> {
    const path = this.#cluster.store(files);
    const revision = `main@sha1:${path}`;
    const ref = {
      ...gitRepositoryType,
      name: 'src',
      namespace: this.namespace,
    };
    const source: GitRepository = {
      ...gitRepositoryType,
      metadata: { name: 'src', namespace: this.namespace },
      spec: { interval: '1h', url: 'https://git.invalid/src.git' },
    };
    await this.client.apply(source, { fieldManager: 'test', force: true });
    await this.client.patch(
      ref,
      'merge',
      {
        status: {
          artifact: {
            path,
            url: `http://artifacts.invalid/${path}`,
            revision,
            digest: `sha256:${createHash('sha256').update(path).digest('hex')}`,
            lastUpdateTime: '2026-01-01T00:00:00Z',
          },
        },
      },
      { subresource: 'status' },
    );
    return revision;
  }

  /** Applies a Kustomization of the source's root. */
  async apply(
    name: string,
    spec: Partial<KustomizationSpec> = {},
    metadata: Partial<KubernetesObject['metadata']> = {},
  ): Promise<void> {
    const object: Kustomization = {
      ...kustomizationType,
      metadata: { name, namespace: this.namespace, ...metadata },
      spec: {
        interval: '1h',
        retryInterval: '1h',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'src' },
        targetNamespace: this.namespace,
        ...spec,
      },
    };
    await this.client.apply(object, { fieldManager: 'test', force: true });
  }

  ref(name: string): ObjectRef {
    return { ...kustomizationType, name, namespace: this.namespace };
  }

  get(name: string): Promise<Kustomization> {
    return this.client.get<Kustomization>(this.ref(name));
  }

  until(
    name: string,
    holds: (object: Kustomization) => boolean,
  ): Promise<Kustomization> {
    return eventually(async () => {
      const object = await this.get(name);
      return holds(object) ? object : undefined;
    });
  }

  /** Waits for Ready of the current generation, with this status and revision. */
  untilReady(
    name: string,
    status: string,
    revision?: string,
  ): Promise<Kustomization> {
    return this.until(name, object => {
      const ready = getCondition(object, 'Ready');
      return (
        ready?.status === status &&
        ready.observedGeneration === object.metadata.generation &&
        (!revision || object.status?.lastAttemptedRevision === revision)
      );
    });
  }

  /** Asks for a run and waits until it is over. */
  async reconcile(name: string, token: string): Promise<Kustomization> {
    await this.client.patch(this.ref(name), 'merge', {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } },
    });
    return this.until(
      name,
      object =>
        object.status?.lastHandledReconcileAt === token &&
        getCondition(object, 'Ready')?.status !== 'Unknown',
    );
  }

  /** Makes a service account that may do what the rules say in the namespace. */
  async account(
    name: string,
    rules: readonly {
      apiGroups: string[];
      resources: string[];
      verbs: string[];
    }[],
  ): Promise<void> {
    const { namespace } = this;
    const rbac = 'rbac.authorization.k8s.io';
    const objects: UnstructuredObject[] = [
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata: { name, namespace },
        rules,
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { name, namespace },
        roleRef: { apiGroup: rbac, kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
    ];
    for (const object of objects) await this.client.create(object);
  }

  configMap(name: string): ObjectRef {
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name,
      namespace: this.namespace,
    };
  }

  find(ref: ObjectRef): Promise<UnstructuredObject | undefined> {
    return this.client.find(ref);
  }

  async untilGone(ref: ObjectRef): Promise<void> {
    await eventually(async () => ((await this.find(ref)) ? undefined : true));
  }

  untilThere(
    ref: ObjectRef,
    holds: (object: UnstructuredObject) => boolean = () => true,
  ): Promise<UnstructuredObject> {
    return eventually(async () => {
      const object = await this.find(ref);
      return object && holds(object) ? object : undefined;
    });
  }

  events(name: string): Promise<string[]> {
    return this.#cluster.events(this.namespace, name);
  }
}

/** A cluster with the controller of Kustomizations; sources and artifacts are made by the tests. */
export class KustomizeCluster implements TeamHost {
  /** `METHOD path` of what the controller asked for, with its query. */
  readonly requests: string[] = [];
  /** How each build was answered. */
  readonly builds: ('built' | 'confirmed')[] = [];
  readonly #root = mkdtempSync(join(tmpdir(), 'sluice-kustomize-'));
  #api!: ApiServer;
  #client!: KubernetesClient;
  #manager: Manager | undefined;
  #namespaces = 0;

  static async start(): Promise<KustomizeCluster> {
    const cluster = new KustomizeCluster();
    cluster.#api = await startApiServer({ log: () => undefined });
    cluster.#client = cluster.#connect();
    for (const crd of fluxCrds()) {
      await cluster.#client.apply(crd, { fieldManager: 'test' });
    }
    await eventually(async () => {
      cluster.#client.invalidateDiscovery();
      await cluster.#client.list(kustomizationType);
      return true;
    });
    cluster.startController();
    return cluster;
  }

  get client(): KubernetesClient {
    return this.#client;
  }

  #connect(onRequest?: (line: string) => void): KubernetesClient {
    return createClient({
      connection: connectionFromKubeconfig(
        this.#api.kubeconfig('admin', ['system:masters']),
      ),
      onRequest: onRequest
        ? ({ method, path }) => onRequest(`${method} ${path}`)
        : undefined,
    });
  }

  startController(options: Partial<KustomizeOptions> = {}): void {
    const client = this.#connect(line => this.requests.push(line));
    this.#manager = new Manager({ client, log: silentLogger });
    createKustomizationController({
      manager: this.#manager,
      client,
      log: silentLogger,
      options: { minimumTimeout: 1_000, requeueDependency: 60_000, ...options },
      artifacts: {
        open: async ({ path }) => ({
          directory: join(this.#root, path),
          release: () => undefined,
        }),
      },
      builder: {
        build: async request => {
          const answer = buildInProcess(request);
          this.builds.push('unchanged' in answer ? 'confirmed' : 'built');
          return answer;
        },
        stop: async () => undefined,
      },
    });
    this.#manager.start();
  }

  async stopController(): Promise<void> {
    await this.#manager?.stop();
    this.#manager = undefined;
  }

  async stop(): Promise<void> {
    await this.stopController();
    await this.#client.close();
    await this.#api.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** A namespace of its own, with what tests do in it. */
  async team(): Promise<Team> {
    this.#namespaces += 1;
    const namespace = `team-${this.#namespaces}`;
    await this.#client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    return new Team(this, namespace);
  }

  store(files: Files): string {
    const path = createHash('sha1').update(JSON.stringify(files)).digest('hex');
    for (const [name, text] of Object.entries({ '.keep': '', ...files })) {
      const file = join(this.#root, path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return path;
  }

  async events(namespace: string, name: string): Promise<string[]> {
    await this.#manager?.recorder('kustomize-controller').flush();
    const { items } = await this.#client.list<Event>(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace },
    );
    return items
      .filter(e => e.involvedObject.name === name)
      .map(e => `${e.type} ${e.reason} ${e.message}`);
  }
}

/** The manifest of a ConfigMap. */
export function configMap(name: string, value = 'one', more = ''): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
${more}data:
  key: "${value}"
`;
}

/** The manifest of a Deployment. */
export function deployment(name: string, replicas = 0): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: main
        image: nginx:1.25
`;
}

/** What the conditions say, in the order in which they are stored. */
export function conditions(object: Kustomization): string[] {
  return (object.status?.conditions ?? []).map(
    c => `${c.type}=${c.status} ${c.reason}: ${c.message}`,
  );
}

/** Ids of the inventory. */
export function inventory(object: Kustomization): string[] | undefined {
  return object.status?.inventory?.entries.map(e => e.id);
}
