import {
  type BigIntStats,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { ChartError, messageOf } from './error';
import { errorCode } from './error-code';
import { evaluateLinks } from './evaluate-links';
import { fileTime } from './file-time';
import { type FileTree, type TreeEntry, compareNames } from './tree';

export interface DiskTreeOptions {
  /**
   * The directory that nothing may lead out of, neither a path nor a link. Without it links are followed wherever they lead,
   * as Helm does.
   */
  root?: string;
}

/** With nanoseconds. */
const exact = { bigint: true } as const;

function entryOf(stats: BigIntStats): TreeEntry {
  let kind: TreeEntry['kind'] = 'other';
  if (stats.isFile()) kind = 'file';
  if (stats.isDirectory()) kind = 'directory';
  return { kind, size: Number(stats.size), modTime: fileTime(stats.mtimeNs) };
}

function linkEntryOf(path: string): TreeEntry {
  try {
    const resolved = evaluateLinks(path);
    return { ...entryOf(statSync(resolved, exact)), link: { path, resolved } };
  } catch (error) {
    throw new ChartError(
      `error evaluating symlink ${path}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const reasons = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'file name too long'],
  ['ENOTDIR', 'not a directory'],
  ['EISDIR', 'is a directory'],
]);

/** Opens something; errors of the system are told in Go's words. */
function opening<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const code = errorCode(error) ?? '';
    const reason = reasons.get(code);
    if (reason === undefined) throw error;
    throw new ChartError(
      `${code === 'EISDIR' ? 'read' : 'open'} ${path}: ${reason}`,
      { cause: error },
    );
  }
}

/** A directory of the file system. */
export class DiskTree implements FileTree {
  readonly #top: string;
  readonly #root: string | undefined;

  /** @throws ChartError when the directory is outside of the root */
  constructor(directory: string, options: DiskTreeOptions = {}) {
    this.#top = resolve(directory);
    this.#root =
      options.root === undefined ? undefined : realpathSync(options.root);
    if (this.#root !== undefined) this.#confine(this.#top, '.');
  }

  #confine(path: string, shown: string): string {
    if (this.#root === undefined) return path;
    const real = realpathSync(path);
    if (real !== this.#root && !real.startsWith(join(this.#root, sep))) {
      throw new ChartError(
        `cannot load ${shown}: it leads out of the directory that it must stay in`,
      );
    }
    return real;
  }

  #pathOf(path: string): string {
    return path === '' ? this.#top : join(this.#top, path);
  }

  stat(path: string): TreeEntry | undefined {
    const full = this.#pathOf(path);
    try {
      const stats = lstatSync(full, exact);
      if (this.#root !== undefined) {
        return entryOf(statSync(this.#confine(full, path), exact));
      }
      return stats.isSymbolicLink() ? linkEntryOf(full) : entryOf(stats);
    } catch (error) {
      if (!isMissing(error)) throw error;
      if (lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink()) {
        throw new ChartError(
          `error evaluating symlink ${path}: no such file or directory`,
          { cause: error },
        );
      }
      return undefined;
    }
  }

  where(path: string): string {
    return this.#pathOf(path);
  }

  list(path: string): string[] {
    const full = this.#pathOf(path);
    return opening(full, () =>
      readdirSync(this.#confine(full, path)).sort(compareNames),
    );
  }

  read(path: string): Uint8Array {
    const full = this.#pathOf(path);
    return opening(full, () => readFileSync(this.#confine(full, path)));
  }
}
