import { jitter, markFalse, markStalled, markTrue } from '@sluice/runtime';
import type { ReconcileResult } from '@sluice/runtime';
import { isTransient } from '@sluice/kubernetes/client';
import type { ApplyResult } from './apply';
import { goDuration, intervalOf, retryIntervalOf } from './durations';
import { StepError } from './failure';
import { finalizeConditions } from './finalize';
import { recordHistory } from './history';
import type { Actor } from './impersonation';
import type { ManifestInputs } from './manifestCache';
import type { Manifests } from './manifests';
import { withoutSecrets } from './secrecy';
import { type Run, tell } from './run';
import type { ReadySource } from './source';

/** What a run knows when it has been applied. */
export interface Applied {
  source: ReadySource;
  manifests: Manifests;
  inputs: ManifestInputs;
  actor: Actor;
  result: ApplyResult;
  triedAt: number;
}

/** What events of a run with this source carry. */
export function eventContext(source: ReadySource) {
  return { revision: source.revision, originRevision: source.originRevision };
}

function record(
  run: Run,
  source: ReadySource,
  digest: string,
  status: string,
): void {
  const now = run.deps.clock.now();
  recordHistory(run.object, {
    digest,
    status,
    now,
    duration: now - run.startedAt,
    revision: source.revision,
    originRevision: source.originRevision,
  });
}

function succeed(run: Run, applied: Applied): void {
  const { object } = run;
  const { revision, originRevision } = applied.source;
  object.status = {
    ...object.status,
    lastAppliedRevision: revision,
    ...(originRevision ? { lastAppliedOriginRevision: originRevision } : {}),
  };
  markTrue(
    object,
    'Ready',
    'ReconciliationSucceeded',
    `Applied revision: ${revision}`,
    run.deps.clock.now(),
  );
  record(
    run,
    applied.source,
    applied.manifests.digest,
    'ReconciliationSucceeded',
  );
}

/** Writes the result of a successful run, tells it, and says when to look again. */
export async function finish(
  run: Run,
  applied: Applied,
  healthy: ReadonlyMap<string, string>,
): Promise<ReconcileResult> {
  const { deps, object, signal, state } = run;
  succeed(run, applied);
  finalizeConditions(object, deps.clock.now());
  await run.status.write(signal);
  state.last = {
    generation: object.metadata.generation ?? 0,
    revision: applied.source.revision,
    inputs: applied.inputs,
    triedAt: applied.triedAt,
    skipped: applied.result.changes.some(c => c.action === 'skipped'),
    healthy,
  };
  // What drifted during the run is looked at right after it.
  if ([...state.drift.values()].some(drift => drift.pending)) {
    deps.enqueue(state.key);
  }
  return succeeded(run, applied.source);
}

/** The event that ends a successful run, and the time of the next. */
export function succeeded(run: Run, source: ReadySource): ReconcileResult {
  const { deps, object, state } = run;
  const interval = intervalOf(object);
  tell(
    run,
    'info',
    `Reconciliation finished in ${goDuration(
      deps.clock.now() - run.startedAt,
    )}, next run in ${goDuration(interval)}`,
    { ...eventContext(source), commitStatus: true },
  );
  const delay = jitter(
    interval,
    deps.options.intervalJitterPercentage,
    deps.random,
  );
  state.dueAt = deps.clock.now() + delay;
  return { kind: 'after', delay };
}

/** Turns a failure into conditions, history, event and the time of the next run. */
export async function fail(
  run: Run,
  cause: StepError,
  source: ReadySource | undefined,
  digest: string | undefined,
): Promise<ReconcileResult> {
  const { deps, object, signal, state } = run;
  const error = discreet(cause, state.secrets);
  const now = deps.clock.now();
  const { outcome } = error;
  const context = source ? eventContext(source) : {};
  if (error.recorded && source && digest) {
    record(run, source, digest, error.reason);
  }
  const message =
    outcome.kind === 'stalled' && outcome.observed
      ? `Reconciliation failed terminally due to configuration error: ${error.message}`
      : error.message;
  markFalse(object, 'Ready', error.reason, message, now);
  if (outcome.kind === 'stalled') {
    markStalled(object, error.reason, message, now);
    if (outcome.observed) {
      object.status = {
        ...object.status,
        observedGeneration: object.metadata.generation,
      };
    }
  }
  if (outcome.kind === 'failed') {
    tell(run, 'error', error.eventMessage ?? error.message, context);
  } else if (outcome.kind === 'stalled') {
    tell(run, 'error', message);
  } else if (outcome.event) {
    tell(run, 'info', outcome.event, context);
  }
  finalizeConditions(object, now);
  await run.status.write(signal);
  state.last = undefined;
  return again(run, error, isTransient(cause.cause));
}

/** The same failure, in words that show no value of a Secret. */
function discreet(error: StepError, secrets: readonly string[]): StepError {
  const { eventMessage, outcome, reason, recorded } = error;
  const message = withoutSecrets(error.message, secrets);
  const told = eventMessage && withoutSecrets(eventMessage, secrets);
  if (message === error.message && told === eventMessage) return error;
  return new StepError(reason, message, {
    outcome,
    eventMessage: told,
    recorded,
  });
}

/** When to look again after a failure. */
function again(
  run: Run,
  error: StepError,
  transient: boolean,
): ReconcileResult {
  const { deps, object, state } = run;
  const { outcome } = error;
  if (outcome.kind === 'stalled') {
    state.dueAt = Infinity;
    return { kind: 'done' };
  }
  if (outcome.kind === 'failed' && transient) {
    // It heals by itself, so the retry interval, which may be hours, is too long to wait.
    state.dueAt = 0;
    return { kind: 'retry', error };
  }
  const delay =
    outcome.kind === 'waiting' && outcome.delay !== 'retryInterval'
      ? outcome.delay
      : retryIntervalOf(object);
  state.dueAt = deps.clock.now() + delay;
  return { kind: 'after', delay };
}
