import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judgesAvailable } from '@sluice/test-judges';
import type { ServerKind } from './cluster';
import type { Proof } from './proof';
import { proofs } from './proofs';
import type { SluiceCommand } from './program';
import { openStage } from './stage';

const usage = `usage: npm run test:controllers -- [options]

  --server KIND       embedded (default) or real (the judges' kube-apiserver)
  --only NAME,...     of ${proofs.map(p => p.name).join(', ')}
  --quick             small figures, nothing that takes long; for the embedded server
  --parallel N        proofs at once (default 3)
  --seed N            of what is random (default 1)
`;

interface Options {
  server: ServerKind;
  quick: boolean;
  parallel: number;
  seed: number;
  proofs: readonly Proof[];
  sluice: SluiceCommand;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function optionsOf(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cli: { type: 'string' },
      server: { type: 'string', default: 'embedded' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      parallel: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { cli, only, quick, server } = values;
  const names = only?.split(',');
  const unknown = names?.filter(name => proofs.every(p => p.name !== name));
  const parallel = Number(values.parallel);
  const seed = Number(values.seed);
  if (
    (server !== 'embedded' && server !== 'real') ||
    !cli ||
    !existsSync(cli) ||
    unknown?.length ||
    !(parallel >= 1) ||
    !Number.isInteger(seed)
  ) {
    return undefined;
  }
  return {
    server,
    quick,
    parallel,
    seed,
    proofs: proofs.filter(
      proof => names?.includes(proof.name) ?? !(quick && proof.long),
    ),
    sluice: {
      program: process.execPath,
      args: ['--enable-source-maps', cli],
    },
  };
}

/** Plays the proofs, several at once; how many held and how many did not. */
async function play(
  options: Options,
): Promise<{ passed: number; failed: number }> {
  const stage = await openStage({
    ...options,
    shards: options.proofs.flatMap(proof => proof.shards),
  });
  let passed = 0;
  let failed = 0;
  try {
    print(`on ${stage.cluster.title}`);
    const waiting = [...options.proofs];
    const work = async () => {
      for (let proof = waiting.shift(); proof; proof = waiting.shift()) {
        const { name } = proof;
        const begun = performance.now();
        const seconds = () =>
          `${((performance.now() - begun) / 1_000).toFixed(0)} s`;
        let told = 0;
        try {
          await proof.run(stage, evidence => {
            told += 1;
            passed += 1;
            print(`ok   ${name} (${seconds()}): ${evidence}`);
          });
          if (told === 0) throw new Error('nothing was shown');
        } catch (error) {
          failed += 1;
          print(
            `FAIL ${name} (${seconds()}): ${
              error instanceof Error ? error.stack : String(error)
            }`,
          );
        }
      }
    };
    await Promise.all(Array.from({ length: options.parallel }, work));
  } finally {
    await stage.stop();
  }
  return { passed, failed };
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) {
    process.stderr.write(usage);
    return 2;
  }
  const { available, missing } = judgesAvailable(
    options.server === 'real' ? undefined : ['kubectl'],
  );
  if (!available && !(options.quick && options.server === 'embedded')) {
    print(
      `FAIL the judges are missing: ${missing.join(
        ', ',
      )}. Build them with: node test/judges/build.mjs`,
    );
    print('controllers: 0 passed, 1 failed');
    return 1;
  }
  const { passed, failed } = await play(options);
  print(`controllers: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? error.stack ?? '' : String(error));
    print('controllers: 0 passed, 1 failed');
    process.exit(1);
  },
);
