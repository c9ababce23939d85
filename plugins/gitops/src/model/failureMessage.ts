import { isError } from '@backstage/errors';

/** What to tell a reader of something that went wrong: the server's own sentence when it sent one. */
export function failureMessage(failure: unknown): string {
  if (!isError(failure)) {
    return String(failure);
  }
  return failure.name === 'ResponseError' && isError(failure.cause)
    ? failure.cause.message
    : failure.message;
}
