import type { UnstructuredObject } from '@sluice/kubernetes/objects';
import { check, eventually, pause } from '../eventually';
import {
  type ConfigMap,
  type FluxObject,
  configMap,
  configMapType,
  kustomizationType,
  ownerNameLabel,
} from '../objects';
import type { Proof } from '../proof';
import { type Shard, started } from '../shard';
import { withShard } from '../stage';

const apps = ['a', 'b', 'c', 'd'];
const lastingConfigs = 4;

/**
 * What Git has at one revision: for each Kustomization some objects that always stay and change their value, one that stays for three
 * revisions, one that is there in every third only under the name of its revision, and one that moves from one Kustomization to another.
 */
function wanted(revision: number): Map<string, string> {
  const files = new Map<string, string>();
  for (const app of apps) {
    for (let index = 0; index < lastingConfigs; index += 1) {
      files.set(
        `${app}/lasting-${index}.yaml`,
        configMap(`${app}-lasting-${index}`, `${revision}`),
      );
    }
    for (const age of [0, 1, 2]) {
      const name = `${app}-passing-${revision - age}`;
      if (revision >= age)
        files.set(`${app}/${name}.yaml`, configMap(name, `${revision}`));
    }
  }
  return files;
}

/** The last revision that has an object of this name; undefined for those that always stay. */
function lastRevisionOf(name: string): number | undefined {
  const match = /-passing-(\d+)$/.exec(name);
  return match ? Number(match[1]) + 2 : undefined;
}

/** Tells every ConfigMap that is deleted, with the revision that Git had by then. */
function watchDeletions(
  shard: Shard,
  pushed: () => number,
): { deleted: { name: string; at: number }[]; stop(): Promise<void> } {
  const abort = new AbortController();
  const deleted: { name: string; at: number }[] = [];
  const watching = (async () => {
    const { namespace } = shard;
    const list = await shard.client.list(configMapType, { namespace });
    let { resourceVersion } = list.metadata;
    while (!abort.signal.aborted) {
      try {
        for await (const { type, object } of shard.client.watch(configMapType, {
          namespace,
          resourceVersion,
          signal: abort.signal,
          allowBookmarks: true,
        })) {
          resourceVersion = object.metadata.resourceVersion;
          if (type === 'DELETED')
            deleted.push({ name: object.metadata.name ?? '', at: pushed() });
        }
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    }
  })();
  return {
    deleted,
    stop: async () => {
      abort.abort();
      await watching;
    },
  };
}

interface Push {
  revision: number;
  commit: string;
}

async function compareWithGit(shard: Shard, revision: number): Promise<void> {
  const { items } = await shard.client.list<ConfigMap & UnstructuredObject>(
    configMapType,
    { namespace: shard.namespace, labelSelector: ownerNameLabel },
  );
  const inGit = new Map(
    [...wanted(revision)].map(([path, text]) => [
      path
        .replace(/^.\/lasting/, `${path[0]}-lasting`)
        .replace(/^.\/(.-passing)/, '$1')
        .replace('.yaml', ''),
      text,
    ]),
  );
  const found = new Map(items.map(o => [o.metadata.name ?? '', o]));
  const orphans = [...found.keys()].filter(name => !inGit.has(name));
  const missing = [...inGit.keys()].filter(name => !found.has(name));
  check(orphans.length === 0, `orphans: ${orphans.join(', ')}`);
  check(missing.length === 0, `missing: ${missing.join(', ')}`);
  for (const [name, object] of found) {
    check(
      object.data?.key === String(revision),
      `${name} is at ${object.data?.key}, Git at ${revision}`,
    );
  }
  const owners = await shard.client.list<FluxObject>(kustomizationType, {
    namespace: shard.namespace,
  });
  const inventory = owners.items.flatMap(
    o => o.status?.inventory?.entries.map(e => e.id) ?? [],
  );
  const expected = [...inGit.keys()].map(
    name => `${shard.namespace}_${name}__ConfigMap`,
  );
  check(
    JSON.stringify(inventory.sort()) === JSON.stringify(expected.sort()),
    `the inventories are ${inventory.join(', ')}`,
  );
}

/** Whether a Kustomization has not applied a commit, or is at work. */
async function isRollingOut(shard: Shard, commit: string): Promise<boolean> {
  const { items } = await shard.client.list<FluxObject>(kustomizationType, {
    namespace: shard.namespace,
  });
  return items.some(
    ({ status }) =>
      !status?.lastAppliedRevision?.endsWith(commit) ||
      status.conditions?.some(({ type }) => type === 'Reconciling'),
  );
}

export const kills: Proof = {
  name: 'kills',
  shards: ['kills'],
  long: true,
  run: (stage, tell) =>
    withShard(stage, 'kills', async shard => {
      const repository = await shard.repository('app');
      let pushed = -1;
      let pushedCommit = '';
      const push = async (): Promise<Push> => {
        const revision = pushed + 1;
        const before = revision === 0 ? [] : wanted(revision - 1).keys();
        const files = wanted(revision);
        // Counted first: what is deleted from now on may be gone from Git.
        pushed = revision;
        const commit = await repository.push({
          files: Object.fromEntries(files),
          remove: [...before].filter(path => !files.has(path)),
        });
        pushedCommit = commit;
        return { revision, commit };
      };
      await push();
      await shard.source('src', shard.url(repository), { interval: '1s' });
      for (const app of apps)
        await shard.kustomization(app, {
          path: `./${app}`,
          retryInterval: '2s',
        });
      const deletions = watchDeletions(shard, () => pushed);
      const start = () => shard.launch('--enable-leader-election=false');
      const moments: number[] = [];
      let inRollout = 0;
      try {
        for (let kill = 0; kill < 50; kill += 1) {
          const program = start();
          // What is under way is left to be finished, half of the time.
          if (kill % 2 === 0 || !(await isRollingOut(shard, pushedCommit)))
            await push();
          // Some are killed while they start, most when they work.
          const early = stage.random() < 0.1;
          if (!early) await started(program);
          const moment = Math.round(stage.random() * (early ? 600 : 1_500));
          await pause(moment);
          moments.push(moment);
          await program.kill();
          if (await isRollingOut(shard, pushedCommit)) inRollout += 1;
        }
        check(inRollout >= 15, `only ${inRollout} kills were in a rollout`);
        const { commit, revision } = await push();
        const program = start();
        const restarted = performance.now();
        await Promise.all(
          apps.map(app => shard.untilApplied(app, commit, 90_000)),
        );
        const took = performance.now() - restarted;
        await eventually(
          'the cluster to be as Git',
          async () => {
            await compareWithGit(shard, revision);
            return true;
          },
          10_000,
        );
        check(!program.ended, 'the controllers ended');
        const wrong = deletions.deleted.filter(({ name, at }) => {
          const last = lastRevisionOf(name);
          return last === undefined || at <= last;
        });
        check(
          wrong.length === 0,
          `deleted although Git had it: ${wrong
            .map(({ name, at }) => `${name} at revision ${at}`)
            .join(', ')}`,
        );
        tell(
          `killed ${
            moments.length
          } times (${inRollout} with a Kustomization behind Git or at work) over ${
            revision + 1
          } revisions: as in Git ${(took / 1000).toFixed(
            1,
          )} s after the last start, no orphan, ${
            deletions.deleted.length
          } deletions, each of what Git had dropped`,
        );
      } finally {
        await deletions.stop();
      }
    }),
};
