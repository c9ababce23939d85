import type { Kustomization } from '@sluice/api';
import {
  formatChangeSet,
  subjectOfObject,
  waitForTermination,
} from '@sluice/kubernetes/apply';
import {
  isConditionFalse,
  isConditionTrue,
  deleteCondition,
  getCondition,
  markRequestHandled,
  removeFinalizer,
  setCondition,
} from '@sluice/runtime';
import { timeoutOf } from './durations';
import { messageOf } from './failure';
import { accountOf, actorFor } from './impersonation';
import { inventoryOf, refsOf, unionOf } from './inventory';
import { statusManager } from './options';
import { pruneObjects } from './prune';
import { type Run, tell } from './run';

/**
 * Brings the conditions into line at the end of a run (kustomize-controller `finalizeStatus`): the request is marked as handled; success
 * ends Reconciling and moves observedGeneration; a failure leaves Reconciling with another reason.
 */
export function finalizeConditions(object: Kustomization, now: number): void {
  markRequestHandled(object);
  if (isConditionTrue(object, 'Ready')) {
    deleteCondition(object, 'Reconciling');
    object.status = {
      ...object.status,
      observedGeneration: object.metadata.generation,
    };
  }
  const reconciling = getCondition(object, 'Reconciling');
  if (isConditionFalse(object, 'Ready') && reconciling) {
    setCondition(
      object,
      { ...reconciling, reason: 'ProgressingWithRetry' },
      now,
    );
  }
}

/** Whether deleting the Kustomization deletes what it applied. */
function deletesObjects(object: Kustomization): boolean {
  if (object.spec.suspend) return false;
  switch (object.spec.deletionPolicy ?? 'MirrorPrune') {
    case 'MirrorPrune':
      return object.spec.prune;
    case 'Delete':
    case 'WaitForTermination':
      return true;
    default:
      return false;
  }
}

/** Deletes what the Kustomization applied. Throws when some of it could not be deleted: the finalizer then stays. */
async function deleteApplied(run: Run): Promise<void> {
  const { deps, object, signal, state } = run;
  const entries = unionOf(inventoryOf(object), state.provisional);
  if (entries.length === 0) return;
  const context = {
    revision: object.status?.lastAppliedRevision,
    originRevision: object.status?.lastAppliedOriginRevision,
  };
  const actor = actorFor(
    object,
    deps.client,
    { ...deps.options, requireServiceAccount: false },
    signal,
  );
  const lockedOut =
    deps.options.requireServiceAccount && !accountOf(object, deps.options);
  if (lockedOut || object.spec.kubeConfig || !(await actor.exists())) {
    const list = refsOf(entries).map(subjectOfObject).join('\n');
    deps.log.error('skipping pruning, failed to find account to impersonate');
    tell(run, 'error', `unable to prune objects: \n${list}`, context);
    return;
  }
  const pruned = await pruneObjects(object, entries, actor.client, signal);
  if (pruned.error) {
    tell(run, 'error', 'pruning for deleted resource failed', context);
    throw pruned.error;
  }
  if (pruned.entries.length === 0) return;
  tell(run, 'info', formatChangeSet(pruned.entries), context);
  if (object.spec.deletionPolicy !== 'WaitForTermination') return;
  try {
    await waitForTermination(actor.client, pruned.entries, {
      timeout: timeoutOf(object, deps.options.minimumTimeout),
      signal,
      deletions: { clock: deps.clock, notifier: deps.watches },
    });
  } catch (error) {
    signal.throwIfAborted();
    const message = 'failed to wait for resources termination';
    deps.log.error(message, { error: messageOf(error) });
    tell(run, 'error', message, context);
  }
}

/** Ends a Kustomization that is being deleted: deletes what it applied, as its policy says, and gives up the finalizer. */
export async function finalizeDeleted(run: Run): Promise<void> {
  const { deps, object, signal } = run;
  if (deletesObjects(object)) await deleteApplied(run);
  await removeFinalizer(deps.client, object, {
    fieldManager: statusManager,
    signal,
  });
}
