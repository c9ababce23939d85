import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { DirectoryTree, asYaml, buildKustomization } from '@sluice/kustomize';
import { writeDefinition, writeMany, writeOverlay } from './buildTrees';

/** One build as the command makes it, files read anew; how many bytes it printed. */
function build(directory: string): number {
  const { root } = parse(directory);
  const { resources } = buildKustomization({
    tree: new DirectoryTree(root),
    path: directory.slice(root.length),
    options: { reorder: 'legacy', loadRestrictions: 'rootOnly' },
  });
  return asYaml(resources).length;
}

/** Milliseconds of each run, sorted. */
function times(runs: number, action: () => unknown): number[] {
  return Array.from({ length: runs }, () => {
    const started = performance.now();
    action();
    return performance.now() - started;
  }).sort((a, b) => a - b);
}

function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1];
}

const kustomize = process.env.SLUICE_BENCH_KUSTOMIZE;

/** Milliseconds that `kustomize build` takes; undefined without one. */
function original(directory: string, runs: number): number | undefined {
  if (!kustomize) return undefined;
  return median(
    times(runs, () =>
      execFileSync(kustomize, ['build', directory], {
        maxBuffer: 256 * 1024 * 1024,
      }),
    ),
  );
}

let passed = 0;
let failed = 0;

function row(what: string, figure: string, met: boolean): void {
  if (met) passed++;
  else failed++;
  process.stdout.write(
    `  ${met ? 'ok ' : 'NOT'} ${what.padEnd(52)} ${figure}\n`,
  );
}

function ms(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '-' : `${milliseconds.toFixed(1)} ms`;
}

function overlay(root: string): void {
  const directory = writeOverlay(root);
  times(300, () => build(directory));
  const cpu = process.cpuUsage();
  const count = 600;
  times(count, () => build(directory));
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = (count * 1e6) / (user + system);
  row(
    'small overlay, warm, builds a CPU second (>= 300)',
    `${perSecond.toFixed(0)}; kustomize takes ${ms(original(directory, 5))}`,
    perSecond >= 300,
  );
}

function definition(root: string): void {
  const directory = writeDefinition(root, 800_000);
  times(4, () => build(directory));
  const own = median(times(9, () => build(directory)));
  row(
    '800 kB definition, warm (<= 90 ms)',
    `${ms(own)}; kustomize ${ms(original(directory, 3))}`,
    own <= 90,
  );
}

function many(root: string): void {
  const sizes = [250, 500, 1_000];
  const figures = sizes.map(size => {
    const directory = writeMany(root, size);
    times(3, () => build(directory));
    return median(times(5, () => build(directory)));
  });
  const growth = figures[2] / figures[0];
  row(
    'overlay over 250, 500 and 1,000 objects, warm (linear)',
    figures.map(ms).join(', '),
    growth < 8,
  );
  const other = original(writeMany(root, 1_000), 3);
  if (other !== undefined) {
    row(
      'overlay over 1,000 objects, not slower than kustomize',
      `${ms(figures[2])}; kustomize ${ms(other)}`,
      figures[2] <= other,
    );
  }
}

/** What builds cost, beside the original where it is built. */
function main(): void {
  const root = mkdtempSync(join(tmpdir(), 'sluice-bench-builds-'));
  try {
    overlay(root);
    definition(root);
    many(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  process.stdout.write(`builds: ${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main();
