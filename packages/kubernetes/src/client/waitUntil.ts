/**
 * Waits for something that calls back. What `begin` starts is undone by the function that it returns, however the wait ends.
 *
 * @param signal rejects with its reason when it aborts
 *
 * @example
 * await waitUntil(resolve => clock.after(1_000, resolve), signal);
 */
export async function waitUntil(
  begin: (resolve: () => void, reject: (reason: unknown) => void) => () => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const undo: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      undo.push(() => signal?.removeEventListener('abort', onAbort));
      undo.push(begin(resolve, reject));
    });
  } finally {
    undo.forEach(step => step());
  }
}

/** The outcome of a promise that others wait for too; a signal that aborts ends this wait alone. */
export async function orAborted<T>(
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await waitUntil((resolve, reject) => {
    promise.then(() => resolve(), reject);
    return () => undefined;
  }, signal);
  return await promise;
}
