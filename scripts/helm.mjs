/**
 * Plays stories of releases with helm, with Sluice, and with both in turns: `node scripts/helm.mjs [--server embedded|real]
 * [--only STORY,...]`, both servers by default. Exits with 1 when they differ.
 */
import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    'test/helm/src/run.ts',
    ...process.argv.slice(2),
  ]);
});
