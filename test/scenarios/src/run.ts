import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeDifference, type Difference } from './compare';
import { leftForLater } from './later';
import { type Play, readPlays } from './play';
import { Player } from './player';
import { setUpStage, type ServerKind, type StageSetup } from './stage';
import { judge, type Verdict } from './verdicts';

const usage = `usage: npm run scenarios -- [FILE] [--server embedded|real] [--only NAME,...] [--parallel N] [--json]

Plays recorded situations and compares what comes of them with what real Flux made of them.
FILE defaults to ../shared/corpora/flux/scenarios/cases.json.
`;

const options = {
  cli: { type: 'string' },
  server: { type: 'string', default: 'embedded' },
  only: { type: 'string' },
  parallel: { type: 'string', default: '14' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const interrupted = new Error('interrupted');

interface Settings {
  cli: string;
  file: string;
  server: ServerKind;
  only: ReadonlySet<string> | undefined;
  parallel: number;
  json: boolean;
}

function settingsOf(args: string[]): Settings | undefined {
  const { positionals, values } = parseArgs({
    args,
    options,
    allowPositionals: true,
  });
  const { cli, only, server } = values;
  const parallel = Number(values.parallel);
  if (
    values.help ||
    !cli ||
    (server !== 'embedded' && server !== 'real') ||
    !(Number.isInteger(parallel) && parallel > 0) ||
    positionals.length > 1
  )
    return undefined;
  return {
    cli,
    file: resolve(
      positionals[0] ?? '../shared/corpora/flux/scenarios/cases.json',
    ),
    server,
    only: only === undefined ? undefined : new Set(only.split(',')),
    parallel,
    json: values.json,
  };
}

/** Plays that may wait for a timeout come first, so that they wait while others play. */
function byDuration(a: Play, b: Play): number {
  const waits = ({ name }: Play) =>
    Number(leftForLater(name) || /times-out|never|missing|timeout/.test(name));
  return waits(b) - waits(a);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function tell(verdict: Verdict, settings: Settings): void {
  const { differences, name, outcome, reason } = verdict;
  if (outcome === 'agrees' || outcome === 'later agrees') return;
  if (outcome === 'deliberate') {
    print(`  ${name}: differs on purpose: ${reason}`);
    return;
  }
  print(`  ${name}: ${outcome === 'later' ? 'left for later' : 'DIFFERS'}`);
  if (outcome === 'later') return;
  for (const difference of differences) print(describeDifference(difference));
  if (settings.json) print(JSON.stringify({ play: name, differences }));
}

async function playAll(
  setup: StageSetup,
  plays: readonly Play[],
  settings: Settings,
): Promise<Verdict[]> {
  const waiting = [...plays].sort(byDuration);
  const verdicts: Verdict[] = [];
  const worker = async () => {
    for (let play = waiting.shift(); play; play = waiting.shift()) {
      let differences: Difference[];
      const playStartedAt = performance.now();
      try {
        differences = await new Player(setup.stage, play).run();
      } catch (error) {
        if (setup.stage.signal.aborted) throw error;
        const got = error instanceof Error ? error.message : String(error);
        differences = [{ path: 'the play', expected: 'is played', got }];
      }
      const seconds = (performance.now() - playStartedAt) / 1_000;
      const verdict = judge(play.name, differences, seconds);
      verdicts.push(verdict);
      tell(verdict, settings);
    }
  };
  await Promise.race([
    setup.broken,
    Promise.all(Array.from({ length: settings.parallel }, worker)),
  ]);
  return verdicts;
}

function summarize(verdicts: readonly Verdict[], startedAt: number): number {
  const count = (...outcomes: Verdict['outcome'][]) =>
    verdicts.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const passed = count('agrees', 'deliberate');
  const failed = count('differs');
  const later = count('later', 'later agrees');
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  print(`${passed}/${passed + failed}`);
  if (later > 0)
    print(`later: ${count('later agrees')} of ${later} agree already`);
  const slowest = [...verdicts]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 5)
    .map(verdict => `${verdict.name} ${verdict.seconds.toFixed(0)} s`);
  print(`${seconds} s; the longest: ${slowest.join(', ')}`);
  print(`scenarios: ${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function main(args: string[]): Promise<number> {
  const startedAt = performance.now();
  const settings = settingsOf(args);
  if (!settings) {
    process.stderr.write(usage);
    return 2;
  }
  const { cli, file, only, server } = settings;
  if (!existsSync(file)) {
    process.stderr.write(`scenarios: ${file} not found\n`);
    return 2;
  }
  const plays = readPlays(file).filter(({ name }) => only?.has(name) ?? true);
  const abort = new AbortController();
  const interrupt = () => abort.abort(interrupted);
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const setup = await setUpStage({ cli, server, signal: abort.signal });
  try {
    print(`${plays.length} plays on the ${server} server`);
    return summarize(await playAll(setup, plays, settings), startedAt);
  } finally {
    await setup.stop();
  }
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  error => {
    const isInterrupt = error === interrupted;
    const text =
      error instanceof Error && !isInterrupt ? error.stack : String(error);
    process.stderr.write(`scenarios: ${text}\n`);
    process.exitCode = 1;
  },
);
