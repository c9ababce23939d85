import { uninstall as uninstallRelease } from '@sluice/helm';
import { timeoutFlag, waitFlag } from './flagSpecs';
import type { HelmCall, HelmCommand } from './helmCommand';
import { clusterUsage } from './usageParts';
import { waitingOf } from './waiting';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm uninstall RELEASE... [flags]

Deletes the objects of releases and the releases.

flags:
      --keep-history             keep the revisions, marked as uninstalled
      --cascade TEXT             background, foreground or orphan: what becomes of objects' dependents
      --ignore-not-found         do not fail for a release that is not there
      --wait[=watcher|legacy|hookOnly], --timeout DURATION
      --dry-run, --no-hooks, --description TEXT
${clusterUsage}
  -h, --help
`;

function propagationOf({ flags }: HelmCall) {
  const text = flags.has('cascade') ? flags.text('cascade') : 'background';
  switch (text) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    default:
      throw new Error(
        `invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`,
      );
  }
}

/** `helm uninstall`. */
export const uninstall: HelmCommand = {
  use: 'helm uninstall RELEASE_NAME [...] [flags]',
  usage,
  flags: [
    ...['dry-run', 'no-hooks', 'ignore-not-found', 'keep-history'].map(
      name => ({ name, kind: 'bool' } as const),
    ),
    { name: 'cascade', kind: 'text' },
    { name: 'description', kind: 'text' },
    timeoutFlag,
    waitFlag,
  ],
  args: { atLeast: 1 },
  async run(call) {
    const { flags, args, context } = call;
    const deletionPropagation = propagationOf(call);
    await withCluster(call, async config => {
      for (const name of args) {
        const result = await uninstallRelease(config, {
          ...waitingOf(call),
          name,
          dryRun: flags.bool('dry-run'),
          disableHooks: flags.bool('no-hooks'),
          ignoreNotFound: flags.bool('ignore-not-found'),
          keepHistory: flags.bool('keep-history'),
          deletionPropagation,
          description: flags.text('description') || undefined,
          signal: context.signal,
        });
        if (result && result.info !== '') context.stdout(`${result.info}\n`);
        context.stdout(`release "${name}" uninstalled\n`);
      }
    });
    return 0;
  },
};
