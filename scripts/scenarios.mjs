/**
 * Plays what real Flux made of recorded situations: `npm run scenarios -- [FILE] [--server embedded|real] [--only NAME,...]
 * [--parallel N]`. FILE defaults to ../shared/corpora/flux/scenarios/cases.json. Exits with 1 when a play does not agree.
 */
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const bundle = await ensureBundle();
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    'test/scenarios/src/run.ts',
    '--cli',
    join(bundle, 'sluice-cli.cjs'),
    ...process.argv.slice(2),
  ]);
});
