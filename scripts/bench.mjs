/**
 * Benchmarks: `npm run bench -- [mttp|chain|revision|idle] [--server embedded|real] [--count N] [--smoke]`. See test/bench/README.md.
 */
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const bundle = await ensureBundle();
  process.env.SLUICE_BENCH_CLI ??= join(bundle, 'sluice-cli.cjs');
  // As ./sluice runs it.
  process.env.MALLOC_ARENA_MAX ??= '2';
  process.env.SLUICE_BENCH_NODE_ARGS ??=
    '--max-semi-space-size=8 --heap-growing-percent=25 --enable-source-maps';
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    'test/bench/src/mttp.ts',
    ...process.argv.slice(2),
  ]);
});
