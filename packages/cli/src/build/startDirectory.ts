import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import { messageOf } from '../messageOf';

/** The first part of a path that is not there. */
function firstMissing(path: string): string {
  const { root } = parse(path);
  let missing = path;
  for (let current = path; current !== root; current = dirname(current)) {
    try {
      lstatSync(current);
      return missing;
    } catch {
      // Whatever keeps it from being read, its parent may be there.
      missing = current;
    }
  }
  return missing;
}

/**
 * The directory in which a build begins, without links, with the original's words when it is none.
 *
 * @param argument - as it is on the command line
 * @throws Error
 */
export function startDirectory(argument: string): string {
  if (argument === '') {
    throw new Error('must build at directory: directory path cannot be empty');
  }
  const path = resolve(argument);
  let real: string;
  try {
    real = realpathSync.native(path);
  } catch (error) {
    const reason = reasonOf(error);
    const what =
      reason === 'not a directory'
        ? reason
        : `lstat ${firstMissing(path)}: ${reason}`;
    throw new Error(
      `must build at directory: not a valid directory: evalsymlink failure on '${argument}' : ${what}`,
      { cause: error },
    );
  }
  if (!statSync(real).isDirectory()) {
    throw new Error(
      `must build at directory: '${argument}': file is not directory`,
    );
  }
  return real;
}

/** What the operating system says, in the words of Go programs. */
export function reasonOf(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null
      ? Reflect.get(error, 'code')
      : undefined;
  const known = new Map<unknown, string>([
    ['ENOENT', 'no such file or directory'],
    ['ENOTDIR', 'not a directory'],
    ['EISDIR', 'is a directory'],
    ['EACCES', 'permission denied'],
    ['EPERM', 'operation not permitted'],
    ['EROFS', 'read-only file system'],
    ['ENOSPC', 'no space left on device'],
    ['ELOOP', 'too many links'],
    ['ENAMETOOLONG', 'file name too long'],
  ]).get(code);
  return known ?? messageOf(error);
}
