/**
 * `npm test`: everything that needs nothing but Node, git and a C++ toolchain. It says what it leaves out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady, main, root, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const jest = await run(
    node,
    node.bin,
    [
      '.yarn/releases/yarn-4.13.0.cjs',
      'backstage-cli',
      'repo',
      'test',
      '--maxWorkers=2',
      ...process.argv.slice(2),
    ],
    {
      env: {
        CI: 'true',
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        NODE_OPTIONS: '--max-old-space-size=4096',
      },
    },
  );
  process.stdout.write(
    '\nLeft out here, run by .ci/run: the comparison with the real API server and the Go programs, PostgreSQL, the browser, the packed install, ' +
      'the benchmarks.\n',
  );
  const corpora = join(root, '..', 'shared', 'corpora');
  if (!existsSync(corpora)) {
    process.stdout.write(
      'Left out: the cases of the shared corpora and the recorded situations, which are not beside this checkout.\n',
    );
    return jest;
  }
  // With arguments for Jest only a part is asked for.
  if (process.argv.length > 2) return jest;
  process.stdout.write('\nPlaying recorded situations\n');
  const scenarios = await run(node, node.bin, ['scripts/scenarios.mjs']);
  return jest || scenarios;
});
