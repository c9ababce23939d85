import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type GoMap, fromBytes } from '@sluice/golang/value';
import {
  type ChartFile,
  DiskTree,
  type FileTree,
  type LintMessage,
  MemoryTree,
  lintChart,
  lintText,
  parseMetadata,
  readArchive,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
import { after, readUserValues } from './chartSource';
import { valueFlags } from './flagSpecs';
import { type HelmCall, type HelmCommand } from './helmCommand';
import { kubeVersionOf } from './kubeVersionOf';
import { valueUsage } from './usageParts';

const usage = `usage: sluice helm lint CHART... [flags]

Says what is wrong with charts, or against convention; fails for errors.

flags:
      --strict                   fails for warnings, too
      --with-subcharts           also the charts below
      --quiet                    only warnings and errors
      --kube-version VERSION
      --skip-schema-validation
${valueUsage}
  -h, --help
`;

const archive = /\.(?:tgz|tar\.gz)$/;

/** What there is to say of a chart, and why it fails. */
interface Finding {
  messages: readonly LintMessage[];
  errors: readonly string[];
}

/** Charts below a chart, in the order of their paths. */
function subcharts(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .sort()
    .flatMap(name => {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) return subcharts(path);
      if (name === 'Chart.yaml') return [dirname(path)];
      return archive.test(name) ? [path] : [];
    });
}

/** What Helm refuses to unpack. */
function checkName(files: readonly ChartFile[]): void {
  let name = '';
  for (const file of files) {
    if (file.name === 'Chart.yaml') {
      try {
        name = parseMetadata(fromBytes(file.data)).name;
      } catch (error) {
        throw new Error(`cannot load Chart.yaml: ${messageOf(error)}`, {
          cause: error,
        });
      }
    }
  }
  if (name === '') throw new Error('chart name not specified');
  if (name === '.' || name === '..') {
    throw new Error(`chart name ${quote(name)} is not allowed`);
  }
  if (name !== posix.basename(name) || name.endsWith('/')) {
    throw new Error(
      `chart name ${quote(name)} must not contain path separators`,
    );
  }
}

function archiveTree(path: string): FileTree {
  let data: Uint8Array;
  try {
    data = readFileSync(path);
  } catch (error) {
    throw new Error(
      `unable to open tarball: open ${path}: no such file or directory`,
      { cause: error },
    );
  }
  try {
    const files = readArchive(data);
    checkName(files);
    return new MemoryTree(new Map(files.map(file => [file.name, file.data])));
  } catch (error) {
    throw new Error(`unable to extract tarball: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function treeOf(path: string, cwd: string): FileTree {
  const file = resolve(cwd, path);
  if (archive.test(path)) return archiveTree(file);
  const metadata = join(path, 'Chart.yaml');
  if (!existsSync(resolve(cwd, metadata))) {
    throw new Error(
      `unable to check Chart.yaml file in chart: stat ${metadata}: no such file or directory`,
    );
  }
  return new DiskTree(file);
}

function lintOne(path: string, values: GoMap, call: HelmCall): Finding {
  const { flags, settings, context } = call;
  let tree: FileTree;
  try {
    tree = treeOf(path, context.cwd);
  } catch (error) {
    return { messages: [], errors: [messageOf(error)] };
  }
  const messages = lintChart(tree, {
    values,
    namespace: settings.namespace,
    kubeVersion: kubeVersionOf(flags),
    skipSchemaValidation: flags.bool('skip-schema-validation'),
    warn: call.warn,
    directory: archive.test(path) ? basename(path) : resolve(context.cwd, path),
  });
  const failing = flags.bool('strict') ? /^(?:WARNING|ERROR)$/ : /^ERROR$/;
  return {
    messages,
    errors: messages
      .filter(({ severity }) => failing.test(severity))
      .map(({ message }) => message),
  };
}

function findingText(path: string, finding: Finding, quiet: boolean): string {
  const { messages, errors } = finding;
  const lines = messages
    .filter(({ severity }) => !quiet || severity !== 'INFO')
    .map(lintText);
  if (messages.length === 0) {
    lines.push(...errors.map(error => `Error ${error}`));
  }
  return `==> Linting ${path}\n${lines.map(line => `${line}\n`).join('')}\n`;
}

function lintAll(
  paths: readonly string[],
  values: GoMap,
  call: HelmCall,
): void {
  const { flags, context } = call;
  const quiet = flags.bool('quiet');
  let failed = 0;
  let notable = 0;
  for (const path of paths) {
    const finding = lintOne(path, values, call);
    const isNotable =
      finding.errors.length > 0 ||
      finding.messages.some(({ severity }) => severity !== 'INFO');
    if (isNotable) notable += 1;
    if (finding.errors.length > 0) failed += 1;
    if (isNotable || !quiet) {
      context.stdout(findingText(path, finding, quiet));
    }
  }
  const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`;
  if (failed > 0) throw new Error(summary);
  if (!quiet || notable > 0) context.stdout(`${summary}\n`);
}

/** `helm lint`. */
export const lint: HelmCommand = {
  use: 'helm lint PATH [flags]',
  usage,
  flags: [
    { name: 'strict', kind: 'bool' },
    { name: 'with-subcharts', kind: 'bool' },
    { name: 'quiet', kind: 'bool' },
    { name: 'skip-schema-validation', kind: 'bool' },
    { name: 'kube-version', kind: 'text' },
    ...valueFlags,
  ],
  args: { atLeast: 1 },
  run(call) {
    const { flags, args, context } = call;
    kubeVersionOf(flags);
    const below = flags.bool('with-subcharts')
      ? args.flatMap(path =>
          subcharts(resolve(context.cwd, path, 'charts')).map(found =>
            join(path, found.slice(resolve(context.cwd, path).length)),
          ),
        )
      : [];
    const paths = [...args, ...below];
    return after(readUserValues(call), values => {
      lintAll(paths, values, call);
      return 0;
    });
  },
};
