import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  return run(node, node.bin, [
    '.yarn/releases/yarn-4.13.0.cjs',
    'backstage-cli',
    'repo',
    'test',
    '--maxWorkers=2',
    ...process.argv.slice(2),
  ]);
});
