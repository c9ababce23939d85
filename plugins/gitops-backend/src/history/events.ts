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
]);

function typeOf(event: CoreEvent, drift: boolean): Happening['type'] {
  const message = event.message ?? '';
  if (event.reason === 'Progressing' && /^\S+ deleted$/m.test(message)) {
    return 'pruned';
  }
  return drift ? 'drift-corrected' : 'event';
}

/**
 * What an event about an applier tells beyond the applier's own state. `appliedBefore`: the revision that had been applied
 * already when the event happened; changes of objects at that revision are corrections of drift.
 */
export function happeningOf(
  event: CoreEvent,
  appliedBefore: string | undefined,
): Happening | undefined {
  const { reason = '', message = '', type } = event;
  // Failures are told by the state of the object, once; here they would repeat at every retry.
  if (redundant.has(reason) || type === 'Warning' || message === '') {
    return undefined;
  }
  const revision = eventRevision(event);
  const drift =
    reason === 'DriftCorrected' ||
    (reason === 'Progressing' &&
      /^\S+ (configured|created)$/m.test(message) &&
      revision !== undefined &&
      revision === appliedBefore);
  return {
    key: `${event.metadata.uid}:${event.series?.count ?? event.count ?? 1}`,
    type: typeOf(event, drift),
    severity: 'info',
    message,
    revision,
  };
}

/** The objects that lines such as `Deployment/ns/web configured` name. */
export function objectsOf(message: string): string[] {
  return [
    ...message.matchAll(/^(\S+\/\S+) (?:configured|created|deleted)\b/gm),
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
