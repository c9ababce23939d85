import {
  type ReconcileResult,
  deleteCondition,
  isConditionTrue,
  markFalse,
  markTrue,
  markUnknown,
  reconcileRequestAnnotation,
} from '@sluice/runtime';
import { goDuration, timeoutOf } from './durations';
import { StepError, messageOf } from './failure';
import { awaitHealth, healthTargets, jobsWithTtl } from './health';
import { type Applied, eventContext, fail, finish } from './report';
import { type Run, progress, tell, timeoutText } from './run';
import type { ReadySource } from './source';
import type { PendingHealth } from './state';

/** Checks health, at once when everything is healthy already; otherwise the run goes on when the wait ends. */
export async function checkHealth(
  run: Run,
  applied: Applied,
): Promise<ReconcileResult> {
  const { deps, object, state } = run;
  const { source, result, manifests, actor } = applied;
  const refs = healthTargets(object, result.changes);
  if (!refs) {
    deleteCondition(object, 'Healthy');
    return finish(run, applied, new Map());
  }
  const startedAt = deps.clock.now();
  const wasHealthy = isConditionTrue(object, 'Healthy');
  const isNew = object.status?.lastAppliedRevision !== source.revision;
  progress(run, 'Running health checks', source.revision);
  markUnknown(
    object,
    'Healthy',
    'Progressing',
    `Running health checks for revision ${
      source.revision
    } with a timeout of ${timeoutText(run)}`,
    startedAt,
  );
  const cancel = new AbortController();
  const waiting = awaitHealth(
    run,
    actor.client,
    { refs, jobsWithTtl: jobsWithTtl(manifests.objects), known: result.known },
    cancel.signal,
  );
  // The wait has taken what it needs. It may be long, and many may wait: the objects themselves are let go.
  result.known.clear();
  manifests.objects.length = 0;
  const resume = async (
    later: Run,
    outcome: HealthOutcome,
  ): Promise<ReconcileResult> => {
    const now = deps.clock.now();
    const took = goDuration(now - startedAt);
    if (outcome.kind === 'unhealthy') {
      markFalse(
        object,
        'Healthy',
        'HealthCheckFailed',
        outcome.error.message,
        now,
      );
      return fail(
        later,
        new StepError(
          'HealthCheckFailed',
          `health check failed after ${took}: ${outcome.error.message}`,
          { recorded: true },
        ),
        source,
        manifests.digest,
      );
    }
    const message = `Health check passed in ${took}`;
    if (!wasHealthy || (isNew && result.log)) {
      tell(later, 'info', message, eventContext(source));
    }
    markTrue(object, 'Healthy', 'Succeeded', message, now);
    return finish(later, applied, outcome.versions);
  };
  return awaitOrDefer(run, state, { waiting, cancel, source, resume });
}

type HealthOutcome =
  | { kind: 'healthy'; versions: ReadonlyMap<string, string> }
  | { kind: 'unhealthy'; error: Error };

async function awaitOrDefer(
  run: Run,
  state: Run['state'],
  wait: {
    waiting: Promise<ReadonlyMap<string, string>>;
    cancel: AbortController;
    source: ReadySource;
    resume(run: Run, outcome: HealthOutcome): Promise<ReconcileResult>;
  },
): Promise<ReconcileResult> {
  const { deps, object } = run;
  let outcome: HealthOutcome | undefined;
  let deferred = false;
  const ended = wait.waiting
    .then(
      (versions): HealthOutcome => ({ kind: 'healthy', versions }),
      (error): HealthOutcome => ({
        kind: 'unhealthy',
        error: error instanceof Error ? error : new Error(messageOf(error)),
      }),
    )
    .then(result => {
      outcome = result;
      if (deferred && !wait.cancel.signal.aborted) {
        deps.enqueueToFinish(state.key);
      }
    });
  // What is healthy already needs no second reconcile.
  await Promise.race([ended, new Promise(resolve => setImmediate(resolve))]);
  if (outcome) return wait.resume(run, outcome);
  deferred = true;
  const pending: PendingHealth = {
    generation: object.metadata.generation ?? 0,
    request: object.metadata.annotations?.[reconcileRequestAnnotation],
    source: wait.source,
    cancel: () => {
      wait.cancel.abort();
      run.status.cancelProgress();
    },
    isOver: () => outcome !== undefined,
    resume: signal =>
      outcome
        ? wait.resume({ ...run, signal }, outcome)
        : Promise.reject(new Error('the health check has not ended')),
  };
  state.health = pending;
  const delay = timeoutOf(object, deps.options.minimumTimeout) + 10_000;
  state.dueAt = deps.clock.now() + delay;
  return { kind: 'after', delay };
}
