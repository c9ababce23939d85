import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isObject, type JsonObject, readJson } from './json';
import type { Play } from './play';
import type { Outcomes } from './player';

const directory = join(
  dirname(require.resolve('@sluice/test-conformance/package.json')),
  '__fixtures__',
);

/** What the real server answered when it was recorded, with placeholders. */
export async function recorded({ name }: Play): Promise<Outcomes> {
  const steps = readJson(
    await readFile(join(directory, `${name}.json`), 'utf8'),
  );
  return new Map(isObject(steps) ? Object.entries(steps) : []);
}

/** Keeps what the real server answers, with placeholders. */
export async function record(play: Play, outcomes: Outcomes): Promise<void> {
  const steps: JsonObject = Object.fromEntries(outcomes);
  await mkdir(directory, { recursive: true });
  await writeFile(
    join(directory, `${play.name}.json`),
    `${JSON.stringify(steps, null, 2)}\n`,
  );
}
