/**
 * Prepares what `./sluice` runs on and prints two lines: the Node program and the bundled command line. The same lines are kept in
 * `.sluice/ready`, dated to when this began, so that `./sluice` sees by dates alone that nothing has changed since.
 */
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureReady, main, root } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  // An install touches the manifests' directories: what counts is what happens after it.
  const began = new Date();
  const bundle = await ensureBundle();
  const lines = `${node.bin}\n${join(bundle, 'sluice-cli.cjs')}\n`;
  const work = join(root, '.sluice', `ready.${process.pid}`);
  writeFileSync(work, lines);
  utimesSync(work, began, began);
  renameSync(work, join(root, '.sluice', 'ready'));
  process.stdout.write(lines);
  return 0;
});
