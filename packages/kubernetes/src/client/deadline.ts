import { ConnectionError } from './errors';

export interface Deadline {
  /** Aborts when one of the signals does (with its reason) or time is up (with a timeout error). */
  readonly signal: AbortSignal;
  /** Forgets the timer and the signals. */
  end(): void;
  /** Ends it now. */
  abort(reason: unknown): void;
}

/** Joins signals and a time limit into one signal that leaves nothing behind on long-lived signals. */
export function deadline(options: {
  milliseconds: number;
  signals: readonly (AbortSignal | undefined)[];
  message: string;
}): Deadline {
  const controller = new AbortController();
  const undo: (() => void)[] = [];
  const end = () => undo.splice(0).forEach(step => step());
  const abort = (reason: unknown) => {
    end();
    controller.abort(reason);
  };
  for (const signal of options.signals) {
    if (signal?.aborted) {
      abort(signal.reason);
      return { signal: controller.signal, end, abort };
    }
    if (signal) {
      const onAbort = () => abort(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      undo.push(() => signal.removeEventListener('abort', onAbort));
    }
  }
  const timer = setTimeout(
    () => abort(new ConnectionError('timeout', options.message)),
    Math.min(options.milliseconds, 2 ** 31 - 1),
  );
  undo.push(() => clearTimeout(timer));
  return { signal: controller.signal, end, abort };
}
