import { Worker } from 'node:worker_threads';
import {
  type RunningWorker,
  type WorkerEars,
  type WorkerStart,
  failureOf,
  freeHeapLimits,
} from './worker';

/**
 * A worker in a thread of this process. One that runs out of memory is ended by V8 – but not always: a single allocation that is much too
 * large (the table of a Map that doubles, say) takes the whole process down.
 */
export class WorkerThread implements RunningWorker {
  readonly #worker: Worker;
  #ears: WorkerEars | undefined;

  constructor({ script, limits, execArgv }: WorkerStart) {
    freeHeapLimits();
    this.#worker = new Worker(script, {
      resourceLimits: {
        maxOldGenerationSizeMb: limits.memory,
        ...(limits.stack ? { stackSizeMb: limits.stack } : {}),
      },
      ...(execArgv ? { execArgv: [...execArgv] } : {}),
    });
    this.#worker.on('message', message => this.#ears?.message(message));
    this.#worker.on('error', error => this.#ears?.failure(failureOf(error)));
    this.#worker.on('exit', code =>
      this.#ears?.failure({ kind: 'ended', code: `exit code ${code}` }),
    );
  }

  listen(ears: WorkerEars): void {
    this.#ears = ears;
  }

  send(message: unknown): void {
    this.#worker.postMessage(message);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  hold(held: boolean): void {
    if (held) this.#worker.ref();
    else this.#worker.unref();
  }
}
