import type { Kustomization } from '@sluice/api';
import type {
  ReconcileContext,
  ReconcileRequest,
  ReconcileResult,
  Reconciler,
} from '@sluice/runtime';
import {
  addFinalizer,
  hasFinalizer,
  isReady,
  pendingRequest,
  reconcileRequestAnnotation,
} from '@sluice/runtime';
import { type DriftOutcome, correctDrift } from './drift';
import { goDuration, intervalOf } from './durations';
import { tellEvent } from './events';
import { finalizeConditions, finalizeDeleted } from './finalize';
import { type Trigger, fullRun } from './fullRun';
import { statusManager } from './options';
import { keyOf } from './ownership';
import { type Run, type RunDependencies, beginRun, tell } from './run';
import { sourceRefOf } from './source';
import type {
  KustomizationState,
  KustomizationStates,
  PendingHealth,
} from './state';

export interface KustomizationReconcilerOptions extends RunDependencies {
  states: KustomizationStates;
  /** The object as it is now, at least as new as what we wrote; undefined when it does not exist. */
  readOwn(
    request: ReconcileRequest,
    written: string | undefined,
    signal: AbortSignal,
  ): Promise<Kustomization | undefined>;
}

/** Reconciles Kustomizations: guard, fetch, build, apply, prune, wait, report. */
export class KustomizationReconciler implements Reconciler {
  readonly #options: KustomizationReconcilerOptions;

  constructor(options: KustomizationReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(
    request: ReconcileRequest,
    { signal }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const { states, readOwn } = this.#options;
    const key = keyOf(request);
    const known = await readOwn(request, states.find(key)?.written, signal);
    if (!known) {
      this.#forget(key);
      return { kind: 'done' };
    }
    const state = states.get(key);
    const object = structuredClone(known);
    if (object.metadata.deletionTimestamp) {
      return this.#delete(state, object, signal);
    }
    if (!hasFinalizer(object)) await this.#addFinalizer(state, object, signal);
    const run = beginRun(this.#options, state, object, signal);
    if (object.spec.suspend) return this.#suspend(run);
    return this.#run(run);
  }

  async #run(run: Run): Promise<ReconcileResult> {
    const { state } = run;
    const { health } = state;
    if (health) {
      const cause = await this.#interruption(run, health);
      if (!cause) {
        if (!health.isOver()) return this.#look(run);
        state.health = undefined;
        return health.resume(run.signal);
      }
      this.#cancelHealth(run, health, cause);
    }
    const trigger = await this.#trigger(run);
    return trigger ? fullRun(run, trigger) : this.#look(run);
  }

  /** Deals with drift alone; there is no reason for a whole run. */
  async #look(run: Run): Promise<ReconcileResult> {
    const { state, deps } = run;
    // Without a run that succeeded there is nothing to put back to.
    const outcome: DriftOutcome = state.last
      ? await correctDrift(run)
      : { kind: 'done' };
    if (outcome.kind === 'run' && !state.health) return fullRun(run, 'changed');
    const rest = Math.max(state.dueAt - deps.clock.now(), 0);
    const again = outcome.kind === 'done' ? outcome.again : undefined;
    if (again === undefined && rest === Infinity) return { kind: 'done' };
    return { kind: 'after', delay: Math.min(rest, again ?? Infinity) };
  }

  /** Why a whole run is to be made now; undefined when there is no reason. */
  async #trigger(run: Run): Promise<Trigger | undefined> {
    const { deps, object, state } = run;
    if (pendingRequest(object) !== undefined) return 'requested';
    const { attempt } = state;
    if (state.wake || attempt?.generation !== object.metadata.generation) {
      return 'changed';
    }
    const revision = await this.#currentRevision(run);
    if (revision !== undefined && revision !== attempt?.revision) {
      return 'changed';
    }
    return deps.clock.now() >= state.dueAt ? 'due' : undefined;
  }

  async #currentRevision(run: Run): Promise<string | undefined> {
    try {
      const ref = sourceRefOf(run.object);
      const source = await run.deps.readSource(ref, run.signal);
      return source.status?.artifact?.revision;
    } catch {
      run.signal.throwIfAborted();
      // The run will find the same, and tell it.
      return undefined;
    }
  }

  /** What ends a health check that is under way: `Kind/namespace/name` of what changed. */
  async #interruption(
    run: Run,
    health: PendingHealth,
  ): Promise<string | undefined> {
    const { object } = run;
    const { metadata } = object;
    if (
      metadata.generation !== health.generation ||
      metadata.annotations?.[reconcileRequestAnnotation] !== health.request
    ) {
      return `${object.kind}/${metadata.namespace}/${metadata.name}`;
    }
    const revision = await this.#currentRevision(run);
    if (revision !== undefined && revision !== health.source.revision) {
      const { kind, namespace, name } = health.source.ref;
      return `${kind}/${namespace}/${name}`;
    }
    return undefined;
  }

  #cancelHealth(run: Run, health: PendingHealth, cause: string): void {
    run.state.health = undefined;
    run.state.wake = true;
    health.cancel();
    tell(
      run,
      'info',
      `Health checks canceled due to new reconciliation triggered by ${cause}`,
      {
        revision: health.source.revision,
        originRevision: health.source.originRevision,
      },
    );
  }

  async #addFinalizer(
    state: KustomizationState,
    object: Kustomization,
    signal: AbortSignal,
  ): Promise<void> {
    await addFinalizer(this.#options.client, object, {
      fieldManager: statusManager,
      signal,
    });
    state.written = object.metadata.resourceVersion;
  }

  /** Suspended: what runs is ended, and nothing is looked after. The request is marked as handled, as Flux does. */
  async #suspend(run: Run): Promise<ReconcileResult> {
    const { deps, state, object, signal } = run;
    state.health?.cancel();
    state.health = undefined;
    state.last = undefined;
    state.attempt = undefined;
    state.drift.clear();
    deps.watches.track(state.key, []);
    finalizeConditions(object, deps.clock.now());
    await run.status.write(signal);
    return { kind: 'done' };
  }

  async #delete(
    state: KustomizationState,
    object: Kustomization,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const { clock, events, watches } = this.#options;
    state.health?.cancel();
    state.health = undefined;
    // What is deleted from here on is no drift.
    watches.track(state.key, []);
    const run = beginRun(this.#options, state, object, signal);
    if (hasFinalizer(object)) {
      await finalizeDeleted(run);
      finalizeConditions(run.object, clock.now());
      if (!object.spec.suspend && isReady(run.object)) {
        const interval = goDuration(intervalOf(object));
        const took = goDuration(clock.now() - run.startedAt);
        tellEvent(
          events,
          run.object,
          'info',
          `Reconciliation finished in ${took}, next run in ${interval}`,
          {
            revision: object.status?.lastAppliedRevision,
            originRevision: object.status?.lastAppliedOriginRevision,
            commitStatus: true,
          },
        );
      }
    }
    this.#forget(state.key);
    return { kind: 'done' };
  }

  #forget(key: string): void {
    const { manifests, states, watches } = this.#options;
    states.forget(key);
    watches.track(key, []);
    manifests.delete(key);
  }
}
