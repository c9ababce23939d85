import {
  type Stats,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  type EntryType,
  type FileTree,
  FileTreeError,
  OutsideOfRootError,
} from './fileTree';

const defaultMaxFileSize = 64 * 1024 * 1024;

const missingCodes = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

function isMissing(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    missingCodes.has(error.code)
  );
}

/** A directory on disk; neither `..` nor a link leads out of it. */
export class DirectoryTree implements FileTree {
  readonly displayRoot: string;
  readonly #root: string;
  readonly #maxFileSize: number;

  /** `maxFileSize` is in bytes (default 64 MiB). */
  constructor(
    rootDirectory: string,
    options: { displayRoot?: string; maxFileSize?: number } = {},
  ) {
    this.#root = realpathSync(rootDirectory);
    this.displayRoot = options.displayRoot ?? this.#root.split(sep).join('/');
    this.#maxFileSize = options.maxFileSize ?? defaultMaxFileSize;
  }

  stat(path: string): EntryType | undefined {
    const found = this.#resolve(path);
    if (!found) return undefined;
    if (found.stats.isDirectory()) return 'directory';
    return found.stats.isFile() ? 'file' : undefined;
  }

  realPath(path: string): string {
    const { real } = this.#require(path);
    return relative(this.#root, real).split(sep).join('/');
  }

  readFile(path: string): Uint8Array {
    const { real, stats } = this.#require(path);
    if (stats.isDirectory()) throw new FileTreeError('isDirectory');
    if (!stats.isFile()) throw new FileTreeError('missing');
    if (stats.size > this.#maxFileSize) throw new FileTreeError('tooLarge');
    return readFileSync(real);
  }

  readDirectory(path: string): string[] {
    const { real, stats } = this.#require(path);
    if (!stats.isDirectory()) throw new FileTreeError('notDirectory');
    return readdirSync(real).sort();
  }

  #require(path: string): { real: string; stats: Stats } {
    const found = this.#resolve(path);
    if (!found) throw new FileTreeError('missing');
    return found;
  }

  /** Follows links and makes sure that the end is below the root. */
  #resolve(path: string): { real: string; stats: Stats } | undefined {
    if (path.includes('\0')) return undefined;
    let real: string;
    let stats: Stats;
    try {
      real = realpathSync.native(join(this.#root, path));
      stats = statSync(real);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const prefix = this.#root.endsWith(sep) ? this.#root : this.#root + sep;
    if (real !== this.#root && !real.startsWith(prefix)) {
      throw new OutsideOfRootError();
    }
    return { real, stats };
  }
}
