import { GoError } from '@sluice/golang/value';
import { errorCode } from '../chart/error-code';

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ENOTDIR', 'not a directory'],
  ['ENOSPC', 'no space left on device'],
  ['EROFS', 'read-only file system'],
]);

/** An error of the file system as Go tells it; other errors as they are. */
export function fileError(verb: string, path: string, error: unknown): unknown {
  const reason = reasons.get(errorCode(error) ?? '');
  if (reason === undefined) return error;
  const shown = verb === 'open' && reason === 'is a directory' ? 'read' : verb;
  return new GoError(`${shown} ${path}: ${reason}`, { cause: error });
}
