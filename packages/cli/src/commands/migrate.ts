import { createInterface } from 'node:readline/promises';
import { fluxVersions } from '@sluice/api';
import { createClient, loadConnection } from '@sluice/kubernetes/client';
import { type Command, type CommandContext } from '../command';
import {
  type FlagSpec,
  FlagError,
  type Flags,
  parseFlags,
} from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import {
  type MigrateClusterOptions,
  migrateCluster,
} from '../migrate/migrateCluster';
import { migrateFiles } from '../migrate/migrateFiles';

const usage = `usage: sluice migrate [--kubeconfig FILE] [--context NAME]
       sluice migrate -f PATH [flags]

The first form makes a cluster store all objects of Flux's kinds in their latest version, so that older ones can be removed. The second raises API
versions of Flux's kinds that are not served any more, in the manifests of a directory, and changes nothing else in them.

flags:
      --kubeconfig FILE    the cluster; as kubectl by default
      --context NAME       the context in it
  -f, --path PATH          a directory, or one file
  -e, --extensions LIST    what file names end with, separated by commas (default .yaml,.yml)
  -v, --version VERSION    the minor version of Flux to raise to: ${fluxVersions.join(
    ', ',
  )} (default ${fluxVersions[0]})
      --dry-run            say what would be changed
  -y, --yes                do not ask (nobody is asked without a terminal)
  -h, --help
`;

const flagSpecs: readonly FlagSpec[] = [
  { name: 'path', short: 'f', kind: 'text' },
  { name: 'extensions', short: 'e', kind: 'commaList' },
  { name: 'version', short: 'v', kind: 'text' },
  { name: 'dry-run', kind: 'bool' },
  { name: 'yes', short: 'y', kind: 'bool' },
  { name: 'kubeconfig', kind: 'text' },
  { name: 'context', kind: 'text' },
];

async function ask(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = createInterface({
    input: process.stdin,
    output: process.stderr,
  });
  try {
    const answer = await terminal.question(
      'Are you sure you want to proceed with the above upgrades? [y/N] ',
      { signal },
    );
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

async function inCluster(
  flags: Flags,
  signal: AbortSignal,
  report: MigrateClusterOptions['report'],
): Promise<void> {
  const kubeconfig = flags.text('kubeconfig');
  const named = flags.text('context');
  const client = createClient({
    connection: await loadConnection({
      ...(kubeconfig === '' ? { default: true } : { kubeconfig }),
      ...(named === '' ? {} : { context: named }),
    }),
    userAgent: 'sluice',
  });
  try {
    await migrateCluster({ client, report, signal });
  } finally {
    await client.close();
  }
}

async function run(context: CommandContext): Promise<number> {
  const { argv, stdout, stderr, signal } = context;
  const flags = parseFlags(flagSpecs, argv);
  if (flags.help) {
    stdout(usage);
    return 0;
  }
  if (flags.args.length > 0) {
    throw new FlagError(
      `unknown command ${JSON.stringify(flags.args[0])} for "sluice migrate"`,
    );
  }
  const report = (mark: string, text: string) => stderr(`${mark} ${text}\n`);
  if (flags.text('path') === '') {
    await inCluster(flags, signal, report);
    return 0;
  }
  const wanted = flags.text('version');
  const fluxVersion = fluxVersions.find(version => version === wanted);
  if (wanted !== '' && fluxVersion === undefined) {
    throw new FlagError(
      `version ${wanted} is not supported, supported versions are: ${fluxVersions.join(
        ', ',
      )}`,
    );
  }
  const done = await migrateFiles({
    path: flags.text('path'),
    extensions: flags.has('extensions')
      ? flags.list('extensions')
      : ['.yaml', '.yml'],
    dryRun: flags.bool('dry-run'),
    fluxVersion,
    confirm: async () => flags.bool('yes') || ask(signal),
    report,
    signal,
  });
  return done ? 0 : 1;
}

export const migrate: Command = {
  async run(context) {
    try {
      return await run(context);
    } catch (error) {
      context.signal.throwIfAborted();
      context.stderr(`✗ ${messageOf(error)}\n`);
      return 1;
    }
  },
};
