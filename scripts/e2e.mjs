/** The tour of the README in a browser: `node scripts/e2e.mjs [--server=real] [--pictures DIR]`. */
import { join } from 'node:path';
import { ensureReady, main, root, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  return run(node, node.bin, [
    '--require',
    join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
    join(root, 'test/e2e/src/main.ts'),
    ...process.argv.slice(2),
  ]);
});
