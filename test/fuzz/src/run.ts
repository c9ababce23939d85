import { type Case, type Finding, findDifferences, minimize } from './batch';
import { fuzzCharts } from './chartFuzz';
import {
  type TemplateFuzzOptions,
  type TemplateFuzzResult,
  fuzzTemplates,
} from './goTemplateFuzz';
import { Judge, type Outcome } from './judge';
import { randomKustomization } from './kustomizations';
import { Random } from './random';
import { randomSprigCall } from './sprigCalls';
import { randomStructure } from './structures';
import { randomManifest } from './yamlText';

interface Options {
  seed: number;
  count: number;
  /** Seconds after which no new batch is begun. */
  seconds: number;
  only: string | undefined;
}

function readOptions(args: readonly string[]): Options {
  const options: Options = {
    seed: Math.floor(Math.random() * 2 ** 32),
    count: 2_000,
    seconds: 3_600,
    only: undefined,
  };
  for (let i = 0; i < args.length; i += 2) {
    const number = Number(args[i + 1]);
    if (args[i] === '--seed') options.seed = number;
    else if (args[i] === '--count') options.count = number;
    else if (args[i] === '--seconds') options.seconds = number;
    else if (args[i] === '--only') options.only = args[i + 1];
    else throw new Error(`unknown argument ${args[i]}`);
  }
  return options;
}

/** One manifest in a directory of its own. */
function manifestCase(random: Random, name: string): Case {
  return {
    name,
    files: {
      [`${name}/kustomization.yaml`]: 'resources:\n- r.yaml\n',
      [`${name}/r.yaml`]: randomManifest(random, name),
    },
  };
}

const kinds = [
  { name: 'manifests', batch: 60, share: 0.6, make: manifestCase },
  { name: 'structures', batch: 40, share: 0.15, make: randomStructure },
  { name: 'kustomizations', batch: 12, share: 0.25, make: randomKustomization },
] as const;

function textOf(outcome: Outcome): string {
  return 'yaml' in outcome ? outcome.yaml : `Error: ${outcome.error}`;
}

/** The part of a text in which it is not like another, with a few lines around. */
function part(text: string, other: string): string {
  const [lines, others] = [text, other].map(each => each.split('\n'));
  let begin = lines.findIndex((line, i) => line !== others[i]);
  if (begin < 0) begin = lines.length;
  const tail = [...lines]
    .reverse()
    .findIndex((line, i) => line !== others[others.length - 1 - i]);
  const end = Math.max(lines.length - Math.max(tail, 0), begin);
  return lines
    .slice(Math.max(begin - 3, 0), Math.min(end + 3, begin + 25))
    .join('\n')
    .replace(/^/gm, '    ');
}

function report({ name, files, original, own }: Finding): void {
  const out = [`DIFF ${name}`];
  for (const [path, text] of Object.entries(files)) {
    if (text.trim() !== '') out.push(`  ${path}: ${JSON.stringify(text)}`);
  }
  const [expected, actual] = [original, own].map(textOf);
  out.push('  original:', part(expected, actual));
  out.push('  own:', part(actual, expected), '');
  process.stdout.write(`${out.join('\n')}\n`);
}

/** Most runs of the original that one finding is worth. */
const minimizingRuns = 150;
const mostReports = 20;

/** Compares with the judge of templates; gives the number of differences. */
function compareRendered(
  options: Options,
  what: string,
  fuzz: (program: string, options: TemplateFuzzOptions) => TemplateFuzzResult,
): number {
  const program = process.env.SLUICE_FUZZ_GOTEMPLATE;
  if (!program) throw new Error('SLUICE_FUZZ_GOTEMPLATE names no gotemplate');
  const { seed, count, seconds } = options;
  const until = Date.now() + seconds * 1_000;
  const { cases, rendered, differences } = fuzz(program, {
    seed,
    count,
    until,
  });
  process.stdout.write(
    `${cases} ${what}, of which ${rendered} can be rendered, seed ${seed}\n` +
      `${cases - differences} passed, ${differences} failed\n`,
  );
  return differences;
}

function compareBuilds(options: Options): number {
  const program = process.env.SLUICE_FUZZ_KUSTOMIZE;
  if (!program) throw new Error('SLUICE_FUZZ_KUSTOMIZE names no kustomize');
  const judge = new Judge(program);
  const until = Date.now() + options.seconds * 1_000;
  let cases = 0;
  let built = 0;
  let differences = 0;
  try {
    for (const kind of kinds) {
      if (options.only !== undefined && options.only !== kind.name) continue;
      const share = options.only === undefined ? kind.share : 1;
      const count = Math.ceil(options.count * share);
      // Each kind has its time, so that the first does not take all of it.
      const end = Math.min(until, Date.now() + (until - Date.now()) * share);
      for (let at = 0; at < count && Date.now() < end; at += kind.batch) {
        // A batch depends on the seed and its place alone.
        const random = new Random(options.seed + at * 7_919);
        const batch = Array.from(
          { length: Math.min(kind.batch, count - at) },
          (_, i) => kind.make(random, `c${at + i}`),
        );
        cases += batch.length;
        built += batch.filter(
          ({ name, files }) => 'yaml' in judge.own(files, name),
        ).length;
        for (const finding of findDifferences(judge, batch)) {
          differences++;
          if (differences <= mostReports) {
            report(minimize(judge, finding, minimizingRuns));
          }
        }
      }
    }
  } finally {
    judge.close();
  }
  process.stdout.write(
    `${cases} cases, of which ${built} can be built, ${judge.runs} runs of kustomize, seed ${options.seed}\n` +
      `${cases - differences} passed, ${differences} failed\n`,
  );
  return differences;
}

/** What is compared with the judge of templates, each with the same share of the time of a whole run. */
const rendering: readonly {
  name: string;
  what: string;
  fuzz: Parameters<typeof compareRendered>[2];
}[] = [
  { name: 'templates', what: 'templates', fuzz: fuzzTemplates },
  {
    name: 'sprig',
    what: 'templates',
    fuzz: (program, options) =>
      fuzzTemplates(program, options, randomSprigCall),
  },
  { name: 'charts', what: 'charts', fuzz: fuzzCharts },
];
const renderingShare = 0.15;

function main(): number {
  const options = readOptions(process.argv.slice(2));
  process.stdout.write(`seed ${options.seed}\n`);
  let differences = 0;
  for (const { name, what, fuzz } of rendering) {
    if (options.only === undefined || options.only === name) {
      const share = options.only === undefined ? renderingShare : 1;
      const seconds = options.seconds * share;
      differences += compareRendered({ ...options, seconds }, what, fuzz);
    }
  }
  if (rendering.every(({ name }) => name !== options.only)) {
    const share =
      options.only === undefined ? 1 - rendering.length * renderingShare : 1;
    const seconds = options.seconds * share;
    differences += compareBuilds({ ...options, seconds });
  }
  return differences === 0 ? 0 : 1;
}

process.exitCode = main();
