import { quote } from '@sluice/golang/fmt';
import type { HelmCall } from './helmCommand';
import { logLine } from './log';

/** What a dry run asks: a cluster, or nobody; `none` is none. */
export type DryRunFlag = 'none' | 'client' | 'server';

const truths = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((t): [string, boolean] => [
    t,
    true,
  ]),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((t): [string, boolean] => [
    t,
    false,
  ]),
]);

/** What `--dry-run` says, with the words of Helm 3 that are still taken. A rendering is always a dry run. */
export function dryRunOf(
  { flags, context }: HelmCall,
  always: boolean,
): DryRunFlag {
  const otherwise = always ? 'client' : 'none';
  const given = flags.has('dry-run') ? flags.text('dry-run') : otherwise;
  const warn = (text: string) => context.stderr(logLine('WARN', text));
  const refused = (allowed: string) =>
    new Error(`invalid dry-run value (${quote(given)}). Must be ${allowed}`);
  if (given === 'unset') {
    warn(
      "--dry-run is deprecated and should be replaced with '--dry-run=client'",
    );
    return 'client';
  }
  if (given === 'client' || given === 'server') return given;
  const truth = given === 'none' ? false : truths.get(given);
  if (truth === undefined) {
    throw refused('"none", "server", or "client"');
  }
  if (always && !truth) throw refused('"server" or "client"');
  if (given === 'none') return 'none';
  const meant = truth ? 'client' : 'none';
  warn(
    `boolean '--dry-run=${given}' flag is deprecated and must be replaced with '--dry-run=${meant}'`,
  );
  return meant;
}
