import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { ChartError } from './error';
import { errorCode } from './error-code';

/** Links on the way to a file, as many as Go follows. */
const MAX_LINKS = 255;

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new ChartError(
      `lstat ${path}: ${
        code === 'ENOENT' ? 'no such file or directory' : 'not a directory'
      }`,
      { cause: error },
    );
  }
}

/**
 * The path without any links, as Go's `filepath.EvalSymlinks` gives it for an absolute one.
 *
 * @throws ChartError naming what is missing on the way
 */
export function evaluateLinks(path: string): string {
  const rest = path.split('/').reverse();
  let found = '/';
  let links = 0;
  while (rest.length > 0) {
    const name = rest.pop() ?? '';
    if (name === '..') {
      found = dirname(found);
    } else if (name !== '' && name !== '.') {
      const next = join(found, name);
      const target = linkAt(next);
      if (target === undefined) {
        found = next;
      } else {
        links += 1;
        if (links > MAX_LINKS) {
          throw new ChartError('EvalSymlinks: too many links');
        }
        if (isAbsolute(target)) found = '/';
        rest.push(...target.split('/').reverse());
      }
    }
  }
  return found;
}
