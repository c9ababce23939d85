import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check, eventually, pause } from '../eventually';
import {
  type ConfigMap,
  type Deployment,
  configMap,
  deployment,
} from '../objects';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { type Stage, withShard } from '../stage';
import { type TcpProxy, startTcpProxy } from '../tcpProxy';

/** A kubeconfig that leads to the same server, by way of a proxy. */
async function throughProxy(
  stage: Stage,
  shard: Shard,
): Promise<{ proxy: TcpProxy; file: string }> {
  const text = await readFile(shard.kubeconfig, 'utf8');
  const port = /server: .?https:\/\/[^:/\s]+:(\d+)/.exec(
    text.replaceAll('"server":', 'server:'),
  )?.[1];
  check(port !== undefined, `no server in ${shard.kubeconfig}`);
  const proxy = await startTcpProxy(Number(port));
  const file = join(stage.directory, 'proxy.kubeconfig');
  await writeFile(file, text.replaceAll(`:${port}`, `:${proxy.port}`), {
    mode: 0o600,
  });
  return { proxy, file };
}

async function drift(shard: Shard): Promise<void> {
  const { client } = shard;
  await client.patch(
    shard.ref('ConfigMap', 'changed'),
    'merge',
    { data: { key: 'two' } },
    { fieldManager: 'somebody' },
  );
  await client.patch(
    shard.ref('Deployment', 'scaled'),
    'merge',
    { spec: { replicas: 4 } },
    { subresource: 'scale', fieldManager: 'kubectl' },
  );
  await client.delete(shard.ref('ConfigMap', 'deleted'));
}

/** What is not as Git has it. */
async function drifted(shard: Shard): Promise<string[]> {
  const changed = await shard.find<ConfigMap>(
    shard.ref('ConfigMap', 'changed'),
  );
  const deleted = await shard.find(shard.ref('ConfigMap', 'deleted'));
  const scaled = await shard.find<Deployment>(
    shard.ref('Deployment', 'scaled'),
  );
  return [
    ...(changed?.data?.key === 'one' ? [] : ['changed']),
    ...(deleted ? [] : ['deleted']),
    ...(scaled?.spec.replicas === 0 ? [] : ['scaled']),
  ];
}

export const outage: Proof = {
  name: 'outage',
  shards: ['outage'],
  run: (stage, tell) =>
    withShard(stage, 'outage', async shard => {
      const { proxy, file } = await throughProxy(stage, shard);
      try {
        const repository = await shard.repository('app');
        await repository.push({
          files: {
            'app.yaml': [
              configMap('changed'),
              configMap('deleted'),
              deployment('scaled'),
            ].join('---\n'),
          },
        });
        await shard.source('src', shard.url(repository));
        await shard.kustomization('app');
        const program = await shard.start(`--kubeconfig=${file}`);
        await shard.untilReady(shard.ref('Kustomization', 'app'));
        proxy.cut();
        const seconds = stage.quick ? 3 : 8;
        await drift(shard);
        await pause(seconds * 1_000);
        const meanwhile = await drifted(shard);
        check(
          meanwhile.length === 3,
          'something was put back without a connection',
        );
        proxy.restore();
        const restored = performance.now();
        await eventually('the drift to be undone', async () =>
          (await drifted(shard)).length === 0 ? true : undefined,
        );
        const took = Math.round(performance.now() - restored);
        check(!program.ended, 'the controllers ended');
        tell(
          `a changed, a scaled and a deleted object, all while the connection was cut for ${seconds} s, were put back ${took} ms after it returned`,
        );
      } finally {
        await proxy.close();
      }
    }),
};
