import { type Warn } from '../warn';

/** When a hook runs. */
export type HookEvent =
  | 'pre-install'
  | 'post-install'
  | 'pre-delete'
  | 'post-delete'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'pre-rollback'
  | 'post-rollback'
  | 'test';

export type HookPhase = 'Unknown' | 'Running' | 'Succeeded' | 'Failed' | '';

/** How the last run of a hook went. Times are RFC 3339 texts. */
export interface HookExecution {
  startedAt?: string;
  completedAt?: string;
  phase: HookPhase;
}

/** An object of a chart that is not part of the release but made when something happens to it. */
export interface Hook {
  name: string;
  kind: string;
  /** The template it comes from. */
  path: string;
  manifest: string;
  events: HookEvent[];
  lastRun: HookExecution;
  /** Hooks run from the least weight on. */
  weight: number;
  /** `before-hook-creation`, `hook-succeeded`, `hook-failed`, and whatever else is written there. */
  deletePolicies: string[];
  /** When logs are shown: `hook-succeeded`, `hook-failed`. */
  outputLogPolicies: string[];
}

export const hookAnnotation = 'helm.sh/hook';
export const hookWeightAnnotation = 'helm.sh/hook-weight';
export const hookDeleteAnnotation = 'helm.sh/hook-delete-policy';
export const hookOutputLogAnnotation = 'helm.sh/hook-output-log-policy';

const events = new Map<string, HookEvent>([
  ['pre-install', 'pre-install'],
  ['post-install', 'post-install'],
  ['pre-delete', 'pre-delete'],
  ['post-delete', 'post-delete'],
  ['pre-upgrade', 'pre-upgrade'],
  ['post-upgrade', 'post-upgrade'],
  ['pre-rollback', 'pre-rollback'],
  ['post-rollback', 'post-rollback'],
  ['test', 'test'],
  // As Helm 2 named it.
  ['test-success', 'test'],
]);

function listOf(text: string | undefined): string[] {
  return text === undefined
    ? []
    : text.split(',').map(part => part.trim().toLowerCase());
}

/** The events of an annotation; undefined when one of them is unknown: then the object is neither hook nor part of the release. */
function eventsOf(text: string): HookEvent[] | undefined {
  const known = listOf(text).map(name => events.get(name));
  return known.every(event => event !== undefined) ? known : undefined;
}

function weightOf(text: string | undefined): number {
  const weight = /^[-+]?[0-9]+$/.test(text ?? '') ? Number(text) : 0;
  return Number.isSafeInteger(weight) ? weight : 0;
}

/** A hook from what its manifest says; undefined, and warned of, for one that is to be left out. */
export function hookOf(
  head: {
    name: string;
    kind: string;
    annotations: ReadonlyMap<string, string>;
  },
  path: string,
  manifest: string,
  warn: Warn = () => {},
): Hook | undefined {
  const { annotations } = head;
  const hookTypes = annotations.get(hookAnnotation) ?? '';
  const found = eventsOf(hookTypes);
  if (!found) warn('skipping unknown hooks', { fields: { hookTypes } });
  return (
    found && {
      name: head.name,
      kind: head.kind,
      path,
      manifest,
      events: found,
      lastRun: { phase: '' },
      weight: weightOf(annotations.get(hookWeightAnnotation)),
      deletePolicies: listOf(annotations.get(hookDeleteAnnotation)),
      outputLogPolicies: listOf(annotations.get(hookOutputLogAnnotation)),
    }
  );
}

/** The hooks of an event in the order in which they run: by weight, then by name, then as they stand. */
export function hooksFor(event: HookEvent, hooks: readonly Hook[]): Hook[] {
  return hooks
    .filter(hook => hook.events.includes(event))
    .sort(
      (a, b) =>
        a.weight - b.weight ||
        Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
    );
}

/** The policies of a hook; one without any is deleted before it is made again. */
export function deletePoliciesOf(hook: Hook): string[] {
  return hook.deletePolicies.length > 0
    ? hook.deletePolicies
    : ['before-hook-creation'];
}
