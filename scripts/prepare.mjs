/** Prepares what `./sluice` runs on and prints two lines: the Node program and the bundled command line. */
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureReady, main } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const bundle = await ensureBundle();
  process.stdout.write(`${node.bin}\n${join(bundle, 'sluice-cli.cjs')}\n`);
  return 0;
});
