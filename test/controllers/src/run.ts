import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judgesAvailable } from '@sluice/test-judges';
import type { ServerKind } from './cluster';
import type { Proof } from './proof';
import { proofs } from './proofs';
import type { SluiceCommand } from './program';
import { check } from './eventually';
import { type Stage, openStage } from './stage';

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

interface Score {
  passed: number;
  failed: number;
}

async function playOne(proof: Proof, stage: Stage): Promise<Score> {
  const begun = performance.now();
  const line = (verdict: string, text: string) => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
    print(`${verdict} ${proof.name} (${seconds} s): ${text}`);
  };
  let passed = 0;
  try {
    await proof.run(stage, evidence => {
      passed += 1;
      line('ok  ', evidence);
    });
    check(passed > 0, 'nothing was shown');
    return { passed, failed: 0 };
  } catch (error) {
    line('FAIL', error instanceof Error ? error.stack ?? '' : String(error));
    return { passed, failed: 1 };
  }
}

/** Plays the proofs, several at once; how much held and how much did not. */
async function play(options: Options): Promise<Score> {
  const stage = await openStage({
    ...options,
    shards: options.proofs.flatMap(proof => proof.shards),
  });
  const score: Score = { passed: 0, failed: 0 };
  try {
    print(`on ${stage.cluster.title}`);
    const waiting = [...options.proofs];
    const work = async () => {
      for (let proof = waiting.shift(); proof; proof = waiting.shift()) {
        const { passed, failed } = await playOne(proof, stage);
        score.passed += passed;
        score.failed += failed;
      }
    };
    await Promise.all(Array.from({ length: options.parallel }, work));
  } finally {
    await stage.stop();
  }
  return score;
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

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    print(`controllers: ended by ${signal}`);
    process.exit(1);
  });

main().then(
  code => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? error.stack ?? '' : String(error));
    print('controllers: 0 passed, 1 failed');
    process.exit(1);
  },
);
