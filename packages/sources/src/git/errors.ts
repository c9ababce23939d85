/** What went wrong, for programs. */
export type GitFailure =
  /** The server wants other credentials (401, 403), or the given ones make no sense. */
  | 'authentication'
  /** No such repository. */
  | 'repositoryNotFound'
  /** The repository has no such reference or commit. */
  | 'referenceNotFound'
  | 'empty'
  /** Nothing answered: refused, no such host, TLS. */
  | 'unreachable'
  | 'timeout'
  | 'tooLarge'
  | 'other';

/**
 * A git operation failed. The message has the wording of go-git, which Flux shows in conditions and events; it never holds credentials.
 */
export class GitError extends Error {
  readonly failure: GitFailure;

  constructor(failure: GitFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GitError';
    this.failure = failure;
  }
}

/** Puts a text before the message; the failure stays. The cause is in the text, as Go's `%w`, and not kept beside it. */
export function wrapGitError(prefix: string, error: unknown): GitError {
  if (error instanceof GitError)
    return new GitError(error.failure, `${prefix}: ${error.message}`);
  const message = error instanceof Error ? error.message : String(error);
  return new GitError('other', `${prefix}: ${message}`);
}
