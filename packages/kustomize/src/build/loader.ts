import { posix } from 'node:path';
import { decodeUtf8 } from '../text/bytes';
import { ContextError } from '../text/context';
import { type ConfinedFiles } from './confinedFiles';

/** Something that would have to be fetched from somewhere else. */
export class RemoteResourceError extends Error {
  constructor(path: string) {
    super(
      `'${path}' is remote: only files of the source itself can be used, so have the source contain it`,
    );
    this.name = 'RemoteResourceError';
  }
}

/** A kustomization that leads back to itself. */
export class CycleError extends Error {
  constructor(candidate: string, visited: string) {
    super(
      `cycle detected: candidate root '${candidate}' contains visited root '${visited}'`,
    );
    this.name = 'CycleError';
  }
}

const remotePrefixes = [
  'git::',
  'gh:',
  'ssh://',
  'https://',
  'http://',
  'file://',
  'git@',
  'github.com:',
  'github.com/',
];

/** Whether a path is a URL or the name of a repository. */
export function isRemotePath(path: string): boolean {
  const lower = path.toLowerCase();
  return (
    remotePrefixes.some(
      prefix => lower.startsWith(prefix) && prefix.length < path.length,
    ) || /^[\w.-]+@[\w.-]+:/.test(path)
  );
}

function isHttp(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

const maxDepth = 100;

/** Reads files relative to one kustomization's directory. */
export class Loader {
  readonly root: string;
  readonly #files: ConfinedFiles;
  readonly #referrer: Loader | undefined;
  readonly #rootOnly: boolean;
  readonly #depth: number;

  private constructor(
    files: ConfinedFiles,
    root: string,
    rootOnly: boolean,
    referrer: Loader | undefined,
    depth: number,
  ) {
    this.#files = files;
    this.root = root;
    this.#rootOnly = rootOnly;
    this.#referrer = referrer;
    this.#depth = depth;
  }

  /** A loader for the directory a build begins in. */
  static at(files: ConfinedFiles, path: string, rootOnly: boolean): Loader {
    return new Loader(
      files,
      confirmDirectory(files, path),
      rootOnly,
      undefined,
      0,
    );
  }

  /** A loader for another kustomization's directory. @throws Error when it is none, or leads back */
  enter(path: string): Loader {
    if (path === '') throw new Error('new root cannot be empty');
    if (isRemotePath(path)) throw new RemoteResourceError(path);
    if (path.startsWith('/')) {
      throw new Error(`new root '${path}' cannot be absolute`);
    }
    const root = confirmDirectory(
      this.#files,
      posix.join(this.root, path.replace(/\/+$/, '')),
    );
    this.#refuseCycle(root);
    if (this.#depth >= maxDepth) {
      throw new Error(`kustomizations are nested deeper than ${maxDepth}`);
    }
    return new Loader(this.#files, root, this.#rootOnly, this, this.#depth + 1);
  }

  readBytes(path: string): Uint8Array {
    if (isHttp(path)) throw new RemoteResourceError(path);
    const absolute = path.startsWith('/')
      ? posix.normalize(path)
      : posix.join(this.root, path);
    if (this.#rootOnly) this.#requireBelowRoot(absolute);
    return this.#files.readFile(absolute);
  }

  readText(path: string): string {
    const text = decodeUtf8(this.readBytes(path));
    if (text === undefined) {
      throw new Error(`${path}: the file is not UTF-8 text`);
    }
    return text;
  }

  #requireBelowRoot(path: string): void {
    const real = this.#files.realPath(path);
    if (this.#files.stat(real) !== 'file') {
      throw new Error(`'${path}' must resolve to a file`);
    }
    if (!isAtOrBelow(posix.dirname(real), this.root)) {
      throw new Error(
        `security; file '${path}' is not in or below '${this.root}'`,
      );
    }
  }

  #refuseCycle(candidate: string): void {
    if (isAtOrBelow(this.root, candidate)) {
      throw new CycleError(candidate, this.root);
    }
    if (this.#referrer) this.#referrer.#refuseCycle(candidate);
  }
}

function isAtOrBelow(path: string, ancestor: string): boolean {
  return (
    ancestor === '/' || path === ancestor || path.startsWith(`${ancestor}/`)
  );
}

function confirmDirectory(files: ConfinedFiles, path: string): string {
  let real: string;
  try {
    real = files.realPath(path);
  } catch (error) {
    throw new ContextError(
      'must build at directory: not a valid directory',
      error,
    );
  }
  if (files.stat(real) !== 'directory') {
    throw new Error(
      `must build at directory: '${path}': file is not directory`,
    );
  }
  return real;
}
