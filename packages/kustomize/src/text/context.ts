/** An error with what was being done in front of its message; the original is its cause. */
export class ContextError extends Error {
  constructor(context: string, cause: unknown) {
    super(
      `${context}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
    this.name = 'ContextError';
  }
}

/** Runs something and puts a context in front of the error it may throw. */
export function withContext<T>(
  context: string | (() => string),
  action: () => T,
): T {
  try {
    return action();
  } catch (error) {
    throw new ContextError(
      typeof context === 'string' ? context : context(),
      error,
    );
  }
}

/** The first error of a class in a chain of causes. */
export function findCause<T extends Error>(
  error: unknown,
  type: new (...args: never[]) => T,
): T | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 100 && current instanceof Error; depth++) {
    if (current instanceof type) return current;
    current = current.cause;
  }
  return undefined;
}
