import { join } from 'node:path';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type {
  KubernetesObject,
  ObjectRef,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import { TestGitRepository } from '@sluice/sources/testing';
import { eventually } from './eventually';
import {
  type FluxObject,
  type KubernetesEvent,
  conditionOf,
  configMapType,
  deploymentType,
  gitRepositoryType,
  isReady,
  kustomizationType,
} from './objects';
import { Program } from './program';
import type { Stage } from './stage';

const shardLabel = 'sharding.fluxcd.io/key';

/**
 * A namespace with controllers of its own: Flux's sharding by label lets several controllers work side by side on one cluster without one
 * proof disturbing another. Each runs as a user of its own.
 */
export class Shard {
  readonly namespace: string;
  readonly user: string;
  readonly logFile: string;
  readonly storage: string;
  readonly #stage: Stage;
  readonly #programs: Program[] = [];
  #tokens = 0;

  private constructor(stage: Stage, namespace: string, user: string) {
    this.#stage = stage;
    this.namespace = namespace;
    this.user = user;
    this.logFile = join(stage.directory, `${namespace}.log`);
    this.storage = join(stage.directory, `artifacts-${namespace}`);
  }

  static async open(stage: Stage, name: string, user: string): Promise<Shard> {
    const shard = new Shard(stage, name, user);
    await shard.createNamespace(name);
    return shard;
  }

  get client(): KubernetesClient {
    return this.#stage.client;
  }

  get kubeconfig(): string {
    return this.#stage.cluster.kubeconfigOf(this.user);
  }

  async createNamespace(name: string): Promise<void> {
    await this.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }

  /** Starts the controllers, without waiting until they work. Later arguments win. */
  launch(...args: string[]): Program {
    const program = new Program(
      `sluice controllers (${this.namespace})`,
      this.#stage.sluice,
      [
        'controllers',
        `--kubeconfig=${this.kubeconfig}`,
        `--storage=${this.storage}`,
        `--runtime-namespace=${this.namespace}`,
        `--watch-label-selector=${shardLabel}=${this.namespace}`,
        '--metrics-addr=127.0.0.1:0',
        '--health-addr=0',
        ...args,
      ],
      this.logFile,
    );
    this.#programs.push(program);
    return program;
  }

  /** Starts the controllers and waits until both work. */
  async start(...args: string[]): Promise<Program> {
    const program = this.launch(...args);
    await started(program);
    return program;
  }

  repository(name: string): Promise<TestGitRepository> {
    return TestGitRepository.create(
      this.#stage.gitRoot,
      `${this.namespace}-${name}`,
    );
  }

  url(repository: TestGitRepository): string {
    return `${this.#stage.git.url}/${repository.name}`;
  }

  /** Applies an object of this shard, in its namespace unless it says another. */
  async apply(object: KubernetesObject): Promise<FluxObject> {
    return this.client.apply<FluxObject>(
      {
        ...object,
        metadata: {
          namespace: this.namespace,
          ...object.metadata,
          labels: { ...object.metadata.labels, [shardLabel]: this.namespace },
        },
      },
      { fieldManager: 'proof', force: true },
    );
  }

  source(
    name: string,
    url: string,
    spec: Record<string, unknown> = {},
    namespace = this.namespace,
  ): Promise<FluxObject> {
    const object: FluxObject = {
      ...gitRepositoryType,
      metadata: { name, namespace },
      spec: { interval: '1h', url, ref: { branch: 'main' }, ...spec },
    };
    return this.apply(object);
  }

  kustomization(
    name: string,
    spec: Record<string, unknown> = {},
    namespace = this.namespace,
  ): Promise<FluxObject> {
    const object: FluxObject = {
      ...kustomizationType,
      metadata: { name, namespace },
      spec: {
        interval: '1h',
        retryInterval: '1h',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'src' },
        targetNamespace: namespace,
        ...spec,
      },
    };
    return this.apply(object);
  }

  ref(
    kind: 'GitRepository' | 'Kustomization' | 'ConfigMap' | 'Deployment',
    name: string,
    namespace = this.namespace,
  ): ObjectRef {
    const types = {
      GitRepository: gitRepositoryType,
      Kustomization: kustomizationType,
      ConfigMap: configMapType,
      Deployment: deploymentType,
    };
    return { ...types[kind], name, namespace };
  }

  find<T extends KubernetesObject = UnstructuredObject>(
    ref: ObjectRef,
  ): Promise<T | undefined> {
    return this.client.find<T>(ref);
  }

  /** Asks for a reconcile, without waiting for it; its token. */
  async request(ref: ObjectRef): Promise<string> {
    this.#tokens += 1;
    const token = `token-${this.#tokens}`;
    await this.client.patch(ref, 'merge', {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } },
    });
    return token;
  }

  /** Asks for a reconcile, and waits until it is over. */
  async reconcile(ref: ObjectRef, timeout?: number): Promise<FluxObject> {
    const token = await this.request(ref);
    return this.until(
      ref,
      'to be reconciled',
      object =>
        object.status?.lastHandledReconcileAt === token &&
        conditionOf(object, 'Ready')?.status !== 'Unknown',
      timeout,
    );
  }

  /** Waits for something to hold of an object. */
  async until(
    ref: ObjectRef,
    what: string,
    holds: (object: FluxObject) => boolean,
    timeout?: number,
  ): Promise<FluxObject> {
    let last: FluxObject | undefined;
    try {
      return await eventually(
        `${ref.kind} ${ref.namespace}/${ref.name} ${what}`,
        async () => {
          last = await this.find<FluxObject>(ref);
          return last && holds(last) ? last : undefined;
        },
        timeout,
      );
    } catch (error) {
      const ready = last && conditionOf(last, 'Ready');
      throw new Error(
        `${String(error)}; it says ${ready?.status} ${ready?.reason}: ${
          ready?.message
        }`,
      );
    }
  }

  untilReady(ref: ObjectRef, timeout?: number): Promise<FluxObject> {
    return this.until(ref, 'to be ready', isReady, timeout);
  }

  /** Waits until a commit is applied and all is well. */
  untilApplied(
    name: string,
    commit: string,
    timeout?: number,
  ): Promise<FluxObject> {
    return this.until(
      this.ref('Kustomization', name),
      `to have applied ${commit}`,
      object =>
        isReady(object) &&
        Boolean(object.status?.lastAppliedRevision?.endsWith(commit)),
      timeout,
    );
  }

  async events(namespace = this.namespace): Promise<KubernetesEvent[]> {
    const { items } = await this.client.list<KubernetesEvent>(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace },
    );
    return items;
  }

  async close(): Promise<void> {
    await Promise.all(this.#programs.map(program => program.stop()));
  }
}

/** Resolves when both controllers work. */
export async function started(program: Program): Promise<void> {
  await Promise.all([
    program.line(
      /Starting workers.*GitRepository|GitRepository.*Starting workers/,
    ),
    program.line(
      /Starting workers.*Kustomization|Kustomization.*Starting workers/,
    ),
  ]);
}
