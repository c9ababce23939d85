import { isAlreadyExists as isAlreadyExistsStatus } from '@sluice/kubernetes/client';

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Several things went wrong; `errors` has them all, of which the first is the cause. */
export class JoinedError extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[], separator: string) {
    super(errors.map(messageOf).join(separator), { cause: errors[0] });
    this.name = 'JoinedError';
    this.errors = errors;
  }
}

/** An error of Helm's own words around what caused it. */
export class HelmError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HelmError';
  }
}

/** `what: message of the cause`. */
export function wrapped(what: string, cause: unknown): HelmError {
  return new HelmError(`${what}: ${messageOf(cause)}`, { cause });
}

/** An error and all that it was caused by, as Go's `errors.As` walks them. */
function* causesOf(error: unknown): Generator<unknown> {
  yield error;
  if (error instanceof JoinedError) {
    for (const part of error.errors) yield* causesOf(part);
  } else if (error instanceof Error && error.cause !== undefined) {
    yield* causesOf(error.cause);
  }
}

/** Whether an error is, or was caused by, an object that exists already. */
export function isAlreadyExists(error: unknown): boolean {
  return findCause(error, isAlreadyExistsStatus) !== undefined;
}

/** The first cause that a guard accepts. */
export function findCause<T>(
  error: unknown,
  guard: (cause: unknown) => cause is T,
): T | undefined {
  for (const cause of causesOf(error)) {
    if (guard(cause)) return cause;
  }
  return undefined;
}
