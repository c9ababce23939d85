import {
  waitUntil,
  type Clock,
  type Informer,
  type SharedInformers,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import {
  reconcileOnChange,
  requestChanged,
  type Controller,
  type ControllerOptions,
  type MappedWatch,
  type ObjectChange,
} from './controller';
import { jitter } from './jitter';
import type { Logger } from './logger';
import type { Metrics, ReconcileOutcome } from './metrics';
import type { ReconcileRequest, ReconcileResult } from './reconciler';
import { pendingRequest } from './requestedAt';
import { WorkQueue, requestKey, type Priority } from './workQueue';

/** What a manager gives to its controllers. */
export interface ControllerContext {
  informers: SharedInformers;
  log: Logger;
  metrics: Metrics;
  clock: Clock;
  random: () => number;
}

/** The signal's reason when a run is to end and start over. */
export class ReconcileInterruptedError extends Error {
  constructor() {
    super('the reconcile was interrupted by a newer change');
    this.name = 'ReconcileInterruptedError';
  }
}

type WatchedKind = Pick<Informer, 'hasSynced' | 'state' | 'onState'>;

interface Run {
  request: ReconcileRequest;
  abort: AbortController;
}

function requestOf(object: KubernetesObject): ReconcileRequest {
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What only a mistake in our own code throws, as a panic in Go. */
function isBug(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError
  );
}

/** The controller that {@link Manager} runs. */
export class ControllerRunner<T extends KubernetesObject>
  implements Controller<T>
{
  readonly name: string;
  readonly informer: Informer<T>;
  readonly #options: ControllerOptions<T>;
  readonly #context: ControllerContext;
  readonly #log: Logger;
  readonly #watched: WatchedKind[] = [];
  readonly #ended = new Set<Promise<void>>();
  readonly #runs = new Map<string, Run>();
  #queue: WorkQueue | undefined;

  constructor(options: ControllerOptions<T>, context: ControllerContext) {
    this.name = options.name;
    this.#options = options;
    this.#context = context;
    this.#log = context.log.child({
      controller: options.name,
      controllerKind: options.type.kind,
    });
    const own = context.informers.acquire<T>(options.type, {
      namespace: options.namespace,
      labelSelector: options.labelSelector,
    });
    this.informer = own.informer;
    for (const [name, indexer] of Object.entries(options.indexers ?? {})) {
      own.informer.addIndex(name, indexer);
    }
    own.addHandler({
      added: (object, initial) =>
        this.#onChange({ kind: 'added', object, initial }),
      updated: (before, object) =>
        this.#onChange({ kind: 'updated', before, object }),
      deleted: object => this.#onChange({ kind: 'deleted', object }),
    });
    for (const watch of options.watches ?? []) {
      this.#watched.push(this.#follow(watch));
    }
    context.metrics.registerController(options.name, this.#concurrency);
  }

  enqueue(request: ReconcileRequest, priority: Priority = 0): void {
    this.#queue?.add(request, priority);
  }

  enqueueAfter(request: ReconcileRequest, delay: number): void {
    this.#queue?.addAfter(request, delay);
  }

  interrupt(request: ReconcileRequest): void {
    const run = this.#runs.get(requestKey(request));
    if (run) {
      run.abort.abort(new ReconcileInterruptedError());
    }
    this.enqueue(request);
  }

  active(): ReconcileRequest[] {
    return [...this.#runs.values()].map(run => run.request);
  }

  /** Starts reconciling once the own kind is known; other kinds that cannot be watched do not hold it up. */
  async start(signal: AbortSignal): Promise<void> {
    await this.informer.waitForSync({ signal });
    await Promise.all(
      this.#watched.map(watched => settledOrBlocked(watched, signal)),
    );
    // Runs that an earlier stop gave up on: no name is ever reconciled twice at once.
    await Promise.all(this.#ended);
    signal.throwIfAborted();
    const { name, minRetryDelay, maxRetryDelay } = this.#options;
    const { clock, metrics } = this.#context;
    const observer = metrics.queueObserver(
      name,
      () => this.#queue?.length ?? 0,
    );
    const queue = new WorkQueue({
      name,
      clock,
      minRetryDelay,
      maxRetryDelay,
      observer,
    });
    this.#queue = queue;
    for (const object of this.informer.list()) {
      queue.add(requestOf(object), pendingRequest(object) ? 1 : 0);
    }
    for (let worker = 0; worker < this.#concurrency; worker += 1) {
      // Workers end with the queue and never reject.
      this.#work(queue);
    }
    this.#log.info('Starting workers', { 'worker count': this.#concurrency });
  }

  /** Hands out nothing more and aborts what runs. Resolves when the last run has ended. */
  async stop(reason: Error): Promise<void> {
    this.#queue?.shutDown();
    this.#queue = undefined;
    for (const run of this.#runs.values()) {
      run.abort.abort(reason);
    }
    await Promise.all(this.#ended);
  }

  get #concurrency(): number {
    return this.#options.concurrency ?? 4;
  }

  #follow(watch: MappedWatch): WatchedKind {
    const { type, namespace, labelSelector, metadataOnly } = watch;
    const use = this.#context.informers.acquire(type, {
      namespace,
      labelSelector,
      metadataOnly,
    });
    const wake = (requests: readonly ReconcileRequest[]) =>
      requests.forEach(request => this.enqueue(request));
    use.addHandler({
      added: (object, initial) =>
        wake(watch.map({ kind: 'added', object, initial })),
      updated: (before, object) =>
        wake(watch.map({ kind: 'updated', before, object })),
      deleted: object => wake(watch.map({ kind: 'deleted', object })),
    });
    return use.informer;
  }

  #onChange(change: ObjectChange<T>): void {
    const request = requestOf(change.object);
    if (change.kind === 'deleted') {
      this.#queue?.drop(request);
      this.#context.metrics.forgetObject({
        kind: this.#options.type.kind,
        ...request,
      });
    }
    if (this.#options.interruptOn?.(change)) {
      this.interrupt(request);
    }
    const predicate = this.#options.predicate ?? reconcileOnChange;
    if (predicate(change)) {
      this.enqueue(request, requestChanged(change) ? 1 : 0);
    }
  }

  async #work(queue: WorkQueue): Promise<void> {
    for (
      let request = await queue.next();
      request;
      request = await queue.next()
    ) {
      const ended = this.#run(queue, request);
      this.#ended.add(ended);
      await ended;
      this.#ended.delete(ended);
    }
  }

  async #run(queue: WorkQueue, request: ReconcileRequest): Promise<void> {
    const key = requestKey(request);
    const run = { request, abort: new AbortController() };
    this.#runs.set(key, run);
    const { metrics } = this.#context;
    const log = this.#log.child({ ...request });
    const started = performance.now();
    metrics.reconcileStarted(this.name);
    let panicked = false;
    let result: ReconcileResult;
    try {
      result = await this.#options.reconciler.reconcile(request, {
        signal: run.abort.signal,
        log,
      });
    } catch (error) {
      panicked = isBug(error);
      if (panicked) {
        log.error('Observed a panic', { stack: asError(error).stack });
      }
      result = { kind: 'retry', error: asError(error) };
    }
    this.#runs.delete(key);
    const seconds = (performance.now() - started) / 1000;
    const outcome = this.#plan(queue, run, result, log);
    metrics.reconcileEnded(this.name, outcome, seconds, panicked);
    if (this.informer.get(request)) {
      metrics.observeReconcile(
        { kind: this.#options.type.kind, ...request },
        seconds,
      );
    }
    queue.done(request);
  }

  /** Decides when to look again. */
  #plan(
    queue: WorkQueue,
    run: Run,
    result: ReconcileResult,
    log: Logger,
  ): ReconcileOutcome {
    const { request } = run;
    if (run.abort.signal.aborted) {
      // Interrupted, and queued again already, or stopped: how it ended means nothing.
      return 'requeue';
    }
    switch (result.kind) {
      case 'retry': {
        const delay = queue.addRateLimited(request);
        log.error('Reconciler error', { error: result.error, retryIn: delay });
        return 'error';
      }
      case 'after': {
        queue.forget(request);
        const { random } = this.#context;
        const percentage = this.#options.jitterPercentage ?? 5;
        queue.reschedule(
          request,
          result.jitter
            ? jitter(result.delay, percentage, random)
            : result.delay,
        );
        return result.delay > 0 ? 'requeue_after' : 'requeue';
      }
      default:
        queue.forget(request);
        return 'success';
    }
  }
}

/** Resolves when an informer has its list, or cannot get it for now. */
async function settledOrBlocked(
  informer: WatchedKind,
  signal: AbortSignal,
): Promise<void> {
  const isSettled = () =>
    informer.hasSynced ||
    informer.state.phase === 'blocked' ||
    informer.state.phase === 'disconnected';
  if (!isSettled()) {
    await waitUntil(
      resolve => informer.onState(() => isSettled() && resolve()),
      signal,
    );
  }
}
