import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DiskTree,
  type LintOptions,
  lintChart,
  lintText,
  listDependencies,
  loadChart,
  parseKubeVersion,
} from '@sluice/helm';
import { type JsonRecord, type Verdict, difference, text } from './corpus';

/** What a command printed, and whether it failed. */
interface Outcome {
  output: string;
  failed: boolean;
}

function lintOne(
  path: string,
  cwd: string,
  options: LintOptions & { quiet: boolean; strict: boolean },
) {
  const directory = join(cwd, path);
  if (!existsSync(join(directory, 'Chart.yaml'))) {
    return {
      text: `==> Linting ${path}\nError unable to check Chart.yaml file in chart\n\n`,
      failed: true,
      quiet: false,
    };
  }
  const messages = lintChart(new DiskTree(directory), {
    ...options,
    directory,
  });
  const bad = messages.filter(({ severity }) => severity !== 'INFO');
  const shown = options.quiet ? bad : messages;
  return {
    text: `==> Linting ${path}\n${shown
      .map(message => `${lintText(message)}\n`)
      .join('')}\n`,
    failed: messages.some(
      ({ severity }) =>
        severity === 'ERROR' || (options.strict && severity === 'WARNING'),
    ),
    quiet: bad.length === 0,
  };
}

function lint(args: string[], cwd: string): Outcome {
  const paths: string[] = [];
  const options: LintOptions & { quiet: boolean; strict: boolean } = {
    quiet: false,
    strict: false,
    // As in the original's tests.
    kubeVersion: parseKubeVersion('v1.20.0'),
  };
  for (let i = 0; i < args.length; i += 1) {
    if (args[i] === '--quiet') options.quiet = true;
    else if (args[i] === '--strict') options.strict = true;
    else if (args[i] === '--kube-version') {
      i += 1;
      options.kubeVersion = parseKubeVersion(args[i]);
    } else paths.push(args[i]);
  }
  if (paths.length === 0) return { output: '', failed: true };
  const results = paths.map(path => lintOne(path, cwd, options));
  const failed = results.filter(result => result.failed).length;
  const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed\n`;
  const shown = results
    .filter(({ quiet }) => !(options.quiet && quiet))
    .map(result => result.text)
    .join('');
  if (failed > 0) return { output: `${shown}Error: ${summary}`, failed: true };
  const silent = options.quiet && results.every(({ quiet }) => quiet);
  return { output: silent ? shown : shown + summary, failed: false };
}

function table(rows: string[][]): string {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row => row.map((cell, i) => cell.padEnd(widths[i])).join('\t'))
    .join('\n');
}

function dependencyList(path: string): Outcome {
  try {
    const chart = loadChart(path);
    const dependencies = listDependencies(chart, statSync(path).isDirectory());
    const rows = dependencies.map(({ name, version, repository, status }) => [
      name,
      version,
      repository,
      status,
    ]);
    const head = ['NAME', 'VERSION', 'REPOSITORY', 'STATUS'];
    return { output: `${table([head, ...rows])}\n\n`, failed: false };
  } catch (error) {
    return { output: String(error), failed: true };
  }
}

function run(argv: string[], cwd: string): Outcome | undefined {
  const [command, ...args] = argv;
  if (command === 'lint') return lint(args, cwd);
  if (command === 'dependency' && args[0] === 'list') {
    return dependencyList(join(cwd, args[1]));
  }
  return undefined;
}

/** Judges what needs neither releases nor a cluster of `helm/cmd_goldens.jsonl`; `directory` holds the fixtures. */
export function judgeCommand(testCase: JsonRecord, directory: string): Verdict {
  const argv = Array.isArray(testCase.argv) ? testCase.argv.map(String) : [];
  const outcome = run(argv, join(directory, text(testCase, 'cwd')));
  if (!outcome) return 'not judged: it needs the command line or releases';
  if (outcome.failed !== (testCase.error === true)) {
    return `failed: ${outcome.failed}, ${outcome.output}`;
  }
  const golden = text(testCase, 'golden');
  if (golden === '') return undefined;
  const expected = readFileSync(join(directory, golden), 'utf8').replaceAll(
    '\r\n',
    '\n',
  );
  return outcome.output === expected
    ? undefined
    : difference(outcome.output, expected);
}

/** Whether a case of that file is one of these. */
export function isOfCharts(testCase: JsonRecord): boolean {
  const [command, sub] = Array.isArray(testCase.argv) ? testCase.argv : [];
  return command === 'lint' || (command === 'dependency' && sub === 'list');
}
