import {
  type GitRepository,
  gitRepositoryType,
  progressingReason,
  storageOperationFailedCondition,
} from '@sluice/api';
import type { Informer } from '@sluice/kubernetes/client';
import {
  addFinalizer,
  deleteCondition,
  hasFinalizer,
  pendingRequest,
  progressiveStatus,
  type ReconcileContext,
  type Reconciler,
  type ReconcileRequest,
  type ReconcileResult,
  removeFinalizer,
} from '@sluice/runtime';
import { checkStorage } from './checkStorage';
import { tell, tellSuccess } from './events';
import { SourceFailure } from './failure';
import { fetchSource } from './fetchSource';
import { conclude, type RunEnd } from './finish';
import { statusManager } from './options';
import { ProgressWriter } from './progressWriter';
import {
  ownerOf,
  report,
  type SourceDependencies,
  type SourceRun,
  statusOf,
} from './run';
import { storeArtifact } from './storeArtifact';

/** Milliseconds that a run waits until the watch has seen what the last one wrote. */
const watchLag = 2_000;

/** Turns a GitRepository into an artifact, step by step as source-controller does: storage, source, artifact, report. */
export class GitRepositoryReconciler implements Reconciler {
  readonly #deps: SourceDependencies;
  #informer: Informer<GitRepository> | undefined;
  /** Name → the resource version that we wrote last. */
  readonly #written = new Map<string, string>();

  constructor(deps: SourceDependencies) {
    this.#deps = deps;
  }

  /** Has objects read from a watch's store instead of the server. */
  readFrom(informer: Informer<GitRepository>): void {
    this.#informer = informer;
  }

  async reconcile(
    request: ReconcileRequest,
    { signal, log }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const key = `${request.namespace}/${request.name}`;
    const found = await this.#read(key, request, signal);
    if (!found) {
      this.#written.delete(key);
      return { kind: 'done' };
    }
    const object = structuredClone(found);
    const { client, clock, options } = this.#deps;
    if (object.metadata.deletionTimestamp) {
      await this.#delete(object, signal);
      this.#written.delete(key);
      return { kind: 'done' };
    }
    if (!hasFinalizer(object))
      await addFinalizer(client, object, {
        fieldManager: statusManager,
        signal,
      });
    const run: SourceRun = {
      deps: this.#deps,
      object,
      progress: new ProgressWriter({
        client,
        object,
        clock,
        delay: options.progressDelay,
        signal,
      }),
      log,
      signal,
    };
    try {
      const end = await this.#run(run);
      signal.throwIfAborted();
      tellFailure(run, end);
      const result = conclude(object, end);
      await run.progress.finish();
      return result;
    } finally {
      run.progress.cancel();
      const { resourceVersion } = object.metadata;
      if (resourceVersion) this.#written.set(key, resourceVersion);
    }
  }

  /** The object, at least as new as what we wrote. */
  async #read(
    key: string,
    request: ReconcileRequest,
    signal: AbortSignal,
  ): Promise<GitRepository | undefined> {
    const informer = this.#informer;
    const written = this.#written.get(key);
    if (informer) {
      try {
        if (written !== undefined)
          await informer.waitFor(written, { signal, timeout: watchLag });
        return informer.get(request);
      } catch {
        // The watch is behind; the server is asked instead.
        signal.throwIfAborted();
      }
    }
    return this.#deps.client.find<GitRepository>(
      { ...gitRepositoryType, ...request },
      { signal },
    );
  }

  async #run(run: SourceRun): Promise<RunEnd> {
    const { object } = run;
    if (object.spec.suspend) {
      run.log.info('reconciliation is suspended for this object');
      return { kind: 'suspended' };
    }
    const before = structuredClone(object);
    try {
      begin(run);
      await checkStorage(run);
      const commit = await fetchSource(run);
      try {
        await storeArtifact(run, commit);
      } finally {
        await commit.dispose();
      }
      const { events } = run.deps;
      if (tellSuccess(events, before, object, commit.shortMessage, commit))
        run.log.info(`stored artifact for commit '${commit.shortMessage}'`);
      return { kind: 'success' };
    } catch (error) {
      run.signal.throwIfAborted();
      if (error instanceof SourceFailure && error.kind === 'unchanged')
        tellSuccess(
          run.deps.events,
          before,
          object,
          statusOf(object).artifact?.revision ?? '',
        );
      return {
        kind: 'failure',
        error: error instanceof Error ? error : new Error(String(error)),
      };
    }
  }

  /** Removes what was stored, then the finalizer. */
  async #delete(object: GitRepository, signal: AbortSignal): Promise<void> {
    const { client, events, storage } = this.#deps;
    if (!hasFinalizer(object)) return;
    if (await storage.removeAll(ownerOf(object)))
      tell(
        events,
        object,
        'Normal',
        'GarbageCollectionSucceeded',
        'garbage collected artifacts for deleted resource',
      );
    await removeFinalizer(client, object, {
      fieldManager: statusManager,
      signal,
    });
  }
}

/** Says that a run has begun, where somebody waits for it: after a change of the spec or a request. */
function begin(run: SourceRun): void {
  const { object } = run;
  const observed = object.status?.observedGeneration ?? 0;
  const { generation } = object.metadata;
  progressiveStatus(
    object,
    false,
    progressingReason,
    'reconciliation in progress',
  );
  if (generation !== observed)
    report(
      run,
      false,
      `processing object: new generation ${observed} -> ${generation}`,
    );
  else if (pendingRequest(object) !== undefined) run.progress.soon();
  deleteCondition(object, storageOperationFailedCondition);
}

function tellFailure(run: SourceRun, end: RunEnd): void {
  if (end.kind !== 'failure') return;
  const { error } = end;
  if (!(error instanceof SourceFailure)) {
    run.log.error('Reconciler error', { error });
    return;
  }
  const type = error.kind === 'unchanged' ? 'Normal' : 'Warning';
  if (type === 'Normal') run.log.info(error.message);
  tell(run.deps.events, run.object, type, error.reason, error.message);
}
