import { failureText } from '../http/failureText';
import { GitError } from './errors';

/** Text of a failed request as Go's net/http says it. */
export function httpFailure(url: string, error: unknown): GitError {
  const { failure, text } = failureText(error);
  return new GitError(
    failure === 'unreachable' || failure === 'timeout' ? failure : 'other',
    `Get "${url}": ${text}`,
  );
}
