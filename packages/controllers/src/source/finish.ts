import {
  type GitRepository,
  progressingWithRetryReason,
  readyCondition,
  reconcilingCondition,
  sourceVerifiedCondition,
  stalledCondition,
} from '@sluice/api';
import {
  deleteCondition,
  getCondition,
  isConditionFalse,
  isReady,
  isReconciling,
  isStalled,
  markFalse,
  markRequestHandled,
  markStalled,
  type ReconcileResult,
  setCondition,
  setSummary,
} from '@sluice/runtime';
import { negative, summarized } from './conditionSets';
import { parseDuration } from '@sluice/golang/duration';
import { SourceFailure } from './failure';
import { statusOf } from './run';

/** How a run ended: well, by suspension, or by anything thrown. */
export type RunEnd =
  | { kind: 'success' }
  | { kind: 'suspended' }
  | { kind: 'failure'; error: Error };

/**
 * Brings the conditions into line with how the run ended, and says when to look again (source-controller `ComputeReconcileResult` and
 * `SummarizeAndPatch`).
 */
export function conclude(object: GitRepository, end: RunEnd): ReconcileResult {
  markRequestHandled(object);
  if (end.kind === 'success') deleteCondition(object, reconcilingCondition);
  const reconciling = getCondition(object, reconcilingCondition);
  if (reconciling && isReconciling(object))
    setCondition(object, {
      ...reconciling,
      reason: progressingWithRetryReason,
    });
  const result = resultOf(object, end);
  setSummary(object, readyCondition, { conditions: summarized, negative });
  const verified = getCondition(object, sourceVerifiedCondition);
  if (verified && isConditionFalse(object, sourceVerifiedCondition))
    markFalse(object, readyCondition, verified.reason, verified.message);
  if (result.kind === 'after' && !isStalled(object) && !isReady(object)) {
    const message = getCondition(object, readyCondition)?.message;
    return { kind: 'retry', error: new Error(message ?? 'not ready') };
  }
  return result;
}

function resultOf(object: GitRepository, end: RunEnd): ReconcileResult {
  const again: ReconcileResult = {
    kind: 'after',
    delay: parseDuration(object.spec.interval),
    jitter: true,
  };
  if (end.kind !== 'failure') {
    observeGeneration(object);
    deleteCondition(object, stalledCondition);
    return end.kind === 'success' ? again : { kind: 'done' };
  }
  const { error } = end;
  if (error instanceof SourceFailure && error.kind === 'stalled') {
    markStalled(object, error.reason, error.message);
    observeGeneration(object);
    return { kind: 'done' };
  }
  deleteCondition(object, stalledCondition);
  if (error instanceof SourceFailure && error.kind === 'unchanged') {
    observeGeneration(object);
    deleteCondition(object, reconcilingCondition);
    return again;
  }
  return { kind: 'retry', error };
}

/** The generation was dealt with; not said of an object about which nothing was observed. */
function observeGeneration(object: GitRepository): void {
  const status = statusOf(object);
  if ((status.conditions?.length ?? 0) > 0)
    status.observedGeneration = object.metadata.generation;
}
