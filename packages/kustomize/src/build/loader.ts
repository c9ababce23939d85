import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { maskUrls } from '../remote/maskUrls';
import { HttpStatusError, type RemoteBases } from '../remote/remoteBases';
import {
  type RepositorySpec,
  parseRepositorySpec,
} from '../remote/repositorySpec';
import { decodeJsonFile, decodeYamlFile } from '../text/bytes';
import { ContextError } from '../text/context';
import { type ConfinedFiles, ConstraintError } from './confinedFiles';

/** Something that would have to be fetched from somewhere else. */
export class RemoteResourceError extends Error {
  constructor(path: string) {
    super(
      `'${maskUrls(
        path,
      )}' is remote: only files of the source itself can be used, so have the source contain it`,
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

/** A repository that leads back to itself. */
export class RepositoryCycleError extends Error {
  constructor(candidate: RepositorySpec, visited: RepositorySpec) {
    super(
      `cycle detected: URI '${maskUrls(
        candidate.raw,
      )}' referenced by previous URI '${maskUrls(visited.raw)}'`,
    );
    this.name = 'RepositoryCycleError';
  }
}

/** Whether a path is the address of a file on the web. */
function isHttp(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

const maxDepth = 100;

export interface LoaderOptions {
  files: ConfinedFiles;
  /** Whether files may come from below the kustomization's directory only. */
  rootOnly: boolean;
  /** What has been fetched; without it, what is remote is refused. */
  remotes?: RemoteBases;
  /** Told about `git::` in front of a repository. */
  onLog?(text: string): void;
}

const forcedWarning =
  "Warning: Forcing the git protocol using the 'git::' URL prefix is not supported. Kustomize currently strips this invalid prefix, but will stop doing so in a future release. Please remove the 'git::' prefix from your configuration.";

/** Reads files relative to one kustomization's directory. */
export class Loader {
  readonly root: string;
  readonly #options: LoaderOptions;
  readonly #referrer: Loader | undefined;
  /** The repository whose clone it begins in. */
  readonly #repository: RepositorySpec | undefined;
  readonly #depth: number;

  private constructor(
    options: LoaderOptions,
    root: string,
    referrer?: Loader,
    repository?: RepositorySpec,
  ) {
    this.#options = options;
    this.root = root;
    this.#referrer = referrer;
    this.#repository = repository;
    this.#depth = referrer ? referrer.#depth + 1 : 0;
  }

  /** A loader for the directory a build begins in: in the files, or in a repository. */
  static at(options: LoaderOptions, path: string): Loader {
    const repository = parseRepositorySpec(path);
    if (repository) return Loader.#inRepository(options, repository);
    return new Loader(
      options,
      confirmDirectory(options.files, posix.resolve(options.files.root, path)),
    );
  }

  /** A loader for another kustomization's directory. @throws Error when it is none, or leads back */
  enter(path: string): Loader {
    if (path === '') throw new Error('new root cannot be empty');
    if (this.#depth >= maxDepth) {
      throw new Error(`kustomizations are nested deeper than ${maxDepth}`);
    }
    const repository = parseRepositorySpec(path);
    if (repository) {
      this.#refuseRepositoryCycle(repository);
      return Loader.#inRepository(this.#options, repository, this);
    }
    if (path.startsWith('/')) {
      throw new Error(`new root '${path}' cannot be absolute`);
    }
    const directory = posix.join(this.root, path.replace(/\/+$/, ''));
    this.#requireInRepository(directory);
    const root = confirmDirectory(this.#options.files, directory);
    this.#refuseCycle(root);
    return new Loader(this.#options, root, this);
  }

  static #inRepository(
    options: LoaderOptions,
    spec: RepositorySpec,
    referrer?: Loader,
  ): Loader {
    if (!options.remotes) throw new RemoteResourceError(spec.raw);
    if (spec.forced) options.onLog?.(forcedWarning);
    const files = options.remotes.repository(spec);
    const path = posix.join(files.root, spec.path);
    const stripped = path.replace(/(?<=.)\/$/, '');
    if (isLinkOutOf(files, stripped)) {
      throw new Error(
        `${quote(stripped)} refers to directory outside of repo ${quote(
          files.root,
        )}`,
      );
    }
    const root = files.realPath(stripped);
    if (files.stat(root) === 'file') {
      throw new Error(
        `'${stripped}' refers to file '${posix.basename(
          root,
        )}'; expecting directory`,
      );
    }
    return new Loader(
      // A clone is never left.
      { ...options, files, rootOnly: true },
      root,
      referrer,
      spec,
    );
  }

  readBytes(path: string): Uint8Array {
    const { files, remotes, rootOnly } = this.#options;
    if (isHttp(path)) {
      if (!remotes) throw new RemoteResourceError(path);
      return readRemote(remotes, path);
    }
    const absolute = path.startsWith('/')
      ? posix.normalize(path)
      : posix.join(this.root, path);
    if (rootOnly) this.#requireBelowRoot(absolute);
    return files.readFile(absolute);
  }

  /** The text of a YAML file. @throws YamlError when it is no text */
  readText(path: string): string {
    return decodeYamlFile(this.readBytes(path));
  }

  /** The text of a file that is read as JSON. @throws YamlError when it is no text */
  readJsonText(path: string): string {
    return decodeJsonFile(this.readBytes(path));
  }

  #requireBelowRoot(path: string): void {
    const { files } = this.#options;
    if (!files.contains(path) || isLinkOutOf(files, path)) {
      throw new Error(
        `security; file '${path}' is not in or below '${this.root}'`,
      );
    }
    const real = files.realPath(path);
    if (files.stat(real) !== 'file') {
      throw new Error(`'${path}' must resolve to a file`);
    }
    if (!isAtOrBelow(posix.dirname(real), this.root)) {
      throw new Error(
        `security; file '${path}' is not in or below '${this.root}'`,
      );
    }
  }

  /** Bases within a clone are not outside of it. */
  #requireInRepository(base: string): void {
    const { files } = this.#options;
    if (!this.#containingRepository()) return;
    if (!files.contains(base) || isLinkOutOf(files, base)) {
      throw new Error(
        `security; bases in kustomizations found in cloned git repos must be within the repo, but base '${base}' is outside '${files.root}'`,
      );
    }
  }

  #containingRepository(): RepositorySpec | undefined {
    if (this.#repository || !this.#referrer) return this.#repository;
    return this.#referrer.#containingRepository();
  }

  #refuseRepositoryCycle(candidate: RepositorySpec): void {
    if (this.#repository?.raw.startsWith(candidate.raw)) {
      throw new RepositoryCycleError(candidate, this.#repository);
    }
    if (this.#referrer) this.#referrer.#refuseRepositoryCycle(candidate);
  }

  #refuseCycle(candidate: string): void {
    if (isAtOrBelow(this.root, candidate)) {
      throw new CycleError(candidate, this.root);
    }
    if (this.#referrer) this.#referrer.#refuseCycle(candidate);
  }
}

function readRemote(remotes: RemoteBases, url: string): Uint8Array {
  try {
    return remotes.file(url);
  } catch (error) {
    if (error instanceof HttpStatusError && parseRepositorySpec(url)) {
      throw new Error('URL is a git repository', { cause: error.message });
    }
    throw error;
  }
}

/** Whether something is there that is not below the root. */
function isLinkOutOf(files: ConfinedFiles, path: string): boolean {
  try {
    files.realPath(path);
    return false;
  } catch (error) {
    return error instanceof ConstraintError;
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
