import { type ChildProcess, fork } from 'node:child_process';
import {
  type RunningWorker,
  type WorkerEars,
  type WorkerFailure,
  type WorkerStart,
} from './worker';

/** What a worker's process is told. */
export type ToHost =
  | { readonly start: WorkerStart }
  | { readonly message: unknown };

/** What it tells. */
export type FromHost =
  | { readonly message: unknown }
  | { readonly failure: WorkerFailure };

/** V8 aborts when there is no memory left for what it cannot do without. */
const abortSignal = 'SIGABRT';

/**
 * A worker in a thread of another process, which ends with this one. Whatever becomes of it – no memory left, a bug of V8, a signal –
 * becomes of it alone.
 */
export class WorkerProcess implements RunningWorker {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #ears: WorkerEars | undefined;

  constructor(start: WorkerStart) {
    const { execArgv = process.execArgv } = start;
    this.#child = fork(require.resolve('@sluice/runtime/worker-host'), [], {
      serialization: 'advanced',
      // What V8 prints when it gives up is of no use to anybody, and what it holds is not for a log.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // A debugger of this process is not one of its workers.
      execArgv: execArgv.filter(flag => !flag.startsWith('--inspect')),
    });
    this.#ended = new Promise(resolve => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    this.#child.on('message', (told: FromHost) => {
      if ('failure' in told) this.#ears?.failure(told.failure);
      else this.#ears?.message(told.message);
    });
    this.#child.on('error', error =>
      this.#ears?.failure({
        kind: 'ended',
        code: 'code' in error ? String(error.code) : error.name,
      }),
    );
    this.#child.on('exit', (code, signal) =>
      this.#ears?.failure(
        signal === abortSignal
          ? { kind: 'memory' }
          : { kind: 'ended', code: signal ?? `exit code ${code}` },
      ),
    );
    this.#tell({ start });
  }

  listen(ears: WorkerEars): void {
    this.#ears = ears;
  }

  send(message: unknown): void {
    this.#tell({ message });
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  hold(held: boolean): void {
    if (held) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }

  #tell(what: ToHost): void {
    // What cannot be sent any more is heard of by the end of the process.
    this.#child.send(what, () => {});
  }
}
