import { LeaseLock } from '@sluice/kubernetes/client';
import { isQuiet } from '../auditLog';
import { check, pause } from '../eventually';
import { configMap, conditionOf, type FluxObject } from '../objects';
import type { Proof } from '../proof';
import { started } from '../shard';
import { withShard } from '../stage';

const held = ['source-controller', 'kustomize-controller'];

export const leases: Proof = {
  name: 'leases',
  shards: ['leases'],
  run: (stage, tell) =>
    withShard(stage, 'leases', async shard => {
      const repository = await shard.repository('app');
      const commit = await repository.push({
        files: { 'app.yaml': configMap('app') },
      });
      const locks = held.map(
        name =>
          new LeaseLock({
            client: shard.client,
            namespace: shard.namespace,
            name: `${name}-leader-election`,
            identity: `${name}-6f7b8_of-flux`,
            leaseDurationSeconds: 4,
          }),
      );
      for (const lock of locks) {
        check((await lock.acquireOrRenew()).held, `${lock.name} was taken`);
      }
      const from = stage.cluster.audit.size();
      // Without a selector and in one namespace: Leases with the very names of Flux's.
      const program = shard.launch(
        '--watch-label-selector=',
        '--watch-all-namespaces=false',
        '--leader-election-retry-period=1s',
      );
      const alive = new Set(locks);
      const renewing = setInterval(() => {
        for (const lock of alive) lock.acquireOrRenew().catch(() => undefined);
      }, 1_000);
      try {
        const [line] = await program.line(
          /Waiting: the Lease \S+ is held by [^"\s]+/,
        );
        check(
          held.some(name => line.includes(`held by ${name}-6f7b8_of-flux`)),
          `the holder is not named: ${line}`,
        );
        await shard.source('src', shard.url(repository));
        await shard.kustomization('app');
        await pause(stage.quick ? 3_000 : 8_000);
        const writes = stage.cluster.audit
          .requestsOf(shard.user, from)
          .filter(
            request =>
              !isQuiet(request) && !['get', 'list'].includes(request.verb),
          );
        check(
          writes.length === 0,
          `wrote while waiting: ${writes
            .map(({ verb, uri }) => `${verb} ${uri}`)
            .join(', ')}`,
        );
        const app = await shard.client.get<FluxObject>(
          shard.ref('Kustomization', 'app'),
        );
        check(
          !conditionOf(app, 'Ready') &&
            !(await shard.find(shard.ref('ConfigMap', 'app'))),
          'something was reconciled while waiting',
        );
        tell(`wrote nothing, and said “${line}”`);
        // One holder stops properly: the other one is named, and waited for.
        alive.delete(locks[0]);
        await locks[0].release();
        await program.line(
          /Waiting: the Lease kustomize-controller-leader-election is held by kustomize-controller-6f7b8_of-flux/,
        );
      } finally {
        clearInterval(renewing);
      }
      // The other one dies without a word: its Lease runs out.
      const stopped = performance.now();
      await started(program);
      const took = (performance.now() - stopped) / 1_000;
      await shard.untilApplied('app', commit);
      tell(
        `took over ${took.toFixed(
          1,
        )} s after the last holder's silence (its Lease was good for 4 s), and applied`,
      );
    }),
};
