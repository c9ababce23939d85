/**
 * Prepares what `./sluice` runs on and prints lines: the Node program, the bundled command line, the size of the former, and for the program
 * that renders charts, the directories of its sources, its snapshot (or nothing) and the flags for a start from it. The same lines are kept
 * in `.sluice/ready`, dated to when this began, so that `./sluice` sees by dates alone that nothing has changed since.
 */
import { lstatSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundle, packagesOf } from './bundle.mjs';
import { ensureSnapshot, snapshotFlags } from './snapshot.mjs';
import { ensureReady, main, root } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  // An install touches the manifests' directories: what counts is what happens after it.
  const began = new Date();
  const bundle = await ensureBundle();
  const program = 'sluice-cli-template';
  const lines = [
    node.bin,
    join(bundle, 'sluice-cli.cjs'),
    lstatSync(node.bin).size,
    packagesOf(bundle, [program, 'sluice-cli-fetching']).join(' '),
    ensureSnapshot(node, bundle, program, ['template', '--help']) ?? '',
    snapshotFlags.join(' '),
    '',
  ].join('\n');
  const work = join(root, '.sluice', `ready.${process.pid}`);
  writeFileSync(work, lines);
  utimesSync(work, began, began);
  renameSync(work, join(root, '.sluice', 'ready'));
  process.stdout.write(lines);
  return 0;
});
