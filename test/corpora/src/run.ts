import { join, resolve } from 'node:path';
import { type JsonRecord, type Verdict, readCases, text } from './corpus';
import { judgePlay, readPlays } from './fluxScenarios';
import { judgeBuild } from './kustomizeBuilds';

interface Corpus {
  group: string;
  file: string;
  judge(testCase: JsonRecord): Verdict;
  /** How the file is read; JSON lines by default. */
  read?(file: string): JsonRecord[] | undefined;
}

const corpora: Corpus[] = [
  { group: 'kustomize', file: 'kustomize/krusty.jsonl', judge: judgeBuild },
  { group: 'kustomize', file: 'kustomize/builtin.jsonl', judge: judgeBuild },
  {
    group: 'kustomize',
    file: 'flux/scenarios/cases.json',
    judge: judgePlay,
    read: readPlays,
  },
];

function judge(corpus: Corpus, testCase: JsonRecord): Verdict {
  try {
    return corpus.judge(testCase);
  } catch (error) {
    return `threw: ${error instanceof Error ? error.stack : error}`;
  }
}

function main(args: string[]): number {
  let directory = resolve(process.cwd(), '../shared/corpora');
  let only: string | undefined;
  let name: string | undefined;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--only') only = args[++i];
    else if (args[i] === '--case') name = args[++i];
    else directory = resolve(process.cwd(), args[i]);
  }
  let failed = 0;
  for (const corpus of corpora) {
    if (only !== undefined && only !== corpus.group) continue;
    const cases = (corpus.read ?? readCases)(join(directory, corpus.file));
    if (!cases) {
      process.stdout.write(`${corpus.file} not found\n`);
      continue;
    }
    const chosen = cases.filter(
      testCase => name === undefined || text(testCase, 'name').includes(name),
    );
    const failures = chosen.flatMap(testCase => {
      const verdict = judge(corpus, testCase);
      return verdict === undefined
        ? []
        : [`  ${text(testCase, 'name')}: ${verdict}`];
    });
    failed += failures.length;
    process.stdout.write(
      `${corpus.file} ${chosen.length - failures.length}/${chosen.length}\n`,
    );
    for (const failure of failures) process.stdout.write(`${failure}\n`);
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
