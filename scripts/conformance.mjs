/**
 * Plays the same calls on the embedded API server and on the real one: `npm run conformance -- [--only PLAY,...]
 * [--embedded-only]`. Exits with 1 when they differ in what is not listed with a reason.
 */
import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    'test/conformance/src/run.ts',
    ...process.argv.slice(2),
  ]);
});
