import { quote } from '@sluice/golang/fmt';
import {
  type Configuration,
  type Release,
  ReleaseNotFoundError,
  type ServerSideApply,
  UntakenChartError,
  getHistory,
  latest,
  upgrade as upgradeRelease,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
import { changeOptions, readChart, sayRelease, tellCancelled } from './changes';
import { type DryRunFlag, dryRunOf } from './dryRun';
import {
  chartPathFlags,
  dryRunFlag,
  forceConflicts,
  forceFlags,
  historyMaxFlag,
  labelsFlag,
  outputFlag,
  postRendererFlags,
  timeoutFlag,
  valueFlags,
  waitFlag,
} from './flagSpecs';
import type { HelmCall, HelmCommand } from './helmCommand';
import { changeUsage, runInstall } from './install';
import { outputFormatOf } from './output';
import {
  chartUsage,
  clusterUsage,
  sourceUsage,
  valueUsage,
} from './usageParts';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm upgrade RELEASE CHART [flags]

Upgrades a release to a chart and values. ${chartUsage}

flags:
${sourceUsage}
      --dependency-update        fetch what the chart depends on, if it lacks some
  -i, --install                  install it if it is not there; --create-namespace
${valueUsage}
      --reuse-values, --reset-then-reuse-values, --reset-values
                                 what becomes of the values of the last revision
      --history-max NUMBER       revisions that are kept; 10 by default, 0 for any number
      --cleanup-on-fail          delete what was created when it fails
${changeUsage}
${clusterUsage}
  -h, --help
`;

function serverSideOf({ flags }: HelmCall): ServerSideApply {
  const text = flags.has('server-side') ? flags.text('server-side') : 'auto';
  if (text === 'auto') return 'auto';
  if (text !== 'true' && text !== 'false') {
    throw new Error(
      `invalid/unknown release server-side apply method: ${text}`,
    );
  }
  return text === 'true';
}

/** Whether there is a release to upgrade; else the last revision, where it was uninstalled. */
async function lastOf(
  config: Configuration,
  call: HelmCall,
): Promise<{ installed: boolean; last?: Release }> {
  try {
    const last = latest(
      await getHistory(config, {
        name: call.args[0],
        signal: call.context.signal,
      }),
    );
    return { installed: last?.info.status !== 'uninstalled', last };
  } catch (error) {
    if (error instanceof ReleaseNotFoundError) return { installed: false };
    throw error;
  }
}

/** What to upgrade to; one that no action takes is the upgrade's failure. */
async function readUpgradeChart(reference: string, call: HelmCall) {
  try {
    return await readChart(reference, call, false);
  } catch (error) {
    if (!(error instanceof UntakenChartError)) throw error;
    throw new Error(`UPGRADE FAILED: ${error.message}`, { cause: error });
  }
}

async function upgrading(
  config: Configuration,
  call: HelmCall,
  dryRun: DryRunFlag,
): Promise<Release> {
  const { flags, args, settings } = call;
  const [name, reference] = args;
  const { chart, values } = await readUpgradeChart(reference, call);
  const forget = tellCancelled(name, call);
  try {
    return await upgradeRelease(config, {
      ...changeOptions(call, dryRun),
      name,
      chart,
      values,
      serverSideApply: serverSideOf(call),
      resetValues: flags.bool('reset-values'),
      reuseValues: flags.bool('reuse-values'),
      resetThenReuseValues: flags.bool('reset-then-reuse-values'),
      maxHistory: flags.has('history-max')
        ? Number(flags.text('history-max'))
        : settings.maxHistory,
      cleanupOnFail: flags.bool('cleanup-on-fail'),
    });
  } catch (error) {
    throw new Error(`UPGRADE FAILED: ${messageOf(error)}`, { cause: error });
  } finally {
    forget();
  }
}

async function run(config: Configuration, call: HelmCall): Promise<void> {
  const { flags, args, context } = call;
  const dryRun = dryRunOf(call, false);
  const isTable = outputFormatOf(call) === 'table';
  const hideNotes = flags.bool('hide-notes');
  if (flags.bool('install')) {
    const { installed, last } = await lastOf(config, call);
    if (!installed) {
      if (isTable) {
        context.stdout(
          `Release ${quote(args[0])} does not exist. Installing it now.\n`,
        );
      }
      const release = await runInstall(
        call,
        dryRun,
        {
          replace: last !== undefined,
          serverSideApply: serverSideOf(call) !== false,
        },
        config,
      );
      sayRelease(call, release, hideNotes);
      return;
    }
  }
  const release = await upgrading(config, call, dryRun);
  if (isTable) {
    context.stdout(
      `Release ${quote(args[0])} has been upgraded. Happy Helming!\n`,
    );
  }
  sayRelease(call, release, hideNotes);
}

const bools = [
  'create-namespace',
  'devel',
  'hide-secret',
  'no-hooks',
  'disable-openapi-validation',
  'skip-crds',
  'reset-values',
  'reuse-values',
  'reset-then-reuse-values',
  'wait-for-jobs',
  'rollback-on-failure',
  'cleanup-on-fail',
  'render-subchart-notes',
  'hide-notes',
  'skip-schema-validation',
  'dependency-update',
  'enable-dns',
  'take-ownership',
];

/** `helm upgrade`. */
export const upgrade: HelmCommand = {
  use: 'helm upgrade [RELEASE] [CHART] [flags]',
  usage,
  flags: [
    ...bools.map(name => ({ name, kind: 'bool' } as const)),
    { name: 'install', short: 'i', kind: 'bool' },
    {
      name: 'atomic',
      kind: 'bool',
      deprecated: 'use --rollback-on-failure instead',
    },
    { name: 'server-side', kind: 'text' },
    { name: 'description', kind: 'text' },
    ...forceFlags,
    timeoutFlag,
    historyMaxFlag,
    labelsFlag,
    dryRunFlag,
    waitFlag,
    outputFlag,
    ...chartPathFlags,
    ...valueFlags,
    ...postRendererFlags,
  ],
  args: { exactly: 2 },
  exclusive: forceConflicts,
  async run(call) {
    await withCluster(call, config => run(config, call));
    return 0;
  },
};
