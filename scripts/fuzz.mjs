/**
 * Compares builds with those of kustomize, and templates with those of Go, on random input: `npm run fuzz -- [--seed N]
 * [--count N] [--seconds N] [--only templates|sprig|charts|manifests|structures|kustomizations]`. Exits with 1 when something differs.
 */
import { judgePath, judgesAvailable } from '../test/judges/src/judges.mjs';
import { UserError, ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const only = process.argv[process.argv.indexOf('--only') + 1];
  const wanted = {
    kustomize: 'SLUICE_FUZZ_KUSTOMIZE',
    gotemplate: 'SLUICE_FUZZ_GOTEMPLATE',
  };
  const env = {};
  for (const [judge, variable] of Object.entries(wanted)) {
    const given = process.env[variable];
    const isNeeded =
      !process.argv.includes('--only') ||
      ['templates', 'sprig', 'charts'].includes(only) ===
        (judge === 'gotemplate');
    if (isNeeded && !given && !judgesAvailable([judge]).available) {
      throw new UserError(
        `${judge} is not built; run: node test/judges/build.mjs ${judge}`,
      );
    }
    env[variable] = given ?? judgePath(judge);
  }
  return run(
    node,
    node.bin,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      'test/fuzz/src/run.ts',
      ...process.argv.slice(2),
    ],
    { env },
  );
});
