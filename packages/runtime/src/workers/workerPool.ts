import { availableParallelism } from 'node:os';
import {
  WorkerEndedError,
  WorkerMemoryError,
  WorkerRequestError,
  WorkerStoppedError,
  WorkerTimeoutError,
} from './errors';
import type { RunningWorker, WorkerFailure, WorkerStart } from './worker';
import { WorkerProcess } from './workerProcess';
import { WorkerThread } from './workerThread';

export interface WorkerPoolOptions {
  /** The worker's file, which hears requests with `serveRequests`. */
  script: string;
  /** What a job is called in errors: `build`. */
  task: string;
  /** Workers at most; each is started when it is needed. Default: one less than there are processors, at least one, at most four. */
  size?: number;
  /** Megabytes of heap that a worker may use. Default 512. */
  memory?: number;
  /** Megabytes of stack of a worker. Default: Node's 4. */
  stack?: number;
  /** Milliseconds that a job may take. Default 120,000. */
  timeout?: number;
  /** Milliseconds after which a worker that has nothing to do is ended. Default: it stays. */
  idle?: number;
  /**
   * Where workers run. A `thread` is cheaper (default); a `process` is for what outsiders can make run out of memory: some such ends of a
   * thread are the end of its process.
   */
  isolation?: 'thread' | 'process';
  /** Flags of Node for workers. Default: those of this process. */
  execArgv?: readonly string[];
}

interface Job<Request, Answer> {
  readonly id: number;
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly onAbort: () => void;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

interface Slot<Request, Answer> {
  worker?: RunningWorker;
  job?: Job<Request, Answer>;
  timer?: NodeJS.Timeout;
}

const defaults = { memory: 512, timeout: 120_000 };

function defaultSize(): number {
  return Math.min(4, Math.max(1, availableParallelism() - 1));
}

/**
 * Does jobs in workers, one at a time in each, so that a large or malicious job neither holds up nor takes down anything else: a worker that
 * runs out of memory or time, or is not wanted any more, is ended, its job fails, and another takes its place for the next.
 *
 * `Request` and `Answer` are what structured clone can copy; the answer has the `id` of its request.
 */
export class WorkerPool<Request, Answer extends object> {
  readonly #options: WorkerPoolOptions & typeof defaults;
  readonly #slots: Slot<Request, Answer>[];
  readonly #queue: Job<Request, Answer>[] = [];
  #nextId = 1;
  #stopped = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = { ...defaults, ...options };
    const { size = defaultSize() } = options;
    this.#slots = Array.from({ length: size }, () => ({}));
  }

  /** Workers that are there now, busy or not. */
  get workers(): number {
    return this.#slots.filter(({ worker }) => worker).length;
  }

  /**
   * Does a job as soon as a worker is free.
   *
   * @param timeout milliseconds from when it is begun; default: the pool's
   * @throws WorkerError when there is no answer; what the signal was aborted with
   */
  async run(
    request: Request,
    {
      signal,
      timeout = this.#options.timeout,
    }: { signal: AbortSignal; timeout?: number },
  ): Promise<Answer> {
    signal.throwIfAborted();
    if (this.#stopped) throw this.#stoppedError();
    return await new Promise<Answer>((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      const onAbort = () => this.#abort(id, asError(signal.reason));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push({
        ...{ id, request, signal, timeout, onAbort, resolve, reject },
      });
      this.#next();
    });
  }

  /** Ends all workers; jobs that are not done fail. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#queue.splice(0)) {
      this.#settle(job, () => job.reject(this.#stoppedError()));
    }
    await Promise.all(
      this.#slots.map(slot => this.#discard(slot, this.#stoppedError())),
    );
  }

  #stoppedError(): Error {
    return new WorkerStoppedError(`the ${this.#options.task} was stopped`);
  }

  #next(): void {
    // A worker that is there goes before one that has to be started.
    const idle = this.#slots.filter(({ job }) => !job);
    const slot = idle.find(({ worker }) => worker) ?? idle[0];
    const job = slot && this.#queue.shift();
    if (slot && job) this.#start(slot, job);
  }

  #start(slot: Slot<Request, Answer>, job: Job<Request, Answer>): void {
    clearTimeout(slot.timer);
    const worker = (slot.worker ??= this.#spawn());
    slot.job = job;
    worker.hold(true);
    worker.listen({
      message: message => this.#finish(slot, worker, message),
      failure: failure => this.#fail(slot, worker, failure),
    });
    const { task } = this.#options;
    slot.timer = setTimeout(() => {
      const message = `the ${task} took longer than ${job.timeout} ms`;
      void this.#discard(slot, new WorkerTimeoutError(message));
    }, job.timeout);
    try {
      worker.send({ id: job.id, request: job.request });
    } catch {
      // The error shows what could not be copied.
      const message = `the ${task} was given what no other thread can be given`;
      this.#release(slot, () => job.reject(new WorkerRequestError(message)));
    }
  }

  #finish(
    slot: Slot<Request, Answer>,
    worker: RunningWorker,
    message: unknown,
  ): void {
    const { job } = slot;
    if (!job || slot.worker !== worker || !isAnswer<Answer>(message, job.id)) {
      return;
    }
    this.#release(slot, () => job.resolve(message));
  }

  #fail(
    slot: Slot<Request, Answer>,
    worker: RunningWorker,
    failure: WorkerFailure,
  ): void {
    if (slot.worker !== worker) return;
    const { task, memory } = this.#options;
    void this.#discard(
      slot,
      failure.kind === 'memory'
        ? new WorkerMemoryError(
            `the ${task} needed more memory than ${memory} MB`,
          )
        : new WorkerEndedError(
            `the ${task} ended abnormally (${failure.code})`,
          ),
    );
  }

  #abort(id: number, error: Error): void {
    const slot = this.#slots.find(({ job }) => job?.id === id);
    if (slot) {
      void this.#discard(slot, error);
      return;
    }
    const at = this.#queue.findIndex(job => job.id === id);
    if (at === -1) return;
    const [job] = this.#queue.splice(at, 1);
    this.#settle(job, () => job.reject(error));
  }

  /** Ends a worker, and fails the job that it has. */
  async #discard(slot: Slot<Request, Answer>, error: Error): Promise<void> {
    const { worker, job } = slot;
    slot.worker = undefined;
    clearTimeout(slot.timer);
    // Whether it ends well does not matter to anybody.
    const ended = worker?.end().catch(() => undefined);
    if (job) this.#release(slot, () => job.reject(error));
    await ended;
  }

  #release(slot: Slot<Request, Answer>, settle: () => void): void {
    const { job, worker } = slot;
    clearTimeout(slot.timer);
    slot.job = undefined;
    if (job) this.#settle(job, settle);
    this.#next();
    if (worker && !slot.job) this.#rest(slot, worker);
  }

  /** A worker without a job does not keep this process alive, and is ended after a while. */
  #rest(slot: Slot<Request, Answer>, worker: RunningWorker): void {
    worker.hold(false);
    const { idle } = this.#options;
    if (idle === undefined) return;
    slot.timer = setTimeout(() => {
      slot.worker = undefined;
      worker.end().catch(() => undefined);
    }, idle).unref();
  }

  #settle(job: Job<Request, Answer>, settle: () => void): void {
    job.signal.removeEventListener('abort', job.onAbort);
    settle();
  }

  #spawn(): RunningWorker {
    const { script, memory, stack, execArgv, isolation } = this.#options;
    const start: WorkerStart = { script, limits: { memory, stack }, execArgv };
    return isolation === 'process'
      ? new WorkerProcess(start)
      : new WorkerThread(start);
  }
}

function isAnswer<Answer>(message: unknown, id: number): message is Answer {
  return (
    typeof message === 'object' &&
    message !== null &&
    'id' in message &&
    message.id === id
  );
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
