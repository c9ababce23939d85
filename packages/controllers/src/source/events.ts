import { type GitRepository, sourceGroup } from '@sluice/api';
import type { EventRecorder } from '@sluice/kubernetes/client';
import { getCondition } from '@sluice/runtime';
import { failures } from './conditionSets';

/** Takes events in; {@link EventRecorder} is one. */
export type EventSink = Pick<EventRecorder, 'event'>;

const userPrefix = 'event.toolkit.fluxcd.io/';

/** Tells an event about an object, with the annotations that users put there for events. */
export function tell(
  sink: EventSink,
  object: GitRepository,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  annotations: Record<string, string> = {},
): void {
  const users = Object.entries(object.metadata.annotations ?? {}).filter(
    ([key]) => key.startsWith(userPrefix),
  );
  sink.event(object, {
    type,
    reason,
    message,
    annotations: { ...annotations, ...Object.fromEntries(users) },
  });
}

/** What the portal shows of a commit; Flux's events tell only the subject's beginning. */
interface CommitDetails {
  message: string;
  author?: string;
  authoredAt?: string;
}

const longestSubject = 200;

function commitAnnotations({
  message,
  author,
  authoredAt,
}: CommitDetails): Record<string, string> {
  return {
    'sluice.dev/commit-message': message
      .split('\n')[0]
      .slice(0, longestSubject),
    ...(author ? { 'sluice.dev/commit-author': author.slice(0, 200) } : {}),
    ...(authoredAt ? { 'sluice.dev/commit-time': authoredAt } : {}),
  };
}

/**
 * Tells of a new artifact, or that an earlier failure is over; nothing when neither is the case.
 *
 * @param before the object as the run found it
 * @param subject the commit's subject, or its revision when the commit was not fetched
 */
export function tellSuccess(
  sink: EventSink,
  before: GitRepository,
  object: GitRepository,
  subject: string,
  commit?: CommitDetails,
): boolean {
  const artifact = object.status?.artifact;
  if (!artifact) return false;
  const isNew = before.status?.artifact?.digest !== artifact.digest;
  if (!isNew && !recovered(before, object)) return false;
  tell(
    sink,
    object,
    'Normal',
    isNew ? 'NewArtifact' : 'Succeeded',
    `stored artifact for commit '${subject}'`,
    {
      [`${sourceGroup}/revision`]: artifact.revision,
      [`${sourceGroup}/digest`]: artifact.digest,
      ...(commit ? commitAnnotations(commit) : {}),
    },
  );
  return true;
}

function recovered(before: GitRepository, after: GitRepository): boolean {
  return (
    failures.some(type => getCondition(before, type)) &&
    !failures.some(type => getCondition(after, type))
  );
}
