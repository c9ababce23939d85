import type { CoreEvent } from '../cluster/kinds';
import type { CommitDetails } from '../readModel/revision';
import type { Happening } from './transitions';

const revisionAnnotations = [
  'kustomize.toolkit.fluxcd.io/revision',
  'source.toolkit.fluxcd.io/revision',
];

/** When an event was last seen, in milliseconds since the epoch. */
export function eventTime(event: CoreEvent): number {
  const text =
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.metadata.creationTimestamp;
  return text ? Date.parse(text) : NaN;
}

export function eventRevision({ metadata }: CoreEvent): string | undefined {
  return revisionAnnotations
    .map(name => metadata.annotations?.[name])
    .find(value => value !== undefined);
}

/** Events that repeat what the object's own state says, or that say nothing to a person. */
const redundant = new Set([
  'ReconciliationSucceeded',
  'GitOperationSucceeded',
  'ArtifactUpToDate',
  'NewArtifact',
  'DependencyNotReady',
  'GarbageCollectionSucceeded',
]);

function typeOf(event: CoreEvent, drift: boolean): Happening['type'] {
  const message = event.message ?? '';
  if (event.reason === 'Progressing' && /^\S+ deleted$/m.test(message)) {
    return 'pruned';
  }
  return drift ? 'drift-corrected' : 'event';
}

/** Reasons of Sluice's own events about drift that it does not (or no longer at once) correct. */
const driftWarnings = new Set([
  'DriftContended',
  'DriftContested',
  'DriftDetected',
]);

/**
 * What an event about an applier tells beyond the applier's own state. `settled`: when the revision that is applied was applied
 * completely for the first time, in milliseconds since the epoch; changes of objects after that are corrections of drift, unless they come
 * from another revision than `applied`: that one is on its way.
 */
export function happeningOf(
  event: CoreEvent,
  settled: number | undefined,
  applied?: string,
): Happening | undefined {
  const { reason = '', message = '', type } = event;
  const warning = driftWarnings.has(reason);
  // Failures are told by the state of the object, once; here they would repeat at every retry.
  if (redundant.has(reason) || (type === 'Warning' && !warning) || !message) {
    return undefined;
  }
  const revision = eventRevision(event);
  const drift =
    reason === 'Progressing' &&
    /^\S+ (configured|created)$/m.test(message) &&
    settled !== undefined &&
    eventTime(event) > settled &&
    (applied === undefined || (revision ?? applied) === applied);
  return {
    key: `${event.metadata.uid}:${event.series?.count ?? event.count ?? 1}`,
    type: typeOf(event, drift),
    severity: warning ? 'warning' : 'info',
    message,
    revision,
  };
}

/** Whom an event about drift names, and whether the correction has slowed down. */
export function driftOf(event: CoreEvent): {
  manager?: string;
  contended: boolean;
} {
  const manager =
    event.metadata.annotations?.['sluice.dev/drift-manager'] ||
    / by '([^']+)'/.exec(event.message ?? '')?.[1];
  return {
    ...(manager ? { manager } : {}),
    contended: driftWarnings.has(event.reason ?? ''),
  };
}

/** The objects that lines such as `Deployment/ns/web configured` name. */
export function objectsOf(message: string): string[] {
  return [
    ...message.matchAll(
      /^(\S+\/\S+) (?:configured|created|deleted|is|was)\b/gm,
    ),
  ].map(([, object]) => object);
}

/** The commit that a source's event tells of. */
export function commitOf(
  event: CoreEvent,
): { revision: string; details: CommitDetails } | undefined {
  const revision = eventRevision(event);
  if (event.reason !== 'NewArtifact' || !revision) {
    return undefined;
  }
  const { annotations = {} } = event.metadata;
  const subject = /^stored artifact for commit '(.*)'$/s.exec(
    event.message ?? '',
  )?.[1];
  return {
    revision,
    details: {
      message: annotations['sluice.dev/commit-message'] ?? subject,
      author: annotations['sluice.dev/commit-author'],
      committedAt: annotations['sluice.dev/commit-time'],
    },
  };
}
