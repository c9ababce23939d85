import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { RemoteNeededError, type RemoteRequest } from '@sluice/kustomize';
import type {
  BuildRequest,
  BuildResult,
  ManifestBuilder,
  Unchanged,
} from './build';

/** What a worker answers. */
export type BuildAnswer =
  | { id: number; result: BuildResult | Unchanged }
  | { id: number; missing: readonly RemoteRequest[] }
  | { id: number; error: string };

interface Job {
  id: number;
  request: BuildRequest;
  signal: AbortSignal;
  resolve(result: BuildResult | Unchanged): void;
  reject(error: Error): void;
}

interface Slot {
  worker?: Worker;
  job?: Job;
}

export interface BuildPoolOptions {
  /** Threads. Default: one less than there are processors, at least one, at most four. */
  size?: number;
  /** The worker's file. */
  script?: string;
  /** Megabytes of heap that a build may use. */
  memory?: number;
  /** Milliseconds that a build may take. */
  timeout?: number;
}

/**
 * Builds in worker threads, so that a large or malicious build neither holds up nor takes down anything else: a worker that runs out of
 * memory or time is ended, its build fails, and another takes its place.
 */
export class BuildPool implements ManifestBuilder {
  readonly #options: Required<Omit<BuildPoolOptions, 'script'>> & {
    script?: string;
  };
  readonly #slots: Slot[];
  readonly #queue: Job[] = [];
  #nextId = 1;

  constructor(options: BuildPoolOptions = {}) {
    this.#options = {
      size: Math.min(4, Math.max(1, availableParallelism() - 1)),
      memory: 512,
      timeout: 120_000,
      ...options,
    };
    this.#slots = Array.from({ length: this.#options.size }, () => ({}));
  }

  build(
    request: BuildRequest,
    signal: AbortSignal,
  ): Promise<BuildResult | Unchanged> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#queue.push({ id, request, signal, resolve, reject });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    for (const job of this.#queue.splice(0)) {
      job.reject(new Error('the build was stopped'));
    }
    await Promise.all(
      this.#slots.map(async slot => {
        const { worker } = slot;
        slot.worker = undefined;
        await worker?.terminate();
      }),
    );
  }

  #next(): void {
    const free = this.#slots.find(slot => !slot.job);
    const job = free && this.#queue.shift();
    if (!free || !job) return;
    if (job.signal.aborted) {
      job.reject(asError(job.signal.reason));
      this.#next();
      return;
    }
    this.#start(free, job);
  }

  #start(slot: Slot, job: Job): void {
    const worker = slot.worker ?? this.#spawn();
    slot.worker = worker;
    slot.job = job;
    worker.ref();
    // One controller ends all listening, whatever ended the job.
    const over = new AbortController();
    const finish = (settle: () => void) => {
      if (over.signal.aborted) return;
      over.abort();
      worker.unref();
      slot.job = undefined;
      settle();
      this.#next();
    };
    const discard = (error: Error) => {
      if (slot.worker === worker) slot.worker = undefined;
      // Whether it ends well does not matter to anybody.
      worker.terminate().catch(() => undefined);
      finish(() => job.reject(error));
    };
    listen(worker, over.signal, {
      message: answer =>
        finish(() => {
          if ('result' in answer) job.resolve(answer.result);
          else if ('missing' in answer)
            job.reject(new RemoteNeededError(answer.missing));
          else job.reject(new Error(answer.error));
        }),
      failure: discard,
    });
    const { timeout } = this.#options;
    const timer = setTimeout(
      () => discard(new Error(`the build took longer than ${timeout} ms`)),
      timeout,
    );
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    job.signal.addEventListener(
      'abort',
      () => discard(asError(job.signal.reason)),
      { once: true, signal: over.signal },
    );
    worker.postMessage({ id: job.id, request: job.request });
  }

  #spawn(): Worker {
    const script =
      this.#options.script ??
      require.resolve('@sluice/controllers/build-worker');
    return new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memory },
    });
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Listens to a worker until the signal aborts. */
function listen(
  worker: Worker,
  over: AbortSignal,
  heard: {
    message(answer: BuildAnswer): void;
    failure(error: Error): void;
  },
): void {
  const onError = (error: Error) =>
    heard.failure(new Error(`the build ended abnormally: ${error.message}`));
  const onExit = () => heard.failure(new Error('the build ended abnormally'));
  worker.on('message', heard.message);
  worker.on('error', onError);
  worker.on('exit', onExit);
  over.addEventListener('abort', () => {
    worker.off('message', heard.message);
    worker.off('error', onError);
    worker.off('exit', onExit);
  });
}
