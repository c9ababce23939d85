/**
 * Runs the shared corpora: `npm run corpora -- [DIRECTORY] [--only GROUP] [--case NAME]`.
 * DIRECTORY defaults to ../shared/corpora. Exits with 1 when a case does not agree.
 */
import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    'test/corpora/src/run.ts',
    ...process.argv.slice(2),
  ]);
});
