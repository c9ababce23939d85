import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadChart, renderChart, templateText } from '@sluice/helm';
import {
  writeLargeChart,
  writeLoopingChart,
  writeSmallChart,
} from './chartTrees';
import { cpuSecondsOfEndedChildren } from './processUsage';

const helm = process.env.SLUICE_BENCH_HELM;
const sluice = [process.execPath, process.env.SLUICE_BENCH_CLI ?? ''];

/** What it cost to do something once, in milliseconds. */
interface Cost {
  elapsed: number;
  cpu: number;
}

/** One rendering as the command makes it, files read anew; what it prints. */
function render(directory: string): string {
  const rendered = renderChart(loadChart(directory), {
    release: { name: 'bench' },
  });
  return templateText(rendered);
}

function warm(directory: string, runs: number): Cost {
  for (let i = 0; i < runs; i++) render(directory);
  const started = performance.now();
  const before = process.cpuUsage();
  for (let i = 0; i < runs; i++) render(directory);
  const { user, system } = process.cpuUsage(before);
  return {
    elapsed: (performance.now() - started) / runs,
    cpu: (user + system) / 1000 / runs,
  };
}

/** The median of the time, and the mean of CPU time, which is counted in hundredths of a second. */
function command(program: readonly string[], runs: number): Cost {
  const [file, ...args] = program;
  const run = () => {
    const { status } = spawnSync(file, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${program.join(' ')} failed`);
  };
  run();
  const before = cpuSecondsOfEndedChildren();
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return {
    elapsed: times[times.length >> 1],
    cpu: ((cpuSecondsOfEndedChildren() - before) * 1000) / runs,
  };
}

let passed = 0;
let failed = 0;

function row(what: string, figure: string, met: boolean): void {
  if (met) passed++;
  else failed++;
  process.stdout.write(
    `  ${met ? 'ok ' : 'NOT'} ${what.padEnd(46)} ${figure}\n`,
  );
}

function shown({ elapsed, cpu }: Cost): string {
  return `${elapsed.toFixed(1)} ms (CPU ${cpu.toFixed(1)})`;
}

function compareWarm(directories: readonly string[]): void {
  let own = 0;
  let other = 0;
  for (const directory of directories) {
    const cost = warm(directory, 20);
    own += cost.cpu;
    if (!helm) continue;
    other += command([helm, 'template', 'bench', directory], 5).cpu;
  }
  const figure = `CPU ${own.toFixed(1)} ms; helm template ${other.toFixed(
    1,
  )} ms`;
  row(
    `${directories.length} charts rendered warm (<= 0.5 of helm)`,
    figure,
    !helm || own <= other / 2,
  );
}

function compareCommand(what: string, directory: string, runs: number): Cost {
  const args = ['template', 'bench', directory];
  const own = command([...sluice, ...args], runs);
  if (!helm) {
    row(`${what}: sluice template`, shown(own), true);
    return own;
  }
  const other = command([helm, ...args], runs);
  row(
    `${what}: sluice template (<= helm template)`,
    `${shown(own)}; helm ${shown(other)}`,
    own.elapsed <= other.elapsed,
  );
  return own;
}

function chartsBelow(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .map(name => join(directory, name))
    .filter(
      path => existsSync(join(path, 'Chart.yaml')) || /\.tgz$/.test(path),
    );
}

/** What charts cost beside helm where it is built; with a directory of charts, also those. */
function main(given: string | undefined): void {
  const root = mkdtempSync(join(tmpdir(), 'sluice-bench-charts-'));
  try {
    const small = writeSmallChart(root);
    const large = writeLargeChart(root, 200);
    const loops = writeLoopingChart(root, 500);
    compareWarm(
      given === undefined ? [small, large, loops] : chartsBelow(resolve(given)),
    );
    const start = command([process.execPath, '-e', '0'], 15);
    process.stdout.write(`      the start of Node alone: ${shown(start)}\n`);
    compareCommand('small chart', small, 15);
    compareCommand('400 templates', large, 5);
    compareCommand('1,000 objects of one template', loops, 5);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  process.stdout.write(`charts: ${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main(process.argv[2]);
