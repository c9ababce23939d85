import { posix } from 'node:path';
import {
  type EntryType,
  type FileTree,
  FileTreeError,
  OutsideOfRootError,
} from '../tree/fileTree';

/** A path that is not below the root, with what was to be done there; the wording is Flux's. */
export class ConstraintError extends Error {
  readonly operation: string;
  readonly path: string;

  constructor(operation: string, path: string, root: string) {
    super(
      `fs-security-constraint ${operation} ${path}: path '${path}' is not in or below '${root}'`,
    );
    this.name = 'ConstraintError';
    this.operation = operation;
    this.path = path;
  }
}

/** A file that cannot be read; the wording is the operating system's. */
export class FileError extends Error {
  readonly path: string;

  constructor(operation: string, path: string, cause: FileTreeError) {
    super(`${operation} ${path}: ${cause.message}`, { cause });
    this.name = 'FileError';
    this.path = path;
  }
}

/** A file tree seen through absolute paths, as messages show them. */
export class ConfinedFiles {
  readonly root: string;
  readonly #tree: FileTree;

  constructor(tree: FileTree) {
    this.#tree = tree;
    this.root = posix.resolve('/', tree.displayRoot);
  }

  contains(path: string): boolean {
    return (
      this.root === '/' ||
      path === this.root ||
      path.startsWith(`${this.root}/`)
    );
  }

  /** What is there; nothing, too, where a path may not lead. */
  stat(path: string): EntryType | undefined {
    if (!this.contains(path)) return undefined;
    try {
      return this.#tree.stat(this.#relative(path));
    } catch (error) {
      if (error instanceof OutsideOfRootError) return undefined;
      throw error;
    }
  }

  readFile(path: string): Uint8Array {
    return this.#confined('read', path, relative => {
      try {
        return this.#tree.readFile(relative);
      } catch (error) {
        if (!(error instanceof FileTreeError)) throw error;
        throw new FileError(
          error.reason === 'isDirectory' ? 'read' : 'open',
          path,
          error,
        );
      }
    });
  }

  readDirectory(path: string): string[] {
    return this.#confined('open', path, relative => {
      try {
        return this.#tree.readDirectory(relative);
      } catch (error) {
        if (!(error instanceof FileTreeError)) throw error;
        throw new FileError('open', path, error);
      }
    });
  }

  /** The path without links. */
  realPath(path: string): string {
    return this.#confined('abs', path, relative => {
      try {
        return posix.join(this.root, this.#tree.realPath(relative));
      } catch (error) {
        if (!(error instanceof FileTreeError)) throw error;
        throw new Error(
          `evalsymlink failure on '${path.replace(
            /(?<=.)\/+$/,
            '',
          )}' : lstat ${this.#firstMissing(path)}: ${error.message}`,
          { cause: error },
        );
      }
    });
  }

  #firstMissing(path: string): string {
    let current = this.root;
    for (const part of this.#relative(path).split('/')) {
      current = posix.join(current, part);
      if (this.stat(current) === undefined) return current;
    }
    return path;
  }

  #relative(path: string): string {
    return this.root === '/' ? path.slice(1) : path.slice(this.root.length + 1);
  }

  #confined<T>(
    operation: string,
    path: string,
    action: (relative: string) => T,
  ): T {
    if (!this.contains(path)) {
      throw new ConstraintError(operation, path, this.root);
    }
    try {
      return action(this.#relative(path));
    } catch (error) {
      if (!(error instanceof OutsideOfRootError)) throw error;
      throw new ConstraintError(operation, path, this.root);
    }
  }
}
