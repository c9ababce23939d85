import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestGitRepository, startGitHttpServer } from '@sluice/sources/testing';
import { check, eventually, pause } from '../eventually';
import {
  type ConfigMap,
  type FluxObject,
  conditionOf,
  configMap,
  deployment,
  hasFailed,
  isReady,
} from '../objects';
import type { Program } from '../program';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { type Stage, withShard } from '../stage';

/** One bad input, given to a Kustomization that was fine until then. */
interface Attack {
  readonly name: string;
  /** Joins the files that are fine. */
  readonly files?: Record<string, string>;
  /** Joins the Kustomization's spec. */
  readonly spec?: Record<string, unknown>;
  /** Joins the GitRepository's spec. */
  readonly source?: (shard: Shard) => Record<string, unknown>;
  /** Makes what a text cannot. */
  readonly prepare?: (work: string) => void;
  /** Whose failure is looked at. Default Kustomization. */
  readonly kind?: 'GitRepository' | 'Kustomization';
  /** `reason: message`; absent: it is to be reconciled nevertheless. */
  readonly failure?: RegExp;
  /** As in Flux, no event is told: a source that is not there yet may still come. */
  readonly silent?: boolean;
  /** Looks at what became of it. */
  readonly result?: (shard: Shard) => Promise<void>;
}

/** Names that are more than names in JavaScript. */
const loadedNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function bomb(): string {
  const lines = ['a: &a ["x","x","x","x","x","x","x","x","x"]'];
  for (let level = 1; level < 12; level += 1) {
    const [before, name] = [level - 1, level].map(n =>
      String.fromCharCode(97 + n),
    );
    lines.push(
      `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(
        ',',
      )}]`,
    );
  }
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n${lines.join(
    '\n',
  )}\n`;
}

function manyConfigMaps(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    configMap(`many-${index}`),
  ).join('---\n');
}

function attacks(stage: Stage, guardedUrl: string): Attack[] {
  const many = stage.quick ? 100 : 2_000;
  const loadedData = loadedNames.map(name => `  ${name}: "${name}"`).join('\n');
  return [
    {
      name: 'huge-count',
      files: { 'many.yaml': manyConfigMaps(many) },
      result: async shard => {
        const object = await shard.client.get<FluxObject>(
          shard.ref('Kustomization', 'huge-count'),
        );
        const entries = object.status?.inventory?.entries.length;
        check(entries === many + 1, `${entries} in the inventory`);
      },
    },
    {
      name: 'huge-repository',
      prepare: work => {
        mkdirSync(join(work, 'blobs'));
        const files = stage.quick ? 2 : 10;
        for (let index = 0; index < files; index += 1)
          writeFileSync(
            join(work, 'blobs', `blob-${index}`),
            randomBytes(10 * 1024 * 1024),
          );
      },
      files: { 'kustomization.yaml': 'resources: [keep.yaml]\n' },
    },
    {
      name: 'unknown-field',
      files: {
        'bad.yaml': deployment('bad').replace('replicas: 0', 'replicaz: 0'),
      },
      // As in Flux, the server drops what it does not know.
    },
    {
      name: 'unknown-key',
      files: {
        'kustomization.yaml': 'resources: [keep.yaml]\nresourcez: [x.yaml]\n',
      },
    },
    {
      name: 'wrong-type',
      files: {
        'bad.yaml': deployment('bad').replace('replicas: 0', 'replicas: three'),
      },
      failure: /^ReconciliationFailed: .*replicas/s,
    },
    {
      name: 'missing-source',
      spec: { sourceRef: { kind: 'GitRepository', name: 'nowhere' } },
      failure: /^ArtifactFailed: .*nowhere.*not found/s,
      silent: true,
    },
    {
      name: 'missing-path',
      spec: { path: './nowhere' },
      failure: /^ArtifactFailed: .*nowhere/s,
    },
    {
      name: 'missing-account',
      spec: { serviceAccountName: 'nobody' },
      failure: /^ReconciliationFailed: .*nobody/s,
    },
    {
      name: 'missing-values',
      spec: {
        postBuild: { substituteFrom: [{ kind: 'Secret', name: 'nowhere' }] },
      },
      failure: /^BuildFailed: .*nowhere.*not found/s,
    },
    {
      name: 'missing-file',
      files: { 'kustomization.yaml': 'resources: [nowhere.yaml]\n' },
      failure: /^BuildFailed: .*nowhere\.yaml/s,
    },
    {
      name: 'missing-secret',
      source: () => ({ secretRef: { name: 'nowhere' } }),
      kind: 'GitRepository',
      failure: /^AuthenticationFailed: .*nowhere.*not found/s,
    },
    {
      name: 'unreachable-server',
      source: () => ({ url: 'http://127.0.0.1:1/nowhere.git' }),
      kind: 'GitRepository',
      failure: /^GitOperationFailed: /,
    },
    {
      name: 'bad-credentials',
      source: () => ({
        url: `${guardedUrl}/hostile-bad-credentials.git`,
        secretRef: { name: 'bad-credentials' },
      }),
      kind: 'GitRepository',
      failure: /^GitOperationFailed: .*auth/is,
    },
    {
      name: 'link-out',
      files: {
        'kustomization.yaml': 'resources: [keep.yaml, link.yaml]\n',
        'link.yaml': '-> ../../../../../../etc/passwd',
      },
      failure: /^BuildFailed: .*link\.yaml/s,
    },
    {
      name: 'yaml-bomb',
      files: { 'bomb.yaml': bomb() },
      failure: /^BuildFailed: /,
    },
    {
      name: 'deep-flow',
      files: {
        'deep.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: deep}\nx: ${'['.repeat(
          100_000,
        )}${']'.repeat(100_000)}\n`,
      },
      failure: /^BuildFailed: /,
    },
    {
      name: 'deep-json',
      files: {
        'deep.yaml': `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"x":${'{"a":'.repeat(
          50_000,
        )}1${'}'.repeat(50_000)}}\n`,
      },
      failure: /^BuildFailed: /,
    },
    {
      name: 'deep-overlays',
      files: {
        'kustomization.yaml': 'resources: [loop]\n',
        'loop/kustomization.yaml': 'resources: [../loop/../loop]\n',
      },
      failure: /^BuildFailed: /,
    },
    {
      name: 'constructor',
      files: {
        'kustomization.yaml':
          'resources: [keep.yaml, __proto__.yaml, constructor]\nconfigMapGenerator:\n- name: loaded\n  files: [__proto__=__proto__.yaml, constructor/toString]\noptions: {disableNameSuffixHash: true}\n',
        '__proto__.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: constructor\n  annotations:\n    constructor: "\${constructor}"\ndata:\n${loadedData}\n  prototype: "\${__proto__}"\n`,
        'constructor/kustomization.yaml': 'resources: [hasOwnProperty.yaml]\n',
        'constructor/hasOwnProperty.yaml': configMap('tostring', '${toString}'),
        'constructor/toString': 'text',
      },
      spec: {
        postBuild: {
          substitute: JSON.parse(
            `{${loadedNames.map(name => `"${name}":"var-${name}"`).join(',')}}`,
          ),
        },
      },
      result: async shard => {
        const object = await shard.client.get<ConfigMap>(
          shard.ref('ConfigMap', 'constructor'),
        );
        const { annotations = {} } = object.metadata;
        for (const name of loadedNames) {
          const value = Object.entries(object.data ?? {}).find(
            ([key]) => key === name,
          );
          check(value?.[1] === name, `data.${name} is ${value?.[1]}`);
        }
        const [, annotation] =
          Object.entries(annotations).find(([k]) => k === 'constructor') ?? [];
        check(
          annotation === 'var-constructor' &&
            object.data?.prototype === 'var-__proto__',
          `variables became ${JSON.stringify([annotations, object.data])}`,
        );
        const other = await shard.client.get<ConfigMap>(
          shard.ref('ConfigMap', 'tostring'),
        );
        check(other.data?.key === 'var-toString', 'toString was not replaced');
      },
    },
    {
      name: 'slow-pattern',
      files: {
        'kustomization.yaml': `resources: [keep.yaml, slow.yaml]\npatches:\n- target: {kind: ConfigMap, name: '(a+)+(a+)+(a+)+b'}\n  patch: |-\n    - {op: add, path: /data/never, value: x}\n`,
        'slow.yaml': configMap('a'.repeat(60), '${SLOW}'),
      },
      spec: {
        postBuild: {
          substitute: { SLOW: 'x', LONG: 'a'.repeat(5_000) },
        },
      },
    },
    {
      name: 'slow-substitution',
      files: {
        'slow.yaml': configMap(
          'slow',
          `\${LONG//${'a*'.repeat(40)}b/x}\${LONG/#${'*a'.repeat(
            40,
          )}b/x}\${LONG%%${'*a'.repeat(40)}b}`,
        ),
      },
      spec: {
        postBuild: { substitute: { LONG: 'a'.repeat(5_000) } },
      },
    },
  ];
}

interface Victim {
  attack: Attack;
  repository: TestGitRepository;
  uid: string;
}

/** A Kustomization that is fine, with an object of which nothing may be lost. */
async function prepareVictim(
  stage: Stage,
  shard: Shard,
  attack: Attack,
): Promise<TestGitRepository> {
  const { name } = attack;
  const repository = await TestGitRepository.create(
    stage.gitRoot,
    `hostile-${name}`,
  );
  await repository.push({ files: { 'keep.yaml': configMap(`keep-${name}`) } });
  await shard.source(`src-${name}`, `${stage.git.url}/${repository.name}`);
  await shard.kustomization(name, {
    sourceRef: { kind: 'GitRepository', name: `src-${name}` },
  });
  return repository;
}

async function launch(stage: Stage, shard: Shard, victim: Victim) {
  const { attack, repository } = victim;
  const { name } = attack;
  attack.prepare?.(
    join(stage.gitRoot, repository.name.replace(/\.git$/, '.work')),
  );
  if (attack.files || attack.prepare)
    await repository.push({ files: attack.files });
  if (attack.source)
    await shard.source(
      `src-${name}`,
      `${stage.git.url}/${repository.name}`,
      attack.source(shard),
    );
  else await shard.request(shard.ref('GitRepository', `src-${name}`));
  if (attack.spec)
    await shard.kustomization(name, {
      sourceRef: { kind: 'GitRepository', name: `src-${name}` },
      ...attack.spec,
    });
}

/** Waits for a warning about an object. */
async function untilTold(
  shard: Shard,
  name: string,
  reason: string | undefined,
): Promise<void> {
  await eventually(`an event about ${name}`, async () => {
    const events = await shard.events();
    const told = events.some(
      event =>
        event.type === 'Warning' &&
        event.involvedObject.name === name &&
        event.reason === reason,
    );
    return told || undefined;
  });
}

async function judge(shard: Shard, victim: Victim): Promise<void> {
  const { attack, repository } = victim;
  const { name, failure, kind = 'Kustomization' } = attack;
  const ref = shard.ref(kind, kind === 'GitRepository' ? `src-${name}` : name);
  const commit = (await repository.git('rev-parse', 'HEAD')).trim();
  if (failure) {
    const object = await shard.until(ref, 'to fail', hasFailed, 90_000);
    const ready = conditionOf(object, 'Ready');
    const text = `${ready?.reason}: ${ready?.message}`;
    check(failure.test(text), `${name} says ${text.slice(0, 500)}`);
    if (!attack.silent) await untilTold(shard, ref.name, ready?.reason);
  } else {
    // A hundred megabytes are to be fetched and packed, on a machine that may be busy.
    await shard.untilApplied(name, commit, 240_000);
  }
  await attack.result?.(shard);
  const kept = await shard.find(shard.ref('ConfigMap', `keep-${name}`));
  check(
    kept?.metadata.uid === victim.uid,
    `what ${name} had before was deleted`,
  );
}

/** Pushes commits to somebody else's repository while it all happens; how long each took, in milliseconds. */
async function liveBeside(
  shard: Shard,
  repository: TestGitRepository,
  over: () => boolean,
): Promise<number[]> {
  const latencies: number[] = [];
  // A repository of tests has room for one commit a minute of an hour.
  while (!over() && latencies.length < 50) {
    const commit = await repository.push({
      files: { 'app.yaml': configMap('neighbour', `${latencies.length}`) },
    });
    const begun = performance.now();
    await shard.request(shard.ref('GitRepository', 'neighbour'));
    await shard.untilApplied('neighbour', commit);
    latencies.push(performance.now() - begun);
    await pause(2_000);
  }
  return latencies;
}

async function attackAll(
  stage: Stage,
  shard: Shard,
  program: Program,
  all: readonly Attack[],
): Promise<string> {
  const repositories = new Map<string, TestGitRepository>();
  for (const attack of all)
    repositories.set(attack.name, await prepareVictim(stage, shard, attack));
  const neighbour = await TestGitRepository.create(stage.gitRoot, 'neighbour');
  await neighbour.push({ files: { 'app.yaml': configMap('neighbour') } });
  await shard.source('neighbour', `${stage.git.url}/${neighbour.name}`);
  await shard.kustomization('neighbour', {
    sourceRef: { kind: 'GitRepository', name: 'neighbour' },
  });
  const victims: Victim[] = [];
  for (const attack of all) {
    await shard.untilReady(shard.ref('Kustomization', attack.name));
    const kept = await shard.client.get(
      shard.ref('ConfigMap', `keep-${attack.name}`),
    );
    const repository = repositories.get(attack.name);
    check(repository !== undefined, 'no repository');
    victims.push({ attack, repository, uid: kept.metadata.uid ?? '' });
  }
  let over = false;
  const beside = liveBeside(shard, neighbour, () => over);
  // Awaited below, whatever happens in between.
  beside.catch(() => undefined);
  const failures: string[] = [];
  try {
    for (const victim of victims) await launch(stage, shard, victim);
    await Promise.all(
      victims.map(victim =>
        judge(shard, victim).catch((error: unknown) =>
          failures.push(`${victim.attack.name}: ${String(error)}`),
        ),
      ),
    );
  } finally {
    over = true;
  }
  const latencies = await beside;
  const memory = program.peakMemory();
  check(failures.length === 0, failures.join('\n  '));
  check(!program.ended, 'the controllers ended');
  check(latencies.length > 0, 'the neighbour was not reconciled once');
  const worst = Math.max(...latencies);
  check(worst < 20_000, `the neighbour had to wait ${worst} ms`);
  check(memory < 700, `${memory.toFixed(0)} MiB of memory`);
  return `${all.length} bad inputs (${all
    .map(attack => attack.name)
    .join(
      ', ',
    )}), each with its condition, its event (none, as in Flux, for a source that is missing) and nothing deleted; meanwhile a neighbour took ${
    latencies.length
  } commits, each in ${Math.round(Math.min(...latencies))} to ${Math.round(
    worst,
  )} ms; peak memory ${memory.toFixed(0)} MiB`;
}

export const hostile: Proof = {
  name: 'hostile',
  shards: ['hostile'],
  run: (stage, tell) =>
    withShard(stage, 'hostile', async shard => {
      const guarded = await startGitHttpServer({
        root: stage.gitRoot,
        authorizations: ['Basic none'],
      });
      try {
        const secret = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'bad-credentials', namespace: shard.namespace },
          stringData: { username: 'git', password: 'wrong' },
        };
        await shard.client.create(secret);
        const program = await shard.start();
        tell(
          await attackAll(stage, shard, program, attacks(stage, guarded.url)),
        );
        const healthy = await shard.client.get<FluxObject>(
          shard.ref('Kustomization', 'neighbour'),
        );
        check(isReady(healthy), 'the neighbour is not ready');
      } finally {
        await guarded.close();
      }
    }),
};
