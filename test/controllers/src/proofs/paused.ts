import { check, pause } from '../eventually';
import { type ConfigMap, configMap } from '../objects';
import type { Proof } from '../proof';
import { withShard } from '../stage';

export const paused: Proof = {
  name: 'paused',
  shards: ['paused'],
  long: true,
  run: (stage, tell) =>
    withShard(stage, 'paused', async shard => {
      const repository = await shard.repository('app');
      const files = (value: string) =>
        Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [
            `config-${index}.yaml`,
            configMap(`config-${index}`, value),
          ]),
        );
      await repository.push({ files: files('one') });
      await shard.source('src', shard.url(repository), { interval: '2s' });
      await shard.kustomization('app');
      const program = await shard.start();
      await shard.untilReady(shard.ref('Kustomization', 'app'));
      const commit = await repository.push({
        files: Object.fromEntries(
          Object.entries(files('two')).filter(
            ([path]) => path !== 'config-0.yaml',
          ),
        ),
        remove: ['config-0.yaml'],
      });
      // In the middle of it, more often than not.
      await shard.until(
        shard.ref('GitRepository', 'src'),
        'to see the commit',
        source => Boolean(source.status?.artifact?.revision.endsWith(commit)),
      );
      program.signal('SIGSTOP');
      await shard.client.delete(shard.ref('ConfigMap', 'config-1'));
      await shard.client.patch(
        shard.ref('ConfigMap', 'config-2'),
        'merge',
        { data: { key: 'three' } },
        { fieldManager: 'somebody' },
      );
      const last = await repository.push({
        files: { 'config-3.yaml': configMap('config-3', 'four') },
      });
      await pause(10_000);
      program.signal('SIGCONT');
      const continued = performance.now();
      await shard.untilApplied('app', last);
      const took = performance.now() - continued;
      const data = async (name: string) =>
        (await shard.find<ConfigMap>(shard.ref('ConfigMap', name)))?.data?.key;
      const found = {
        removed: await data('config-0'),
        deleted: await data('config-1'),
        changed: await data('config-2'),
        pushed: await data('config-3'),
      };
      check(
        found.removed === undefined &&
          found.deleted !== undefined &&
          found.changed === 'two' &&
          found.pushed === 'four',
        `not as in Git after the pause: ${JSON.stringify(found)}`,
      );
      check(!program.ended, 'the controllers ended');
      tell(
        `stopped for 10 s in a rollout, meanwhile one object deleted, one changed, one commit pushed: all as in Git ${(
          took / 1000
        ).toFixed(1)} s after it went on`,
      );
    }),
};
