/**
 * Benchmarks: `npm run bench -- [mttp|chain|revision|idle] [--server embedded|real] [--count N] [--smoke]`, and `npm run bench -- builds`.
 * See test/bench/README.md.
 */
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { judgePath, judgesAvailable } from '../test/judges/src/judges.mjs';
import { ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const bundle = await ensureBundle();
  process.env.SLUICE_BENCH_CLI ??= join(bundle, 'sluice-cli.cjs');
  // As ./sluice runs it.
  process.env.MALLOC_ARENA_MAX ??= '2';
  process.env.SLUICE_BENCH_NODE_ARGS ??=
    '--max-semi-space-size=8 --heap-growing-percent=25 --enable-source-maps';
  const args = process.argv.slice(2);
  const builds = args[0] === 'builds';
  if (builds && judgesAvailable(['kustomize']).available) {
    process.env.SLUICE_BENCH_KUSTOMIZE ??= judgePath('kustomize');
  }
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    builds ? 'test/bench/src/builds.ts' : 'test/bench/src/mttp.ts',
    ...(builds ? args.slice(1) : args),
  ]);
});
