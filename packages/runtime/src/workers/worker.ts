import { setFlagsFromString } from 'node:v8';

/** What a worker may use. */
export interface WorkerLimits {
  /** Megabytes of heap. */
  readonly memory: number;
  /** Megabytes of stack. Default 4, as Node has it. */
  readonly stack?: number;
}

/** How a worker is started. */
export interface WorkerStart {
  /** The file that is run; it hears requests with `serveRequests`. */
  readonly script: string;
  readonly limits: WorkerLimits;
  /** Flags of Node. Default: those of this process. */
  readonly execArgv?: readonly string[];
}

/** Why a worker ended by itself. No message of it is passed on: it may hold what the worker was given. */
export type WorkerFailure =
  | { readonly kind: 'memory' }
  | { readonly kind: 'ended'; readonly code: string };

/** What is heard of a worker. */
export interface WorkerEars {
  message(message: unknown): void;
  failure(failure: WorkerFailure): void;
}

/** A worker that is given one message after the other. */
export interface RunningWorker {
  /** Hears the worker from now on, instead of who heard it before. */
  listen(ears: WorkerEars): void;
  /** @throws when the message cannot be handed over */
  send(message: unknown): void;
  /** Ends it at once, whatever it is doing. */
  end(): Promise<void>;
  /** Whether this process stays while the worker is there. */
  hold(held: boolean): void;
}

/** Tells why from an error that nobody caught, whichever realm it is of. */
export function failureOf(error: unknown): WorkerFailure {
  if (typeof error !== 'object' || error === null) {
    return { kind: 'ended', code: typeof error };
  }
  const code = 'code' in error ? String(error.code) : '';
  const name = 'name' in error ? String(error.name) : '';
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? { kind: 'memory' }
    : { kind: 'ended', code: code || name };
}

/**
 * Lets the memory of workers be what they are given. A heap size among the flags of this process (`--max-old-space-size`, often in
 * `NODE_OPTIONS`) would count for every thread that starts, over its own limit; this thread has the heap that it asked for by now.
 */
export function freeHeapLimits(): void {
  setFlagsFromString('--max-old-space-size=0');
  setFlagsFromString('--max-heap-size=0');
}
