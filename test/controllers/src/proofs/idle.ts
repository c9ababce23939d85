import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isDeepStrictEqual } from 'node:util';
import { judgePath, judgesAvailable } from '@sluice/test-judges';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { isQuiet, summary } from '../auditLog';
import { check, eventually, pause } from '../eventually';
import {
  type Deployment,
  type FluxObject,
  configMap,
  deployment,
  isReady,
  kustomizationType,
} from '../objects';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { type Stage, withShard } from '../stage';

const execute = promisify(execFile);

/** Kustomizations of which each has a Deployment and a ConfigMap, all ready, and controllers that have come to rest. */
async function manyReady(shard: Shard, count: number): Promise<void> {
  const repository = await shard.repository('many');
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    files[`app-${index}/deployment.yaml`] = deployment(`app-${index}`);
    files[`app-${index}/config.yaml`] = configMap(`app-${index}`);
  }
  await repository.push({ files });
  await shard.source('src', shard.url(repository));
  for (let index = 0; index < count; index += 1) {
    await shard.kustomization(`app-${index}`, {
      path: `./app-${index}`,
      wait: true,
    });
  }
  await eventually(
    `${count} Kustomizations to be ready`,
    async () => {
      const all = await kustomizations(shard);
      return all.filter(isReady).length === count ? true : undefined;
    },
    180_000,
    500,
  );
}

async function kustomizations(shard: Shard): Promise<FluxObject[]> {
  const { namespace } = shard;
  const { items } = await shard.client.list<FluxObject>(kustomizationType, {
    namespace,
  });
  return items;
}

/** Resolves when the controllers have asked for nothing for three seconds: events and last status are told after the work. */
async function untilQuiet(stage: Stage, shard: Shard): Promise<void> {
  const { audit } = stage.cluster;
  await eventually(
    'the controllers to come to rest',
    async () => {
      const from = audit.size();
      await pause(3_000);
      return audit.requestsOf(shard.user, from).every(isQuiet)
        ? true
        : undefined;
    },
    60_000,
  );
}

async function proveIdle(stage: Stage, shard: Shard, count: number) {
  const { audit } = stage.cluster;
  const seconds = stage.quick ? 8 : 60;
  const from = audit.size();
  await pause(seconds * 1_000);
  const requests = audit.requestsOf(shard.user, from);
  const loud = requests.filter(request => !isQuiet(request));
  check(
    loud.length === 0,
    `${count} idle Kustomizations caused ${
      loud.length
    } requests in ${seconds} s:\n${loud
      .map(({ verb, uri }) => `  ${verb} ${uri}`)
      .join('\n')}`,
  );
  return `${count} ready Kustomizations caused in ${seconds} s no request but ${
    requests.length
  } of watches and leases (${summary(requests) || 'none'})`;
}

/** What an object says, without what every write moves. */
function lasting<T extends KubernetesObject>(object: T): T {
  const copy = structuredClone(object);
  delete copy.metadata.resourceVersion;
  delete copy.metadata.generation;
  copy.metadata.managedFields = copy.metadata.managedFields
    ?.filter(entry => entry.subresource !== 'status')
    .map(({ time, ...entry }) => entry)
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  // The Deployment controller's, on the way to a state that was given up.
  if ('status' in copy && copy.kind === 'Deployment') delete copy.status;
  if (copy.metadata.annotations)
    delete copy.metadata.annotations['deployment.kubernetes.io/revision'];
  return copy;
}

/** Scales as kubectl does, with kubectl itself where it is there. Only a quick run may do without. */
async function scale(stage: Stage, shard: Shard, name: string, to: number) {
  const { available } = judgesAvailable(['kubectl']);
  if (!available && stage.quick) {
    await shard.client.patch(
      shard.ref('Deployment', name),
      'merge',
      { spec: { replicas: to } },
      { subresource: 'scale', fieldManager: 'kubectl' },
    );
    return 'the patch of kubectl scale';
  }
  await execute(judgePath('kubectl'), [
    ...['--kubeconfig', stage.cluster.kubeconfig],
    ...['--namespace', shard.namespace],
    ...['scale', 'deployment', name, `--replicas=${to}`],
  ]);
  return 'kubectl scale';
}

async function proveScale(stage: Stage, shard: Shard): Promise<string> {
  const { audit } = stage.cluster;
  const name = 'app-3';
  const ref = shard.ref('Deployment', name);
  const before = await shard.client.get<Deployment>(ref);
  const ownersBefore = new Map(
    (await kustomizations(shard)).map(o => [o.metadata.name, o]),
  );
  const from = audit.size();
  const written: { replicas: number; at: number }[] = [];
  const abort = new AbortController();
  const watching = (async () => {
    try {
      for await (const { object } of shard.client.watch<Deployment>(ref, {
        namespace: shard.namespace,
        fieldSelector: `metadata.name=${name}`,
        resourceVersion: before.metadata.resourceVersion,
        signal: abort.signal,
      })) {
        written.push({ replicas: object.spec.replicas, at: performance.now() });
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  })();
  let tool: string;
  let took: number;
  try {
    tool = await scale(stage, shard, name, 3);
    took = await eventually(`${name} to be put back`, () => {
      const drifted = written.find(w => w.replicas === 3);
      const back = written.find(
        w => drifted && w.at > drifted.at && w.replicas === 0,
      );
      return drifted && back ? back.at - drifted.at : undefined;
    });
  } finally {
    abort.abort();
    await watching;
  }
  await untilQuiet(stage, shard);
  check(took < 2_000, `${name} was put back after ${Math.round(took)} ms only`);
  const loud = audit
    .requestsOf(shard.user, from)
    .filter(request => !isQuiet(request));
  const foreign = loud.filter(
    request =>
      !(
        request.resource === 'events' ||
        (request.resource === 'deployments' && request.name === name) ||
        (request.resource === 'kustomizations' && request.name === name)
      ),
  );
  check(
    foreign.length === 0,
    `one scaled Deployment caused requests for others:\n${foreign
      .map(({ verb, uri }) => `  ${verb} ${uri}`)
      .join('\n')}`,
  );
  const after = await shard.client.get<Deployment>(ref);
  check(
    isDeepStrictEqual(lasting(after), lasting(before)),
    `${name} is not what it was:\n${JSON.stringify(
      lasting(before),
    )}\n${JSON.stringify(lasting(after))}`,
  );
  for (const owner of await kustomizations(shard)) {
    const known = ownersBefore.get(owner.metadata.name);
    check(
      owner.metadata.name === name
        ? isDeepStrictEqual(owner.status, known?.status)
        : owner.metadata.resourceVersion === known?.metadata.resourceVersion,
      `Kustomization ${owner.metadata.name} was written:\n${JSON.stringify(
        known,
      )}\n${JSON.stringify(owner)}`,
    );
  }
  return `${tool} was undone after ${Math.round(took)} ms with ${
    loud.length
  } requests (${summary(
    loud,
  )}); fields, managers, inventory and conditions are what they were`;
}

export const idle: Proof = {
  name: 'idle',
  shards: ['main'],
  run: (stage, tell) =>
    withShard(stage, 'main', async shard => {
      const count = stage.quick ? 20 : 100;
      await shard.start('--concurrent=10');
      await manyReady(shard, count);
      await untilQuiet(stage, shard);
      tell(await proveIdle(stage, shard, count));
      tell(await proveScale(stage, shard));
    }),
};
