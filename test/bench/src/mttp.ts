import { parseArgs } from 'node:util';
import type { BenchOptions } from './bench';
import type { ServerChoice } from './cluster';
import { type Result, chain, floor, idle, mttp, revision } from './modes';
import { type RequestCounts, total } from './requests';

const usage = `usage: npm run bench -- [mttp|floor|chain|revision|idle|all]... [options]

  --count N             Kustomizations of mttp and floor (default 100), of the chain (10), of idle (300); rounds of revision (10)
  --concurrent N        reconciles at once (default 20)
  --server KIND         embedded (default) or real (the judges' kube-apiserver)
  --kubeconfig FILE     an administrator's, of any cluster without controllers
  --smoke               everything once, small
`;

const modes: Record<
  string,
  (count: number | undefined, options: BenchOptions) => Promise<Result>
> = {
  mttp: (count, options) => mttp(count ?? 100, options),
  floor: (count, options) => floor(count ?? 100, options),
  chain: (count, options) => chain(count ?? 10, options),
  revision: (count, options) => revision(count ?? 10, options),
  idle: (count, options) => idle(count ?? 300, 60_000, options),
};

const smokeModes: Record<string, (options: BenchOptions) => Promise<Result>> = {
  mttp: options => mttp(5, options),
  floor: options => floor(5, options),
  chain: options => chain(3, options),
  revision: options => revision(2, options),
  idle: options => idle(5, 2_000, options),
};

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printCounts(counts: RequestCounts, per: number): void {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  for (const [what, count] of sorted) {
    print(
      `    ${String(count).padStart(6)}  ${(count / per)
        .toFixed(1)
        .padStart(7)}  ${what}`,
    );
  }
}

function printResult({ summary, usage: used, per }: Result): void {
  const requests = total(used.byMethod);
  print(`  ${summary}`);
  print(
    `  CPU ${used.cpuSeconds.toFixed(
      1,
    )} s, peak memory ${used.peakMemory.toFixed(
      0,
    )} MiB, the cluster ${used.clusterCpuSeconds.toFixed(
      1,
    )} CPU s, ${requests} requests, ${(requests / per.count).toFixed(1)} per ${
      per.what
    }`,
  );
  printCounts(used.byResource ?? used.byMethod, per.count);
}

function serverOf(values: {
  kubeconfig?: string;
  server: string;
}): ServerChoice | undefined {
  if (values.kubeconfig)
    return { kind: 'given', kubeconfig: values.kubeconfig };
  if (values.server === 'real' || values.server === 'embedded')
    return { kind: values.server };
  return undefined;
}

async function runAll(
  names: readonly string[],
  run: (name: string) => Promise<Result>,
): Promise<number> {
  let failed = 0;
  for (const name of names) {
    print(name);
    try {
      printResult(await run(name));
    } catch (error) {
      failed += 1;
      print(`  failed: ${error instanceof Error ? error.message : error}`);
    }
  }
  print(`bench: ${names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Answers the exit code. The command to run `sluice` with comes in the environment, from the script that bundles it. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string' },
      concurrent: { type: 'string', default: '20' },
      server: { type: 'string', default: 'embedded' },
      kubeconfig: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const server = serverOf(values);
  const cli = process.env.SLUICE_BENCH_CLI;
  const named =
    positionals.length === 0 || positionals.includes('all')
      ? Object.keys(modes)
      : positionals;
  const unknown = named.some(name => !Object.hasOwn(modes, name));
  if (values.help || !server || unknown) {
    print(usage);
    return values.help ? 0 : 2;
  }
  if (!cli) throw new Error('run this with: npm run bench');
  const options: BenchOptions = {
    server,
    concurrent: Number(values.concurrent),
    sluice: {
      program: process.execPath,
      args: [
        ...(process.env.SLUICE_BENCH_NODE_ARGS ?? '')
          .split(' ')
          .filter(Boolean),
        cli,
      ],
    },
    log: message => print(`  ${message}`),
  };
  const count = values.count === undefined ? undefined : Number(values.count);
  return runAll(named, name =>
    values.smoke ? smokeModes[name](options) : modes[name](count, options),
  );
}

main().then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  },
);
