import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Corpus, corpora, judgeCorpus } from './corpora';

const root = join(__dirname, '../../..');
const directory = join(root, '../shared/corpora');

/** Why cases do not agree. @throws the runner's output when it fails */
async function judgeInProcess({ group }: Corpus, cases: string): Promise<void> {
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
}

describe('shared corpora', () => {
  it.each(corpora.map(corpus => [corpus.file, corpus] as const))(
    '%s',
    async (file, corpus) => {
      if (corpus.beyondJest && existsSync(join(directory, file))) {
        await expect(
          judgeInProcess(corpus, corpus.beyondJest),
        ).resolves.toBeUndefined();
        return;
      }
      const result = await judgeCorpus(corpus, directory);
      if (!result) {
        process.stderr.write(`${file} is not there; it was left out\n`);
        return;
      }
      expect(result.total).toBeGreaterThan(0);
      expect(
        result.failures.filter(({ known }) => known === undefined),
      ).toEqual([]);
    },
    120_000,
  );
});
