import type { Release } from '../release';
import { HelmError, messageOf } from '../kube/errors';

/** An action failed. The message is Helm's. */
export class ActionError extends HelmError {
  /** As it was left, when there is one already. */
  readonly release: Release | undefined;

  constructor(message: string, options: ErrorOptions & { release?: Release }) {
    super(message, options);
    this.name = 'ActionError';
    this.release = options.release;
  }
}

/** Another operation has begun and not ended, or was killed. */
export class PendingError extends ActionError {
  constructor(release: Release) {
    super('another operation (install/upgrade/rollback) is in progress', {
      release,
    });
    this.name = 'PendingError';
  }
}

/** The words for what ended an action: of an aborted signal those of Go's contexts. */
export function failureText(error: unknown, signal?: AbortSignal): string {
  if (!signal?.aborted || error !== signal.reason) return messageOf(error);
  return error instanceof Error && error.name === 'TimeoutError'
    ? 'context deadline exceeded'
    : 'context canceled';
}

/** Gives an error of an action the release that it was about. */
export function withRelease(
  error: unknown,
  release: Release,
  signal?: AbortSignal,
): ActionError {
  return new ActionError(failureText(error, signal), { cause: error, release });
}
