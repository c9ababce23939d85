import { parseArgs } from 'node:util';
import { judgesAvailable } from '@sluice/test-judges';
import { describe, shown } from './compare';
import {
  differencesOf,
  type Found,
  goneDifferences,
  isKnown,
} from './differences';
import { needsKubectl, type Play } from './play';
import { plays } from './plays';
import { record, recorded } from './recordings';
import { type Server, startEmbedded, startReal } from './servers';

const usage = `usage: npm run conformance -- [--only PLAY,...] [--embedded-only] [--record]

Plays the same calls on the embedded API server and on the real one and compares the answers.
--embedded-only  compares with what the real server answered when it was recorded
--record         keeps what the real server answers
`;

interface Settings {
  only: ReadonlySet<string> | undefined;
  embeddedOnly: boolean;
  record: boolean;
  json: boolean;
}

function settingsOf(args: string[]): Settings | undefined {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      'embedded-only': { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    only:
      values.only === undefined ? undefined : new Set(values.only.split(',')),
    embeddedOnly: values['embedded-only'],
    record: values.record,
    json: values.json,
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function playAll(
  settings: Settings,
  chosen: readonly Play[],
  embedded: Server,
  real: Server | undefined,
): Promise<{ found: Found[]; steps: number; failed: Set<string> }> {
  const found: Found[] = [];
  const failed = new Set<string>();
  let steps = 0;
  for (const play of chosen) {
    const [ours, theirs] = await Promise.all([
      embedded.play(play),
      real ? real.play(play) : recorded(play),
    ]);
    if (real && settings.record && !play.unrecorded) await record(play, theirs);
    steps += theirs.size;
    const differences = differencesOf(play, ours, theirs);
    found.push(...differences);
    const unexpected = differences.filter(item => !isKnown(item));
    const known = differences.length - unexpected.length;
    const note = known > 0 ? `, ${known} known differences` : '';
    print(
      `  ${play.name}: ${theirs.size} steps${note}${
        unexpected.length > 0 ? `, ${unexpected.length} UNEXPECTED` : ''
      }`,
    );
    for (const item of unexpected) {
      failed.add(`${item.play}: ${item.step}`);
      print(`    ${item.step}\n${describe(item)}`);
      if (settings.json) print(listed(item));
    }
  }
  return { found, steps, failed };
}

/** A difference as the list of known ones writes it. */
function listed({ play, step, path, embedded, real }: Found): string {
  return JSON.stringify({
    play,
    step,
    path,
    embedded: shown(embedded),
    real: shown(real),
    reason: '',
  });
}

async function main(args: string[]): Promise<number> {
  const settings = settingsOf(args);
  if (!settings) {
    print(usage);
    return 2;
  }
  const { missing } = judgesAvailable();
  if (!settings.embeddedOnly && missing.length > 0) {
    print(
      `The real API server is not built (${missing.join(
        ', ',
      )}). Run: node test/judges/build.mjs\nconformance: 0 passed, 1 failed`,
    );
    return 1;
  }
  const chosen = plays.filter(
    play =>
      (!settings.only || settings.only.has(play.name)) &&
      !(settings.embeddedOnly && play.unrecorded) &&
      !(missing.includes('kubectl') && needsKubectl(play)),
  );
  const startedAt = performance.now();
  const embedded = await startEmbedded();
  let real: Server | undefined;
  try {
    real = settings.embeddedOnly ? undefined : await startReal();
    await embedded.installDefinitions();
    await real?.installDefinitions();
    const { found, steps, failed } = await playAll(
      settings,
      chosen,
      embedded,
      real,
    );
    const names = new Set(chosen.map(({ name }) => name));
    const gone = goneDifferences(names, found);
    for (const text of gone)
      print(`  ${text} no longer differs: strike it off`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    print(`${steps} steps of ${chosen.length} plays in ${seconds} s`);
    const count = failed.size + gone.length;
    print(`conformance: ${steps - failed.size} passed, ${count} failed`);
    return count === 0 ? 0 : 1;
  } finally {
    await embedded.stop();
    await real?.stop();
  }
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
