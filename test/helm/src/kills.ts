import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { differences } from './difference';
import { type Verdict, playWith, writeCharts } from './play';
import type { Server } from './server';
import { type Kills, kills } from './stories/kills';
import type { Actor, EditContext } from './step';

/** More requests than any step makes. */
const mostRequests = 120;

/** Does a step in a program that is killed; whether it ended before that. */
async function runKilled(
  server: Server,
  { step, release }: Kills,
  options: { namespace: string; charts: string; requests: number },
): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
      // From the root, where the suite is run.
      join('test', 'helm', 'src', 'killed.ts'),
      ...['--kubeconfig', server.kubeconfig],
      ...['--namespace', options.namespace],
      ...['--release', release],
      ...['--charts', options.charts],
      ...['--step', JSON.stringify(step)],
      ...['--requests', String(options.requests)],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code, signal]: (number | string | null)[] = await once(child, 'exit');
  if (signal !== 'SIGKILL' && code !== 0) {
    throw new Error(`‘${step.title}’ ended with ${code ?? signal}`);
  }
  return code === 0;
}

/** One kill, in a namespace for each of helm and Sluice: where they differ, the objects in the end, and whether the step ended before it. */
async function playKill(
  server: Server,
  actors: readonly Actor[],
  of: Kills,
  options: { charts: string; requests: number },
): Promise<{ verdict: Verdict; objects: unknown; ended: boolean }> {
  const { charts, requests } = options;
  let ended = false;
  const steps = [
    ...of.before,
    {
      title: `${of.step.title}, killed`,
      do: 'edit' as const,
      async edit({ namespace }: EditContext) {
        ended = await runKilled(server, of, { namespace, charts, requests });
      },
    },
    ...of.after,
  ];
  const { name, release } = of;
  const story = { name, release, charts: of.charts, before: of.clean, steps };
  const play = (actor: Actor) =>
    playWith(story, [actor], {
      client: server.client,
      charts,
      namespace: `${name}-${requests}-${actor.name}`,
    });
  const expected = await play(actors[0]);
  const actual = await play(actors[1]);
  const verdict = {
    title: `${of.step.title}, killed after request ${requests}`,
    differences: steps.flatMap(({ title }, i) =>
      differences(expected[i], actual[i], `after ‘${title}’`),
    ),
  };
  const objects = withoutRevision(actual.at(-1)?.snapshot.objects);
  return { verdict, objects, ended };
}

/**
 * Kills a step after one in so many of its requests. Each time helm and Sluice, in a namespace of their own with a step killed there, find
 * the same, and the same comes of all that they do then; and after the last step the objects are the same wherever the step was killed.
 */
async function playOne(
  server: Server,
  actors: readonly Actor[],
  of: Kills,
  charts: string,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const stride = of.stride[server.kind];
  let end: unknown;
  for (let requests = of.first; requests < mostRequests; requests += stride) {
    const at = { charts, requests };
    const played = await playKill(server, actors, of, at);
    const { verdict, objects, ended } = played;
    end ??= objects;
    const atEnd = differences(end, objects, 'at the end');
    verdict.differences.push(...atEnd);
    verdicts.push(verdict);
    if (ended) break;
  }
  return verdicts;
}

/** Kills whatever can be killed; strides are longer where kills take longer. */
export async function playKills(
  server: Server,
  actors: readonly Actor[],
  options: { directory: string },
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const of of kills) {
    const charts = join(options.directory, of.name);
    await writeCharts(of, charts);
    verdicts.push(...(await playOne(server, actors, of, charts)));
  }
  return verdicts;
}

/** A chart writes the revision into an object: how many there were differs. */
function withoutRevision(objects: unknown): unknown {
  return JSON.parse(
    JSON.stringify(objects ?? {}).replaceAll(
      /"(revision|generation)":("\d+"|\d+)/g,
      '"$1":"<number>"',
    ),
  );
}
