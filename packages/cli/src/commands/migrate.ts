import { createInterface } from 'node:readline/promises';
import { fluxVersions } from '@sluice/api';
import { type Command, type CommandContext } from '../command';
import { type FlagSpec, FlagError, parseFlags } from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import { migrateFiles } from '../migrate/migrateFiles';

const usage = `usage: sluice migrate [-f PATH] [flags]

Raises API versions of Flux's kinds that are not served any more, in the manifests of a directory, and changes nothing else in them.
Objects that are stored in a cluster are not touched.

flags:
  -f, --path PATH          a directory, or one file (default .)
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
    path: flags.text('path') || '.',
    extensions: flags.has('extensions')
      ? flags.list('extensions')
      : ['.yaml', '.yml'],
    dryRun: flags.bool('dry-run'),
    fluxVersion,
    confirm: async () => flags.bool('yes') || ask(signal),
    report: (mark, text) => stderr(`${mark} ${text}\n`),
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
