import {
  type Chart,
  type ChangeOptions,
  type Release,
  checkInstallable,
  loadChart,
} from '@sluice/helm';
import type { GoMap } from '@sluice/golang/value';
import { completeChart, locateChart, readUserValues } from './chartSource';
import { dryRunOf } from './dryRun';
import type { HelmCall } from './helmCommand';
import { logLine } from './log';
import { say } from './output';
import { releaseAsJson, releaseText } from './releaseText';
import { waitingOf } from './waiting';

function labelsOf({ flags }: HelmCall): Map<string, string> {
  return new Map(
    flags.list('labels').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** What installing and upgrading take from the flags. */
export function changeOptions(
  call: HelmCall,
  dryRun: ReturnType<typeof dryRunOf>,
): Omit<ChangeOptions, 'name' | 'chart' | 'values'> {
  const { flags, context } = call;
  return {
    ...waitingOf(call),
    dryRun,
    subNotes: flags.bool('render-subchart-notes'),
    skipSchemaValidation: flags.bool('skip-schema-validation'),
    hideSecrets: flags.bool('hide-secret'),
    disableHooks: flags.bool('no-hooks'),
    description: flags.text('description') || undefined,
    rollbackOnFailure:
      flags.bool('rollback-on-failure') || flags.bool('atomic'),
    forceReplace: flags.bool('force-replace') || flags.bool('force'),
    forceConflicts: flags.bool('force-conflicts'),
    takeOwnership: flags.bool('take-ownership'),
    labels: labelsOf(call),
    signal: context.signal,
  };
}

/** The chart of a command and the values over its own. */
export async function readChart(
  reference: string,
  call: HelmCall,
  installing: boolean,
): Promise<{ chart: Chart; values: GoMap }> {
  call.debug('Original chart version', { version: call.flags.text('version') });
  const path = await locateChart(reference, call);
  call.debug('Chart path', { path });
  const values = await readUserValues(call);
  const chart = loadChart(path, { warn: call.warn });
  const warn = () => {
    if (chart.metadata.deprecated) {
      call.context.stderr(logLine('WARN', 'this chart is deprecated'));
    }
  };
  if (installing) {
    checkInstallable(chart);
    warn();
  }
  const whole = await completeChart(chart, path, call);
  if (!installing) warn();
  return { chart: whole, values };
}

/** Says when what a command does was cancelled. */
export function tellCancelled(name: string, { context }: HelmCall): () => void {
  const tell = () => context.stdout(`Release ${name} has been cancelled.\n`);
  context.signal.addEventListener('abort', tell, { once: true });
  return () => context.signal.removeEventListener('abort', tell);
}

/** Says what has become of a release. */
export function sayRelease(
  call: HelmCall,
  release: Release,
  hideNotes: boolean,
): void {
  const { settings, context } = call;
  say(call, {
    table: () =>
      releaseText(release, {
        debug: settings.debug,
        given: true,
        hideNotes,
        now: context.now(),
      }),
    json: () => releaseAsJson(release),
  });
}
