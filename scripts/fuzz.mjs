/**
 * Compares builds with those of kustomize on random input: `npm run fuzz -- [--seed N] [--count N] [--seconds N]
 * [--only manifests|kustomizations]`. Exits with 1 when something differs.
 */
import { judgePath, judgesAvailable } from '../test/judges/src/judges.mjs';
import { UserError, ensureReady, main, run } from './toolchain.mjs';

await main(async () => {
  const node = ensureReady();
  const given = process.env.SLUICE_FUZZ_KUSTOMIZE;
  if (!given && !judgesAvailable(['kustomize']).available) {
    throw new UserError(
      'kustomize is not built; run: node test/judges/build.mjs kustomize',
    );
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
    { env: { SLUICE_FUZZ_KUSTOMIZE: given ?? judgePath('kustomize') } },
  );
});
