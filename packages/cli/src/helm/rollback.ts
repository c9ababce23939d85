import { quote } from '@sluice/golang/fmt';
import { rollback as rollBack } from '@sluice/helm';
import { messageOf } from '../messageOf';
import { dryRunOf } from './dryRun';
import {
  dryRunFlag,
  forceConflicts,
  forceFlags,
  historyMaxFlag,
  timeoutFlag,
  waitFlag,
} from './flagSpecs';
import { readInteger } from './flagValues';
import type { HelmCommand } from './helmCommand';
import { clusterUsage } from './usageParts';
import { waitingOf } from './waiting';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm rollback RELEASE [REVISION] [flags]

Makes a release what it was at a revision; by default, at the one before the last.

flags:
      --wait[=watcher|legacy|hookOnly], --wait-for-jobs, --timeout DURATION
      --dry-run[=client|server], --no-hooks, --cleanup-on-fail
      --server-side true|false|auto, --force-conflicts, --force-replace
      --history-max NUMBER       revisions that are kept; 10 by default, 0 for any number
${clusterUsage}
  -h, --help
`;

function revisionOf(text: string | undefined): number {
  if (text === undefined) return 0;
  try {
    return Number(readInteger(text)[0]);
  } catch (error) {
    throw new Error(
      `could not convert revision to a number: strconv.Atoi: parsing ${quote(
        text,
      )}: ${messageOf(error).replace(/^.*: /, '')}`,
      { cause: error },
    );
  }
}

/** `helm rollback`. */
export const rollback: HelmCommand = {
  use: 'helm rollback <RELEASE> [REVISION] [flags]',
  usage,
  flags: [
    ...['no-hooks', 'wait-for-jobs', 'cleanup-on-fail'].map(
      name => ({ name, kind: 'bool' } as const),
    ),
    ...forceFlags,
    { name: 'server-side', kind: 'text' },
    timeoutFlag,
    historyMaxFlag,
    dryRunFlag,
    waitFlag,
  ],
  args: { atLeast: 1 },
  exclusive: forceConflicts,
  async run(call) {
    const { flags, args, context, settings } = call;
    const version = revisionOf(args[1]);
    const dryRun = dryRunOf(call, false) !== 'none';
    const onServer = flags.has('server-side')
      ? flags.text('server-side')
      : 'auto';
    await withCluster(call, config =>
      rollBack(config, {
        ...waitingOf(call),
        name: args[0],
        version,
        dryRun,
        disableHooks: flags.bool('no-hooks'),
        forceReplace: flags.bool('force-replace') || flags.bool('force'),
        forceConflicts: flags.bool('force-conflicts'),
        serverSideApply: onServer === 'auto' ? 'auto' : onServer === 'true',
        cleanupOnFail: flags.bool('cleanup-on-fail'),
        maxHistory: flags.has('history-max')
          ? Number(flags.text('history-max'))
          : settings.maxHistory,
        signal: context.signal,
      }),
    );
    context.stdout('Rollback was a success! Happy Helming!\n');
    return 0;
  },
};
