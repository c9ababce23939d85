/**
 * Shows what the controllers promise, as processes on whole clusters: `npm run test:controllers -- [--server embedded|real]
 * [--only NAME,...] [--quick]`. Exits with 1 when something does not hold. See test/controllers/README.md.
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
    'test/controllers/src/run.ts',
    '--cli',
    join(bundle, 'sluice-cli.cjs'),
    ...process.argv.slice(2),
  ]);
});
