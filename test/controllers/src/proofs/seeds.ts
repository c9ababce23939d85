import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { check } from '../eventually';
import {
  type FluxObject,
  conditionOf,
  configMap,
  deployment,
  gitRepositoryType,
  hasFailed,
  isReady,
  kustomizationType,
} from '../objects';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { withShard } from '../stage';

/** Beside the checkout; not everybody has it. */
const manifestsFolder = resolve(
  process.cwd(),
  '../shared/seeds/manifests/flux-cd-service',
);

interface Seed {
  file: string;
  object: FluxObject;
  namespace: string;
}

function isFluxObject(value: unknown): value is FluxObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind } = { apiVersion: '', kind: '', ...value };
  return [gitRepositoryType, kustomizationType].some(
    type => type.apiVersion === apiVersion && type.kind === kind,
  );
}

/** Every current GitRepository and Kustomization of the folder. Some have the same name, so each gets a namespace of its own. */
function readSeeds(): Seed[] {
  return readdirSync(manifestsFolder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .flatMap(file =>
      parseAllDocuments(readFileSync(join(manifestsFolder, file), 'utf8'))
        .map((document): unknown => document.toJS())
        .filter(isFluxObject)
        .map(object => ({
          file,
          object,
          namespace: `seed-${file.slice(0, 2)}`,
        })),
    );
}

/** A repository as the manifests expect it. */
function filesIn(namespace: string): Record<string, string> {
  const service = (name: string, its: string) =>
    deployment(name).replace('metadata:\n', `metadata:\n  namespace: ${its}\n`);
  const config = (name: string) => configMap(name, 'one', namespace);
  return {
    'apps/production/config.yaml': configMap(
      'production',
      '${REGION:=none}',
      namespace,
    ),
    // The manifest that awaits their health.
    ...(namespace === 'seed-05' && {
      'apps/production/payment.yaml': service('payment-service', 'payments'),
      'apps/production/user.yaml': service('user-service', 'users'),
    }),
    'apps/overlays/production/config.yaml': config('overlay'),
    'tenants/config.yaml': config('tenants'),
    'empty/config.yaml': config('empty'),
  };
}

/** What the manifests refer to, as far as it has to be there: their own sources, accounts, variables and dependencies. */
async function provide(shard: Shard, namespace: string): Promise<void> {
  const repository = await shard.repository(namespace);
  await repository.push({ files: filesIn(namespace) });
  const url = shard.url(repository);
  for (const name of ['application-repo', 'flux-system'])
    await shard.source(name, url, {}, namespace);
  for (const name of ['infrastructure', 'cert-manager'])
    await shard.kustomization(
      name,
      {
        path: './empty',
        prune: false,
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      },
      namespace,
    );
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'flux-reconciler', namespace },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'flux-reconciler', namespace },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'admin',
      },
      subjects: [
        { kind: 'ServiceAccount', name: 'flux-reconciler', namespace },
      ],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cluster-config', namespace },
      data: { REGION: 'eu' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cluster-secrets', namespace },
      stringData: { TOKEN: 'nothing' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'sops-age', namespace },
      stringData: { 'age.agekey': 'nothing' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'github-auth', namespace },
      stringData: { username: 'git', password: 'nothing' },
    },
  ];
  for (const object of objects) await shard.client.create(object);
}

/** Applies a manifest, in its own namespace. What the server refuses as its own schema's is repaired as the documents say. */
async function applySeed(shard: Shard, seed: Seed): Promise<string> {
  const place = (object: FluxObject): KubernetesObject => ({
    ...object,
    metadata: { ...object.metadata, namespace: seed.namespace },
  });
  try {
    await shard.apply(place(seed.object));
    return '';
  } catch (error) {
    const field = /\.spec\.(\w+): field not declared/.exec(String(error))?.[1];
    if (field === undefined) throw error;
    const spec = Object.fromEntries(
      Object.entries(seed.object.spec ?? {}).filter(([key]) => key !== field),
    );
    await shard.apply(place({ ...seed.object, spec }));
    return ` (without spec.${field}, which v1 has not)`;
  }
}

function refOf(shard: Shard, seed: Seed) {
  return shard.ref(
    seed.object.kind === 'GitRepository' ? 'GitRepository' : 'Kustomization',
    seed.object.metadata.name ?? '',
    seed.namespace,
  );
}

const expected: Record<string, RegExp> = {
  // Nobody serves that repository here.
  '01-git-repository.yaml': /^False GitOperationFailed/,
  '07-kustomization-sops.yaml':
    /^False BuildFailed .*SOPS is not supported yet/,
};

export const seeds: Proof = {
  name: 'seeds',
  shards: ['seeds'],
  run: (stage, tell) =>
    withShard(stage, 'seeds', async shard => {
      if (!existsSync(manifestsFolder)) {
        tell('left out: the manifests are not beside this checkout');
        return;
      }
      const found = readSeeds();
      check(found.length >= 6, `only ${found.length} manifests were found`);
      for (const namespace of ['payments', 'users'])
        await shard.createNamespace(namespace);
      const notes = new Map<string, string>();
      // First without anything they need: each has to say what is missing.
      for (const seed of found) {
        await shard.createNamespace(seed.namespace);
        notes.set(seed.file, await applySeed(shard, seed));
      }
      await shard.start('--requeue-dependency=2s');
      const missing: string[] = [];
      for (const seed of found) {
        const object = await shard.until(
          refOf(shard, seed),
          'to say what is missing',
          hasFailed,
        );
        const ready = conditionOf(object, 'Ready');
        missing.push(`${seed.file.slice(0, 2)} ${ready?.reason}`);
      }
      tell(
        `${
          found.length
        } manifests of the documents, without what they refer to, each say so: ${missing.join(
          ', ',
        )}`,
      );
      const results: string[] = [];
      for (const seed of found) {
        await provide(shard, seed.namespace);
        // The manifest itself comes last: it may be one of what was provided.
        if (seed.object.kind === 'GitRepository') await applySeed(shard, seed);
        await shard.request(refOf(shard, seed));
        const pattern = expected[seed.file] ?? /^True /;
        let last = '';
        await shard.until(
          refOf(shard, seed),
          `to be ${pattern}`,
          object => {
            const ready = conditionOf(object, 'Ready');
            last = `${ready?.status} ${ready?.reason} ${ready?.message}`;
            return (isReady(object) || hasFailed(object)) && pattern.test(last);
          },
          60_000,
        );
        results.push(
          `${seed.file.slice(0, 2)} ${last.split(' ')[1]}${
            notes.get(seed.file) ?? ''
          }`,
        );
      }
      tell(`with what they refer to: ${results.join(', ')}`);
    }),
};
