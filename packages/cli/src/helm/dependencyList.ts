import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type Chart, listDependencies, loadChart } from '@sluice/helm';
import { readUnsigned } from './flagValues';
import type { HelmCall, HelmCommand } from './helmCommand';
import { tableText } from './table';

const usage = `usage: sluice helm dependency list [CHART] [--max-col-width NUMBER]

Lists what a chart depends on, and whether it is in its charts directory. CHART is . by default.
`;

/** As Go's path/filepath cleans a path. */
function cleaned(path: string): string {
  return join(path).replace(/(?<=.)\/$/, '');
}

function nameOf(path: string): string | undefined {
  try {
    return loadChart(path, { anyApiVersion: true }).name;
  } catch (error) {
    return error instanceof Error ? undefined : undefined;
  }
}

/** Says which charts are there that Chart.yaml does not name. */
function surplusText(
  path: string,
  chart: Chart,
  { context }: HelmCall,
): string {
  const directory = resolve(context.cwd, path, 'charts');
  if (!existsSync(directory)) return '';
  const named = new Set(
    (chart.metadata.dependencies ?? []).map(each => each?.name),
  );
  return readdirSync(directory)
    .filter(name => !name.startsWith('.'))
    .sort()
    .map(name => {
      const file = join(directory, name);
      const shown = quote(join(path, 'charts', name));
      if (!statSync(file).isDirectory() && !name.endsWith('.tgz')) return '';
      const found = nameOf(file);
      if (found === undefined) return `WARNING: ${shown} is not a chart.\n`;
      return named.has(found)
        ? ''
        : `WARNING: ${shown} is not in Chart.yaml.\n`;
    })
    .join('');
}

/** `helm dependency list`. */
export const dependencyList: HelmCommand = {
  use: 'helm dependency list CHART [flags]',
  usage,
  flags: [{ name: 'max-col-width', kind: 'text', read: readUnsigned }],
  args: { atMost: 1 },
  run(call) {
    const { flags, args, context } = call;
    const path = args[0] === undefined ? '.' : cleaned(args[0]);
    const file = resolve(context.cwd, path);
    if (!existsSync(file)) {
      throw new Error(`stat ${path}: no such file or directory`);
    }
    const chart = loadChart(file, {
      warn: call.warn,
      anyApiVersion: true,
      shownPath: path,
    });
    if (chart.metadata.dependencies === null) {
      context.stdout(`WARNING: no dependencies at ${join(path, 'charts')}\n`);
      return 0;
    }
    const most = flags.has('max-col-width')
      ? Number(flags.text('max-col-width'))
      : 80;
    const rows = listDependencies(chart, statSync(file).isDirectory()).map(
      each => [each.name, each.version, each.repository, each.status],
    );
    const table = tableText(
      [['NAME', 'VERSION', 'REPOSITORY', 'STATUS'], ...rows],
      most,
    );
    context.stdout(`${table}\n\n${surplusText(path, chart, call)}`);
    return 0;
  },
};
