import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadChart, renderChart, templateText } from '@sluice/helm';
import {
  writeLargeChart,
  writeLoopingChart,
  writeSmallChart,
} from './chartTrees';
import {
  type CommandCostOptions,
  type Cost,
  commandCosts,
} from './commandCost';

const helm = process.env.SLUICE_BENCH_HELM;
const sluice = process.env.SLUICE_BENCH_SLUICE ?? './sluice';

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

let passed = 0;
let failed = 0;

function row(what: string, figure: string, met: boolean): void {
  if (met) passed++;
  else failed++;
  process.stdout.write(
    `  ${met ? 'ok ' : 'NOT'} ${what.padEnd(50)} ${figure}\n`,
  );
}

function shown({ elapsed, cpu }: Cost): string {
  return `CPU ${cpu.toFixed(1).padStart(6)} ms (${elapsed.toFixed(0)} ms)`;
}

/** A row with helm's part beside ours; without helm, with ours alone. */
function compare(what: string, own: Cost, other: Cost | undefined, of: number) {
  if (!other) {
    row(what, shown(own), true);
    return;
  }
  const ratio = own.cpu / other.cpu;
  row(
    `${what} (<= ${of})`,
    `${shown(own)}; helm ${shown(other)}; ratio ${ratio.toFixed(2)}`,
    ratio <= of,
  );
}

/** The commands that render a chart: ours, and helm where there is one. */
function commandsFor(directory: string): string[][] {
  return [sluice, helm].flatMap(program =>
    program ? [[program, 'template', 'bench', directory]] : [],
  );
}

function templateCosts(
  directory: string,
  options: CommandCostOptions,
): [own: Cost, other: Cost | undefined] {
  const [own, other] = commandCosts(commandsFor(directory), options);
  return [own, other];
}

function sum(costs: readonly Cost[]): Cost {
  return {
    elapsed: costs.reduce((all, { elapsed }) => all + elapsed, 0),
    cpu: costs.reduce((all, { cpu }) => all + cpu, 0),
  };
}

/** Charts rendered in this process once it is warm, and by commands. */
function compareCharts(directories: readonly string[], runs: number): void {
  const rendered = directories.map(directory => {
    const [own, other] = templateCosts(directory, {
      rounds: 2,
      runsInTurn: 2,
    });
    return { warm: warm(directory, runs), own, other };
  });
  const others = rendered.flatMap(({ other }) => other ?? []);
  const other = others.length > 0 ? sum(others) : undefined;
  const count = `${directories.length} charts`;
  compare(
    `${count} by commands`,
    sum(rendered.map(({ own }) => own)),
    other,
    1,
  );
  compare(
    `${count} rendered warm`,
    sum(rendered.map(cost => cost.warm)),
    other,
    0.5,
  );
}

/** A small chart beside the start of Node alone, as whoever starts it sees both. */
function compareSmall(directory: string): void {
  const [start, own, other] = commandCosts(
    [[process.execPath, '-e', '0'], ...commandsFor(directory)],
    { rounds: 4, runsInTurn: 5 },
  );
  process.stdout.write(
    `      ${'the start of Node alone'.padEnd(50)} ${shown(start)}\n`,
  );
  row(
    'small chart (<= 2.5 starts of Node)',
    `${shown(own)}; ${(own.cpu / start.cpu).toFixed(2)} starts${
      other
        ? `; helm ${shown(other)}; ratio ${(own.cpu / other.cpu).toFixed(2)}`
        : ''
    }`,
    own.cpu <= 2.5 * start.cpu,
  );
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
    const options = { rounds: 3, runsInTurn: 2 };
    compareSmall(small);
    compare('400 templates', ...templateCosts(large, options), 1);
    compare(
      '1,000 objects of one template',
      ...templateCosts(loops, options),
      1,
    );
    compareCharts([small, large, loops], 20);
    if (given !== undefined) compareCharts(chartsBelow(resolve(given)), 5);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  process.stdout.write(`charts: ${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main(process.argv[2]);
