import type { Condition } from '@sluice/kubernetes/objects';
import {
  compareConditions,
  deleteCondition,
  getCondition,
  isConditionTrue,
  isConditionUnknown,
  isReady,
  isReconciling,
  isStalled,
  markFalse,
  markTrue,
  setCondition,
  type ConditionedObject,
} from './conditions';
import { markRequestHandled } from './requestedAt';

export interface SummaryOptions {
  /** Conditions to merge, most important first. Default: all but the target. */
  conditions?: readonly string[];
  /** Those of them whose True is bad. */
  negative?: readonly string[];
}

/** What counts most comes first: bad and True, good and False, good and True, bad and False, Unknown. */
function priority(condition: Condition, negative: boolean): number {
  switch (condition.status) {
    case 'True':
      return negative ? 0 : 2;
    case 'False':
      return negative ? 3 : 1;
    default:
      return 4;
  }
}

const opposite = { True: 'False', False: 'True', Unknown: 'Unknown' } as const;

/** Sets `target` (normally Ready) from other conditions as fluxcd/pkg/runtime `conditions.SetSummary` does; with none of them, it leaves it. */
export function setSummary(
  object: ConditionedObject,
  target: string,
  options: SummaryOptions,
  now?: number,
): void {
  const order = options.conditions;
  const isNegative = (type: string) =>
    options.negative?.includes(type) === true;
  const ranked = (object.status?.conditions ?? [])
    .filter(({ type }) => type !== target && (order?.includes(type) ?? true))
    .map(condition => ({
      condition,
      negative: isNegative(condition.type),
      rank: priority(condition, isNegative(condition.type)),
    }));
  const best = Math.min(...ranked.map(entry => entry.rank));
  const top = ranked
    .filter(entry => entry.rank === best)
    .sort((a, b) => compareConditions(a.condition, b.condition));
  if (top.length === 0) {
    return;
  }
  const first =
    order
      ?.map(type => top.find(entry => entry.condition.type === type))
      .find(entry => entry !== undefined) ?? top[0];
  const { status, reason, message } = first.condition;
  const inverted = top[0].negative !== isNegative(target);
  setCondition(
    object,
    {
      type: target,
      status: inverted ? opposite[status] : status,
      reason,
      message,
    },
    now,
  );
}

/** How a run ended, for {@link finalizeStatus}. */
export type RunOutcome =
  | { kind: 'success' }
  /** Nothing can heal it but a change of the spec. */
  | { kind: 'stalled' }
  /** Looks again later, without an error. */
  | { kind: 'waiting' }
  | { kind: 'error'; error: Error };

/**
 * Flux's finalising rules at the end of a run (fluxcd/pkg/runtime `ResultFinalizer.Finalize` and `AddPatchOptions`): Stalled, Reconciling
 * and Ready are brought into line with the outcome, requestedAt is copied to lastHandledReconcileAt, and observedGeneration
 * moves when the object is ready or stalled.
 */
export function finalizeStatus(
  object: ConditionedObject,
  outcome: RunOutcome,
  options: {
    readyMessage: string;
    summary?: SummaryOptions & { target?: string };
  },
  now?: number,
): void {
  if (outcome.kind === 'error' || outcome.kind === 'waiting') {
    deleteCondition(object, 'Stalled');
  }
  const mayOverwriteReady = () =>
    isConditionUnknown(object, 'Ready') || isConditionTrue(object, 'Ready');
  const stalled = getCondition(object, 'Stalled');
  if (
    outcome.kind !== 'success' &&
    stalled?.status === 'True' &&
    mayOverwriteReady()
  ) {
    markFalse(object, 'Ready', stalled.reason, stalled.message, now);
  }
  if (outcome.kind === 'success' || isConditionTrue(object, 'Stalled')) {
    deleteCondition(object, 'Reconciling');
  }
  if (outcome.kind === 'error' && mayOverwriteReady()) {
    markFalse(object, 'Ready', 'Failed', outcome.error.message, now);
  }
  if (options.summary) {
    const { target = 'Ready', ...summary } = options.summary;
    setSummary(object, target, summary, now);
  }
  if (
    outcome.kind === 'success' &&
    isConditionUnknown(object, 'Ready') &&
    !isReconciling(object) &&
    !isStalled(object)
  ) {
    markTrue(object, 'Ready', 'Succeeded', options.readyMessage, now);
  }
  markRequestHandled(object);
  if (isStalled(object) || isReady(object)) {
    object.status ??= {};
    object.status.observedGeneration = object.metadata.generation;
  }
}
