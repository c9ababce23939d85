import type { Kustomization } from '@sluice/api';
import type { Condition } from '@sluice/kubernetes';
import type { TimelineEntry } from '@sluice/plugin-gitops-common';
import type { Source } from '../cluster/kinds';

/** What the timeline remembers of an object, to notice changes across restarts. */
export interface RecordedState {
  uid: string;
  revision?: string;
  /** When that revision was applied completely for the first time, as Flux's history has it. */
  settled?: string;
  ready?: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  /** When the verdict was given, as Kubernetes has it. */
  since?: string;
  generation: number;
  suspended: boolean;
}

/** A new entry, before it is stored. */
export interface Happening {
  /** Equal for the same happening, however often it is seen. */
  key: string;
  type: TimelineEntry['type'];
  severity: TimelineEntry['severity'];
  message: string;
  revision?: string;
}

/** The longest message that is kept, in characters. */
const messageLimit = 4000;

function isApplier(object: Kustomization | Source): object is Kustomization {
  return object.kind === 'Kustomization';
}

/** Waiting for a dependency or a first artifact is no verdict: it comes and goes with every revision. */
function isWaiting({ reason, message }: Condition): boolean {
  return (
    reason === 'DependencyNotReady' ||
    (reason === 'ArtifactFailed' &&
      message.startsWith('Source artifact not found'))
  );
}

/** What is remembered of an object. While a run is under way its last verdict is kept. */
export function recordedStateOf(
  object: Kustomization | Source,
  before: RecordedState | undefined,
): RecordedState {
  const ready = object.status?.conditions?.find(({ type }) => type === 'Ready');
  const revision = isApplier(object)
    ? object.status?.lastAppliedRevision
    : object.status?.artifact?.revision;
  const settled = isApplier(object)
    ? object.status?.history
        ?.filter(({ metadata }) => metadata?.revision === revision)
        .map(({ firstReconciled }) => firstReconciled)
        .sort()[0]
    : undefined;
  const running = !ready || ready.status === 'Unknown' || isWaiting(ready);
  const verdict = running
    ? {
        ready: before?.ready,
        reason: before?.reason,
        message: before?.message,
        since: before?.since,
      }
    : {
        ready: ready.status,
        reason: ready.reason,
        message: ready.message.slice(0, messageLimit),
        since: ready.lastTransitionTime,
      };
  return {
    uid: object.metadata.uid ?? '',
    revision,
    settled,
    generation: object.metadata.generation ?? 0,
    suspended: object.spec?.suspend ?? false,
    ...verdict,
  };
}

/**
 * What has happened between two states. The same two states give the same keys, so that what changed while nobody watched
 * appears once.
 */
export function happenings(
  before: RecordedState | undefined,
  after: RecordedState,
): Happening[] {
  const found: Happening[] = [];
  const same = before?.uid === after.uid ? before : undefined;
  if (after.revision && after.revision !== same?.revision) {
    found.push({
      key: `${after.uid}:applied:${same?.revision ?? ''}:${after.revision}`,
      type: 'applied',
      severity: 'info',
      message: `Applied revision ${after.revision}`,
      revision: after.revision,
    });
  }
  if (
    after.ready === 'False' &&
    (same?.ready !== 'False' ||
      same.reason !== after.reason ||
      same.message !== after.message)
  ) {
    found.push({
      key: `${after.uid}:failed:${after.since}:${after.reason}:${after.message}`,
      type: 'failed',
      severity: 'error',
      message: `${after.reason}: ${after.message}`,
      revision: after.revision,
    });
  }
  if (after.ready === 'True' && same?.ready === 'False') {
    found.push({
      key: `${after.uid}:recovered:${after.since}`,
      type: 'recovered',
      severity: 'info',
      message: after.message ?? 'Ready again',
      revision: after.revision,
    });
  }
  if (same && same.suspended !== after.suspended) {
    found.push({
      key: `${after.uid}:${after.suspended ? 'suspended' : 'resumed'}:${
        after.generation
      }`,
      type: after.suspended ? 'suspended' : 'resumed',
      severity: after.suspended ? 'warning' : 'info',
      message: after.suspended ? 'Delivery was paused' : 'Delivery was resumed',
    });
  }
  return found;
}
