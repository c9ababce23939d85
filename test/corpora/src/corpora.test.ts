import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Corpus, corpora, judgeCorpus } from './corpora';

const root = join(__dirname, '../../..');
const directory = join(root, '../shared/corpora');

/** Judges cases in a process of their own; what it prints when some do not agree. */
async function judgeInProcess(
  { group }: Corpus,
  cases: string,
): Promise<unknown[]> {
  try {
    await promisify(execFile)(
      process.execPath,
      [
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        'test/corpora/src/run.ts',
        directory,
        '--only',
        group,
        '--case',
        cases,
      ],
      // Jest's own environment is not for programs that it starts.
      { cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME } },
    );
    return [];
  } catch (error) {
    return [error];
  }
}

/** The cases that do not agree without a known reason; undefined when there are no cases. */
async function failuresOf(corpus: Corpus): Promise<unknown[] | undefined> {
  if (!existsSync(join(directory, corpus.file))) return undefined;
  if (corpus.beyondJest) return judgeInProcess(corpus, corpus.beyondJest);
  const result = await judgeCorpus(corpus, directory);
  return result?.failures.filter(({ known }) => known === undefined);
}

describe('shared corpora', () => {
  it.each(corpora.map(corpus => [corpus.file, corpus] as const))(
    '%s',
    async (file, corpus) => {
      const failures = await failuresOf(corpus);
      if (!failures) {
        process.stderr.write(`${file} is not there; it was left out\n`);
        return;
      }
      expect(failures).toEqual([]);
    },
    120_000,
  );
});
