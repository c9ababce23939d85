import { parse } from 'node:path';
import {
  type BuildOptions,
  DirectoryTree,
  type RemoteAnswers,
  RemoteBases,
  RemoteNeededError,
  type Resource,
  buildKustomization,
  maskUrls,
  parseRepositorySpec,
  withRemoteBases,
} from '@sluice/kustomize';
import type { CommandContext } from '../command';
import {
  type FlagSpec,
  FlagError,
  type Flags,
  parseFlags,
} from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import type { CreateFetcher } from './remoteFetcher';
import { startDirectory } from './startDirectory';
import { writeFiles } from './writeFiles';

export const usage = `usage: sluice build [DIR] [flags]
       sluice build kustomization NAME --path DIR [flags]

Prints what 'kustomize build DIR' prints; DIR is '.' by default, and may be a repository: https://host/org/repo//path?ref=v1. (A directory named kustomization is written ./kustomization.)
'sluice build kustomization --help' tells about the second form, which prints what 'flux build kustomization' prints.

flags:
      --load-restrictor TEXT     LoadRestrictionsNone lets kustomizations load files from outside of their directory
                                 (default LoadRestrictionsRootOnly)
  -o, --output PATH              write to this file, or one file per object to this directory
      --reorder TEXT             legacy or none; deprecated, use sortOptions in kustomization.yaml
      --enable-managedby-label   deprecated, use managedByLabel in buildMetadata
      --stack-trace              print where an error comes from
  -h, --help

Helm charts, and functions in programs or containers, are refused. The flags about them are taken, so that a command line need not be changed
where nothing uses them: --enable-helm, --helm-command, --helm-api-versions, --helm-kube-version, --helm-debug, --enable-alpha-plugins,
--enable-exec, --env, --mount, --network, --network-name, --as-current-user.
`;

const flagSpecs: readonly FlagSpec[] = [
  { name: 'output', short: 'o', kind: 'text' },
  { name: 'load-restrictor', kind: 'text' },
  {
    name: 'reorder',
    kind: 'text',
    deprecated:
      "use the new 'sortOptions' field in kustomization.yaml instead.",
  },
  {
    name: 'enable-managedby-label',
    kind: 'bool',
    deprecated:
      'The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.',
  },
  { name: 'stack-trace', kind: 'bool' },
  { name: 'enable-helm', kind: 'bool' },
  { name: 'helm-command', kind: 'text' },
  { name: 'helm-api-versions', kind: 'list' },
  { name: 'helm-kube-version', kind: 'text' },
  { name: 'helm-debug', kind: 'bool' },
  { name: 'enable-alpha-plugins', kind: 'bool' },
  { name: 'enable-exec', kind: 'bool' },
  { name: 'env', short: 'e', kind: 'list' },
  { name: 'mount', kind: 'list' },
  { name: 'network', kind: 'bool' },
  { name: 'network-name', kind: 'text' },
  { name: 'as-current-user', kind: 'bool' },
];

function requireOneOf(
  flags: Flags,
  name: string,
  legal: readonly string[],
): void {
  if (flags.has(name) && !legal.includes(flags.text(name))) {
    throw new FlagError(
      `illegal flag value --${name} ${flags.text(
        name,
      )}; legal values: [${legal.join(' ')}]`,
    );
  }
}

/** Characters that are written at once. */
const chunk = 256 * 1024;

/**
 * Prints objects, all or none: one of them may have no YAML. Their texts are kept as bytes beside the heap, and their trees are let go, because a
 * build may be large.
 */
function print(
  resources: readonly Resource[],
  stdout: CommandContext['stdout'],
): void {
  const parts = resources.map(resource => {
    const bytes = Buffer.from(resource.toYaml());
    resource.node = undefined;
    return bytes;
  });
  let text = '';
  parts.forEach((bytes, i) => {
    text += (i === 0 ? '' : '---\n') + bytes.toString();
    if (text.length < chunk) return;
    stdout(text);
    text = '';
  });
  if (text !== '') stdout(text);
}

function checkFlags(flags: Flags): void {
  if (flags.args.length > 1) {
    throw new FlagError('specify one path to kustomization.yaml');
  }
  if (flags.text('load-restrictor') !== '') {
    requireOneOf(flags, 'load-restrictor', [
      'LoadRestrictionsRootOnly',
      'LoadRestrictionsNone',
    ]);
  }
  requireOneOf(flags, 'reorder', ['legacy', 'none']);
}

/** Where a build begins: a directory, or a repository. */
function beginning(argument: string): { root: string; path: string } {
  if (parseRepositorySpec(argument)) return { root: '/', path: argument };
  const directory = startDirectory(argument);
  const { root } = parse(directory);
  return { root, path: directory.slice(root.length) };
}

function orderOf(flag: string): 'none' | 'legacy' | 'unspecified' {
  return flag === 'none' || flag === 'legacy' ? flag : 'unspecified';
}

/** The time as the log of a Go program has it: `2026/01/31 23:59:59`. */
function logTime(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return `${date.map(two).join('/')} ${clock.map(two).join(':')}`;
}

/** One build with what has been fetched; it says what it is warned about, unless it has to be made again. */
function attempt(
  flags: Flags,
  { env, stderr }: CommandContext,
  answers?: RemoteAnswers,
): Resource[] {
  const { root, path } = beginning(flags.args[0] ?? '.');
  const warnings: string[] = [];
  const options: BuildOptions = {
    reorder: orderOf(flags.text('reorder')),
    loadRestrictions:
      flags.text('load-restrictor') === 'LoadRestrictionsNone'
        ? 'none'
        : 'rootOnly',
    managedByLabel:
      flags.bool('enable-managedby-label') ||
      env.KUSTOMIZE_ENABLE_MANAGEDBY_LABEL === 'on',
    remotes: new RemoteBases(answers),
    onWarning: warning => warnings.push(`${warning}\n`),
    onLog: text => warnings.push(`${logTime(new Date())} ${text}\n`),
  };
  try {
    const { resources } = buildKustomization({
      // As the original, this reads whatever its user may read; load restrictions bound what a kustomization may name.
      tree: new DirectoryTree(root),
      path,
      options,
    });
    warnings.forEach(stderr);
    return resources;
  } catch (error) {
    if (!(error instanceof RemoteNeededError)) warnings.forEach(stderr);
    throw error;
  }
}

function output(
  resources: readonly Resource[],
  flags: Flags,
  { stdout }: CommandContext,
): void {
  const path = flags.text('output');
  if (path === '') print(resources, stdout);
  else writeFiles(path, resources);
}

function failed(
  error: unknown,
  flags: Flags | undefined,
  { stderr }: CommandContext,
): number {
  stderr(`Error: ${explained(maskUrls(messageOf(error)), flags)}\n`);
  if (flags?.bool('stack-trace') && error instanceof Error)
    stderr(`${maskUrls(error.stack ?? '')}\n`);
  return 1;
}

async function buildWithRemotes(
  flags: Flags,
  context: CommandContext,
  createFetcher: CreateFetcher,
): Promise<number> {
  const fetcher = await createFetcher();
  try {
    const resources = await withRemoteBases(
      answers => attempt(flags, context, answers),
      fetcher,
      context.signal,
    );
    output(resources, flags, context);
    return 0;
  } catch (error) {
    context.signal.throwIfAborted();
    return failed(error, flags, context);
  } finally {
    await fetcher.dispose();
  }
}

/**
 * `sluice build DIR`; the exit code, at once where nothing has to be fetched. Everything goes as in `kustomize build`.
 *
 * @param createFetcher - loads what fetches remote bases, when there are any
 */
export function buildDirectory(
  context: CommandContext,
  createFetcher: CreateFetcher,
): number | Promise<number> {
  const { argv, stdout, stderr } = context;
  let flags: Flags | undefined;
  try {
    flags = parseFlags(flagSpecs, argv);
    if (flags.help) {
      stdout(usage);
      return 0;
    }
    for (const notice of flags.notices) stderr(notice);
    checkFlags(flags);
    output(attempt(flags, context), flags, context);
    return 0;
  } catch (error) {
    return flags && error instanceof RemoteNeededError
      ? buildWithRemotes(flags, context, createFetcher)
      : failed(error, flags, context);
  }
}

/** What the original would go on to do with a flag, and this does not. */
function explained(message: string, flags: Flags | undefined): string {
  return flags?.bool('enable-helm')
    ? message.replace(
        'must specify --enable-helm',
        'Helm charts in a kustomization are not supported, also not with --enable-helm',
      )
    : message;
}
