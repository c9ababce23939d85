import { join } from 'node:path';
import { corpora, judgeCorpus } from './corpora';

const directory = join(__dirname, '../../../../shared/corpora');

describe('shared corpora', () => {
  it.each(corpora.map(corpus => [corpus.file, corpus] as const))(
    '%s',
    async (file, corpus) => {
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
  );
});
