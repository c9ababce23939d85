import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { differences } from './difference';
import { type Verdict, writeCharts } from './play';
import type { Server } from './server';
import { takeSnapshot } from './snapshot';
import type { Actor, Step } from './step';
import { hook, plainChart } from './stories/charts';

const charts = {
  one: plainChart('1.0.0', { 'templates/hook.yaml': hook('a', 'pre-install') }),
  two: plainChart('2.0.0', { 'templates/hook.yaml': hook('b', 'pre-upgrade') }),
};

const inProgress =
  'another operation (install/upgrade/rollback) is in progress';

/** More requests than an upgrade makes. */
const mostRequests = 80;

type ActorStep = Exclude<Step, { do: 'edit' }>;

/** Runs an upgrade that is killed; whether it ended before that. */
async function runKilled(
  server: Server,
  options: { namespace: string; chart: string; requests: number },
): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
      // From the root, where the suite is run.
      join('test', 'helm', 'src', 'killed-upgrade.ts'),
      ...['--kubeconfig', server.kubeconfig],
      ...['--namespace', options.namespace],
      ...['--chart', options.chart],
      ...['--requests', String(options.requests)],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code, signal]: (number | string | null)[] = await once(child, 'exit');
  if (signal !== 'SIGKILL' && code !== 0) {
    throw new Error(`the upgrade ended with ${code ?? signal}`);
  }
  return code === 0;
}

/** What the objects of a release are, without the release itself. */
async function objectsOf(server: Server, namespace: string): Promise<unknown> {
  return (await takeSnapshot(server.client, namespace)).objects;
}

/**
 * Kills an upgrade after each of its requests. Then both, first one and then the other, say that an operation is in progress, or the
 * release is as it was before or after the upgrade; a roll back and an upgrade bring it to where it was to go.
 */
export async function playKills(
  server: Server,
  actors: readonly Actor[],
  options: { directory: string; stride: number },
): Promise<Verdict[]> {
  const directory = join(options.directory, 'kills');
  await writeCharts({ charts }, directory);
  const verdicts: Verdict[] = [];
  let expected: unknown;
  for (let requests = 1; requests < mostRequests; requests += options.stride) {
    const namespace = `kills-${requests}`;
    await server.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    const turns = requests % 2 === 0 ? actors : [...actors].reverse();
    const act = (actor: Actor, step: ActorStep) =>
      actor.act({ release: 'web', namespace, step, charts: directory });
    const upgrade: ActorStep = { title: '', do: 'upgrade', chart: 'two' };
    await act(turns[0], { title: '', do: 'install', chart: 'one' });
    const ended = await runKilled(server, {
      namespace,
      chart: join(directory, 'two'),
      requests,
    });
    const outcomes: string[] = [];
    const states = await takeSnapshot(server.client, namespace);
    const pending = Object.values(states.releases).some(({ labels }) =>
      labels.status.startsWith('pending-'),
    );
    if (pending) {
      for (const actor of turns) outcomes.push(await act(actor, upgrade));
      outcomes.push(
        await act(turns[1], { title: '', do: 'rollback', version: 1 }),
      );
    }
    outcomes.push(await act(turns[0], upgrade));
    const objects = await objectsOf(server, namespace);
    expected ??= objects;
    verdicts.push({
      title: `an upgrade killed after request ${requests}${
        pending ? ', pending' : ''
      }`,
      differences: [
        ...differences(
          pending ? [inProgress, inProgress, '', ''] : [''],
          outcomes.map(text => text.split('\n')[0]),
          'outcomes',
        ),
        ...differences(withoutRevision(expected), withoutRevision(objects)),
      ],
    });
    if (ended) break;
  }
  return verdicts;
}

/** The chart writes the revision into an object: how many there were differs. */
function withoutRevision(objects: unknown): unknown {
  return JSON.parse(
    JSON.stringify(objects ?? {}).replaceAll(
      /"(revision|generation)":("\d+"|\d+)/g,
      '"$1":"<number>"',
    ),
  );
}
