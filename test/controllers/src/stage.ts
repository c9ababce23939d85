import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import {
  type GitHttpServer,
  TestGitRepository,
  startGitHttpServer,
} from '@sluice/sources/testing';
import {
  type Cluster,
  type ServerKind,
  controllersGroup,
  openCluster,
} from './cluster';
import type { SluiceCommand } from './program';
import { Shard } from './shard';

/** What all proofs of one run share: a cluster and a Git server. */
export interface Stage {
  readonly server: ServerKind;
  /** Small figures, nothing that takes long. */
  readonly quick: boolean;
  readonly sluice: SluiceCommand;
  readonly cluster: Cluster;
  /** An administrator's. */
  readonly client: KubernetesClient;
  readonly git: GitHttpServer;
  readonly gitRoot: string;
  /** Of temporary files, logs included. */
  readonly directory: string;
  /** Between 0 and 1, the same row for the same seed. */
  readonly random: () => number;
}

/** The user that the controllers of a shard are. */
export function userOf(shard: string): string {
  return shard === 'main'
    ? 'sluice-controllers'
    : `sluice-controllers-${shard}`;
}

/** Brings up a cluster in which these shards can be opened. */
export async function openStage(options: {
  server: ServerKind;
  quick: boolean;
  sluice: SluiceCommand;
  shards: readonly string[];
  seed: number;
}): Promise<Stage & { stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-controllers-'));
  const closing: (() => Promise<unknown>)[] = [
    () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  ];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const gitRoot = join(directory, 'git');
    await mkdir(gitRoot);
    const git = await startGitHttpServer({ root: gitRoot });
    closing.push(() => git.close());
    const cluster = await openCluster({
      server: options.server,
      sluice: options.sluice,
      directory,
      users: options.shards.map(userOf),
    });
    closing.push(() => cluster.stop());
    const client = createClient({
      connection: await loadConnection({ kubeconfig: cluster.kubeconfig }),
      userAgent: 'sluice-test-controllers',
    });
    closing.push(() => client.close());
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'sluice-controllers' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'cluster-admin',
      },
      subjects: [
        {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Group',
          name: controllersGroup,
        },
      ],
    } as const);
    return {
      server: options.server,
      quick: options.quick,
      sluice: options.sluice,
      cluster,
      client,
      git,
      gitRoot,
      directory,
      random: seeded(options.seed),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 2 ** 32;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Opens a shard for the time of what is done with it. */
export async function withShard<T>(
  stage: Stage,
  name: string,
  work: (shard: Shard) => Promise<T>,
): Promise<T> {
  const shard = await Shard.open(stage, name, userOf(name));
  try {
    return await work(shard);
  } finally {
    await shard.close();
  }
}

/** An empty repository that the stage's Git server serves. */
export function createRepository(
  stage: Stage,
  name: string,
): Promise<TestGitRepository> {
  return TestGitRepository.create(stage.gitRoot, name);
}
