import { basename } from 'node:path';
import {
  type Configuration,
  type Release,
  install as installRelease,
  nameFromTemplate,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
import { changeOptions, readChart, sayRelease, tellCancelled } from './changes';
import { type DryRunFlag, dryRunOf } from './dryRun';
import { forceConflicts, installFlags, outputFlag } from './flagSpecs';
import type { HelmCall, HelmCommand } from './helmCommand';
import { failureLine } from './log';
import {
  chartUsage,
  clusterUsage,
  sourceUsage,
  valueUsage,
} from './usageParts';
import { withCluster } from './withCluster';

export const changeUsage = `      --wait[=watcher|legacy|hookOnly], --wait-for-jobs
                                 wait until objects are ready; only for hooks by default
      --timeout DURATION         for each single wait; 5m0s by default
      --rollback-on-failure      undo everything when something fails
      --dry-run[=client|server]  change nothing; --hide-secret: print no Secrets
      --server-side BOOL         apply on the server, or patch from here
      --force-conflicts, --force-replace, --take-ownership
      --no-hooks, --skip-crds, --skip-schema-validation
      --description TEXT, -l, --labels KEY=VALUE,...
      --hide-notes, --render-subchart-notes
  -o, --output table|json|yaml`;

const usage = `usage: sluice helm install [NAME] CHART [flags]

Installs a chart as a release, as helm does: releases of both are the same. ${chartUsage}

flags:
${sourceUsage}
      --dependency-update        fetch what the chart depends on, if it lacks some
${valueUsage}
  -g, --generate-name, --name-template TEXT
                                 in place of NAME
      --create-namespace
      --replace                  take the name of a release that was uninstalled
${changeUsage}
${clusterUsage}
  -h, --help
`;

/** The name of the release and the chart, from the arguments. */
function nameAndChart({ args, flags, context }: HelmCall): [string, string] {
  if (args.length > 2) {
    throw new Error(
      `expected at most two arguments, unexpected arguments: ${args
        .slice(2)
        .join(', ')}`,
    );
  }
  const template = flags.text('name-template');
  const [first, second] = args;
  if (second !== undefined) {
    if (flags.bool('generate-name')) {
      throw new Error('cannot set --generate-name and also specify a name');
    }
    if (template !== '') {
      throw new Error('cannot set --name-template and also specify a name');
    }
    return [first, second];
  }
  if (template !== '') return [nameFromTemplate(template), first];
  if (!flags.bool('generate-name')) {
    throw new Error('must either provide a name or specify --generate-name');
  }
  const base = basename(first).replace(/\..*$/s, '');
  const name = base === '' ? 'chart' : base;
  return [`${name}-${Math.floor(context.now().getTime() / 1000)}`, first];
}

/** Installs what the arguments name. */
export async function runInstall(
  call: HelmCall,
  dryRun: DryRunFlag,
  options: { replace: boolean; serverSideApply: boolean },
  config?: Configuration,
): Promise<Release> {
  const { flags } = call;
  const [name, reference] = nameAndChart(call);
  const { chart, values } = await readChart(reference, call, true);
  const forget = tellCancelled(call.args[0], call);
  const run = (connected: Configuration) =>
    installRelease(connected, {
      ...changeOptions(call, dryRun),
      ...options,
      name,
      chart,
      values,
      createNamespace: flags.bool('create-namespace'),
      skipCrds: flags.bool('skip-crds'),
    });
  try {
    return config ? await run(config) : await withCluster(call, run);
  } finally {
    forget();
  }
}

/** `helm install`. */
export const install: HelmCommand = {
  use: 'helm install [NAME] [CHART] [flags]',
  usage,
  flags: [...installFlags, { name: 'hide-secret', kind: 'bool' }, outputFlag],
  args: { atLeast: 1 },
  exclusive: forceConflicts,
  async run(call) {
    const { flags } = call;
    const dryRun = dryRunOf(call, false);
    let release: Release;
    try {
      release = await runInstall(call, dryRun, {
        replace: flags.bool('replace'),
        serverSideApply: !flags.has('server-side') || flags.bool('server-side'),
      });
    } catch (error) {
      call.context.stderr(failureLine(messageOf(error)));
      throw new Error(`INSTALLATION FAILED: ${messageOf(error)}`, {
        cause: error,
      });
    }
    sayRelease(call, release, flags.bool('hide-notes'));
    return 0;
  },
};
