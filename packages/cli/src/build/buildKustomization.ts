import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Kustomization } from '@sluice/api';
import { parseDuration } from '@sluice/golang/duration';
import { quote } from '@sluice/golang/fmt';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { createClient, loadConnection } from '@sluice/kubernetes/client';
import type { CommandContext } from '../command';
import {
  type FlagSpec,
  FlagError,
  type Flags,
  parseFlags,
} from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import { clusterReader } from './clusterReader';
import {
  type ClusterReader,
  KustomizationBuilder,
} from './kustomizationBuilder';
import { readKustomizationFile } from './readKustomization';
import type { CreateFetcher } from './remoteFetcher';

const usage = `usage: sluice build kustomization NAME --path DIR [flags]

Prints what 'flux build kustomization' prints: what the Kustomization NAME makes of the manifests in DIR. It is read from the cluster, or with
--kustomization-file from a file. No file is written, and no Secret's encrypted values are shown.

flags:
      --path DIR                  where the manifests are
      --kustomization-file FILE   the Kustomization, instead of the cluster's
      --dry-run                   read nothing from a cluster: variables of substituteFrom are not there
      --strict-substitute         fail on a variable that has no value and no default
      --ignore-paths LIST         leave these files out: patterns as in .gitignore, separated by commas
  -r, --recursive                 also build the Kustomizations that are built
      --local-sources LIST        Kind/namespace/name=DIR, separated by commas: where the sources of those are
  -n, --namespace NAME            the Kustomization's namespace (default flux-system)
      --kubeconfig FILE           the cluster; as kubectl by default
      --context NAME              the context in it
      --timeout DURATION          seconds (30s) or minutes (5m) until it is given up (default 5m)
  -h, --help
`;

const flagSpecs: readonly FlagSpec[] = [
  { name: 'path', kind: 'text' },
  { name: 'kustomization-file', kind: 'text' },
  { name: 'dry-run', kind: 'bool' },
  { name: 'strict-substitute', kind: 'bool' },
  { name: 'ignore-paths', kind: 'commaList' },
  { name: 'recursive', short: 'r', kind: 'bool' },
  { name: 'local-sources', kind: 'commaList' },
  // Nothing is ever written here.
  { name: 'in-memory-build', kind: 'bool' },
  { name: 'namespace', short: 'n', kind: 'text' },
  { name: 'kubeconfig', kind: 'text' },
  { name: 'context', kind: 'text' },
  { name: 'timeout', kind: 'text' },
  { name: 'verbose', kind: 'bool' },
];

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The longest that a timer can be set for. */
const longestTimeout = 2 ** 31 - 1;

/** Milliseconds, whole and as many as a timer takes. */
function milliseconds(text: string): number {
  try {
    const asked = Math.ceil(parseDuration(text));
    return Math.min(Math.max(asked, 0), longestTimeout);
  } catch (error) {
    throw new FlagError(
      `invalid argument ${quote(text)} for "--timeout" flag: ${messageOf(
        error,
      )}`,
    );
  }
}

interface Request {
  name: string;
  namespace: string;
  path: string;
  file: string;
  flags: Flags;
}

function requestOf(flags: Flags, env: CommandContext['env']): Request {
  const [name] = flags.args;
  if (name === undefined) throw new FlagError('kustomization name is required');
  const namespace = flags.has('namespace')
    ? flags.text('namespace')
    : env.FLUX_SYSTEM_NAMESPACE || 'flux-system';
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new FlagError(
      `namespace must be a valid DNS label: ${quote(namespace)}`,
    );
  }
  const given = flags.text('path');
  const path = given === '' ? '' : resolve(given);
  if (path === '' || !isDirectory(path)) {
    throw new FlagError(`invalid resource path ${quote(path)}`);
  }
  const file = flags.text('kustomization-file');
  if (flags.bool('dry-run') && file === '') {
    throw new FlagError('dry-run mode requires a kustomization file');
  }
  if (file !== '') {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found || found.isDirectory()) {
      throw new FlagError(`invalid kustomization file ${quote(file)}`);
    }
  }
  return { name, namespace, path, file, flags };
}

/** `Kind/namespace/name=DIR` → the directory. */
function localSources(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      if (equals < 0)
        throw new FlagError(`${pair} must be formatted as key=value`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

async function findKustomization(
  { name, namespace, file }: Request,
  cluster: ClusterReader | undefined,
): Promise<Kustomization> {
  const live = await cluster?.kustomization(namespace, name);
  if (cluster && !live) {
    throw new Error(
      `failed to get kustomization object: kustomizations.kustomize.toolkit.fluxcd.io ${quote(
        name,
      )} not found`,
    );
  }
  if (file === '' && live) return live;
  try {
    return readKustomizationFile(file, name, namespace);
  } catch (error) {
    throw new Error(`failed to get kustomization object: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function print(
  request: Request,
  cluster: ClusterReader | undefined,
  { stdout, stderr, signal }: CommandContext,
  createFetcher: CreateFetcher,
): Promise<void> {
  const { flags, path } = request;
  const builder = new KustomizationBuilder({
    cluster,
    strictSubstitute: flags.bool('strict-substitute'),
    ignorePaths: flags.list('ignore-paths'),
    recursive: flags.bool('recursive'),
    localSources: localSources(flags.list('local-sources')),
    createFetcher,
    signal,
    onWarning: warning => stderr(`${warning}\n`),
  });
  const objects = await builder.build(
    await findKustomization(request, cluster),
    path,
  );
  stdout(objects.map(object => `${emitSigsYaml(object)}---\n`).join(''));
}

async function run(
  flags: Flags,
  context: CommandContext,
  createFetcher: CreateFetcher,
): Promise<void> {
  const request = requestOf(flags, context.env);
  const timeout = flags.has('timeout')
    ? milliseconds(flags.text('timeout'))
    : 300_000;
  if (flags.bool('dry-run')) {
    await print(request, undefined, context, createFetcher);
    return;
  }
  const kubeconfig = flags.text('kubeconfig');
  const named = flags.text('context');
  const client = createClient({
    connection: await loadConnection({
      ...(kubeconfig === '' ? { default: true } : { kubeconfig }),
      ...(named === '' ? {} : { context: named }),
    }),
    userAgent: 'sluice',
  });
  const signal = AbortSignal.any([
    context.signal,
    AbortSignal.timeout(timeout),
  ]);
  try {
    await print(
      request,
      clusterReader(client, signal),
      { ...context, signal },
      createFetcher,
    );
  } finally {
    await client.close();
  }
}

/**
 * `sluice build kustomization NAME`; the exit code. Everything goes as in `flux build kustomization`.
 *
 * @param createFetcher - loads what fetches remote bases, when there are any
 */
export async function buildKustomization(
  context: CommandContext,
  createFetcher: CreateFetcher,
): Promise<number> {
  try {
    const flags = parseFlags(flagSpecs, context.argv);
    if (flags.help) {
      context.stdout(usage);
      return 0;
    }
    await run(flags, context, createFetcher);
    return 0;
  } catch (error) {
    context.signal.throwIfAborted();
    context.stderr(`✗ ${messageOf(error)}\n`);
    return 1;
  }
}
