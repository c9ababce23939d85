/**
 * Benchmarks: `npm run bench -- [mttp|chain|revision|idle] [--server embedded|real] [--count N] [--smoke]`, `npm run bench -- builds`
 * `npm run bench -- charts [DIRECTORY]` and `npm run bench -- blocking [--pool-only]`.
 * See test/bench/README.md.
 */
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { judgePath, judgesAvailable } from '../test/judges/src/judges.mjs';
import { ensureReady, main, root, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const bundle = await ensureBundle();
  process.env.SLUICE_BENCH_CLI ??= join(bundle, 'sluice-cli.cjs');
  process.env.SLUICE_BENCH_SLUICE ??= join(root, 'sluice');
  // As ./sluice runs it.
  process.env.MALLOC_ARENA_MAX ??= '2';
  process.env.SLUICE_BENCH_NODE_ARGS ??=
    '--max-semi-space-size=8 --heap-growing-percent=25 --enable-source-maps';
  const args = process.argv.slice(2);
  const own = {
    builds: 'test/bench/src/builds.ts',
    charts: 'test/bench/src/charts.ts',
    blocking: 'test/bench/src/blocking.ts',
  };
  const program = Object.hasOwn(own, args[0] ?? '') ? own[args[0]] : undefined;
  for (const judge of ['kustomize', 'helm']) {
    if (program && judgesAvailable([judge]).available) {
      process.env[`SLUICE_BENCH_${judge.toUpperCase()}`] ??= judgePath(judge);
    }
  }
  return run(node, node.bin, [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    program ?? 'test/bench/src/mttp.ts',
    ...(program ? args.slice(1) : args),
  ]);
});
