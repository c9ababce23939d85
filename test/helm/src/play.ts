import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import { differences } from './difference';
import { type Snapshot, takeSnapshot } from './snapshot';
import type { Actor, Story } from './step';

/** What came of a step, and what there is then. */
export interface Scene {
  outcome: string;
  snapshot: Snapshot;
}

/** With the fraction of a second, in seconds since 1970: as exactly as Go keeps it. */
const fileTime = 1_767_323_045.123456;

/** Writes the charts of a story to a folder. */
export async function writeCharts(
  story: Pick<Story, 'charts'>,
  directory: string,
): Promise<void> {
  for (const [chart, files] of Object.entries(story.charts)) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(directory, chart, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      await utimes(file, fileTime, fileTime);
    }
  }
}

/** Plays a story in a namespace of its own, the actors taking turns. */
export async function playWith(
  story: Story,
  actors: readonly Actor[],
  options: { client: KubernetesClient; namespace: string; charts: string },
): Promise<Scene[]> {
  const { client, namespace, charts } = options;
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await story.before?.({ client, namespace });
  const scenes: Scene[] = [];
  let turn = 0;
  for (const step of story.steps) {
    let outcome = '';
    if (step.do === 'edit') {
      await step.edit({ client, namespace });
    } else {
      const actor = actors[turn % actors.length];
      turn += 1;
      outcome = await actor.act({
        release: story.release,
        namespace,
        step,
        charts,
      });
    }
    scenes.push({
      outcome: outcome.replaceAll(namespace, '<namespace>'),
      snapshot: await takeSnapshot(client, namespace),
    });
  }
  return scenes;
}

/** What is told of a comparison. */
export interface Verdict {
  title: string;
  differences: string[];
}

/** Plays a story with helm alone, then in all other ways, and compares. */
export async function playStory(
  story: Story,
  casts: readonly (readonly Actor[])[],
  options: { client: KubernetesClient; directory: string },
): Promise<Verdict[]> {
  const charts = join(options.directory, story.name);
  await writeCharts(story, charts);
  const play = (cast: readonly Actor[]) =>
    playWith(story, cast, {
      client: options.client,
      namespace: `${story.name}-${cast.map(({ name }) => name).join('-')}`,
      charts,
    });
  const [original, ...others] = casts;
  const expected = await play(original);
  const verdicts: Verdict[] = [];
  for (const cast of others) {
    const actual = await play(cast);
    verdicts.push({
      title: `${story.name} by ${cast.map(({ name }) => name).join(', then ')}`,
      differences: story.steps.flatMap((step, i) =>
        differences(expected[i], actual[i], `after ‘${step.title}’`),
      ),
    });
  }
  return verdicts;
}
