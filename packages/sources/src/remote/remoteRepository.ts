import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '@sluice/golang/duration';
import { authorization, maskCredentials } from '../git/auth';
import { BareRepository } from '../git/bareRepository';
import { GitError } from '../git/errors';
import type { GitConfig, GitProcessOptions } from '../git/gitProcess';
import { isValidReferenceName } from '../git/reference';
import type { TreeEntry } from '../git/tree';
import { type Allowance, writeEntries } from './checkout';
import { pinPublicAddress } from './publicAddresses';
import {
  type RepositoryAddress,
  parseRepositoryAddress,
  submoduleAddress,
} from './repositoryAddress';
import type { RemoteBaseAnswer, RepositoryRequest } from './request';

export interface RemoteRepositoryOptions {
  git: GitProcessOptions & { program: string };
  /** Refuse addresses that are not public. */
  publicOnly: boolean;
  /** Bytes of packs at which a fetch is ended. */
  packLimit: number;
  /** What may be written for all repositories together. */
  allowance: Allowance;
  signal: AbortSignal;
}

const fetched = 'refs/fetched/head';
const deepestSubmodule = 5;
const mostSubmodules = 50;
const commitHash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** A command took longer than it may. */
class CommandTimeout extends Error {}

/** Fetches repositories with their submodules into directories. */
class Clone {
  readonly #options: RemoteRepositoryOptions;
  readonly #timeout: number;
  #submodules = 0;

  constructor(options: RemoteRepositoryOptions, timeout: number) {
    this.#options = options;
    this.#timeout = timeout;
  }

  /** @throws Error in kustomize's words */
  async run(
    { url, ref, submodules }: RepositoryRequest,
    directory: string,
  ): Promise<void> {
    const wanted = ref || 'HEAD';
    let address: RepositoryAddress;
    try {
      address = parseRepositoryAddress(url);
    } catch (error) {
      // It may hold a password, and is not repeated.
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(
        `failed to run '${
          this.#options.git.program
        } fetch --depth=1': fatal: ${message}\n: exit status 128`,
      );
    }
    const command = `fetch --depth=1 ${address.address} ${wanted}`;
    const nested = await this.#command(command, address, async signal => {
      this.#requireReachable(address);
      if (!commitHash.test(wanted) && !isValidReferenceName(wanted)) {
        throw new GitError('referenceNotFound', `invalid refspec '${wanted}'`);
      }
      return this.#checkout(address, [wanted], directory, signal);
    });
    if (!submodules || nested.length === 0) return;
    await this.#command(
      'submodule update --init --recursive',
      address,
      signal => this.#addSubmodules(nested, directory, 1, signal),
    );
  }

  /** Runs something in place of a git command of kustomize's, within the time that one has. */
  async #command<T>(
    command: string,
    address: RepositoryAddress,
    action: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { git, signal } = this.#options;
    const shown = `${git.program} ${command}`;
    const within = AbortSignal.any([
      signal,
      AbortSignal.timeout(this.#timeout),
    ]);
    try {
      return await action(within);
    } catch (error) {
      signal.throwIfAborted();
      if (within.aborted) {
        throw new CommandTimeout(
          `hit ${formatDuration(this.#timeout)} timeout running '${shown}'`,
        );
      }
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(
        `failed to run '${shown}': fatal: ${maskCredentials(
          message,
          address,
        )}\n: exit status 128`,
      );
    }
  }

  #requireReachable({ scheme }: RepositoryAddress): void {
    const { git, publicOnly } = this.#options;
    const isWeb = scheme === 'http' || scheme === 'https';
    if (isWeb) return;
    if (git.identity !== 'user' || publicOnly) {
      throw new GitError('other', `transport '${scheme}' not allowed`);
    }
  }

  async #config(address: RepositoryAddress): Promise<GitConfig> {
    const config: [string, string][] = [];
    if (address.scheme !== 'http' && address.scheme !== 'https') return config;
    const url = new URL(address.address);
    const header = authorization(address);
    if (header) {
      config.push([
        `http.${url.origin}/.extraHeader`,
        `Authorization: ${header}`,
      ]);
    }
    if (this.#options.publicOnly) {
      const pinned = await pinPublicAddress(url);
      if (pinned) config.push(['http.curloptResolve', pinned]);
    } else if (!header) {
      // As git does by itself; not with credentials, which belong to one server.
      config.push(['http.followRedirects', 'initial']);
    }
    return config;
  }

  /** Fetches the first of some references that is there, and writes its files; the submodules. */
  async #checkout(
    address: RepositoryAddress,
    references: readonly string[],
    directory: string,
    signal: AbortSignal,
  ): Promise<Submodule[]> {
    const folder = `${directory}.git`;
    const repository = await BareRepository.create(folder, this.#options.git);
    try {
      const config = await this.#config(address);
      const fetch = (refspecs: string[], depth?: number) =>
        repository.fetch({
          address: address.address,
          refspecs,
          depth,
          config,
          limit: this.#options.packLimit,
          signal,
        });
      const [wanted] = references;
      let found = `${fetched}^{commit}`;
      try {
        await fetch([`+${wanted}:${fetched}`], 1);
      } catch (error) {
        // Some servers give commits only with what leads to them.
        if (references.length < 2 || signal.aborted) throw error;
        await fetch(['+refs/heads/*:refs/fetched/heads/*']);
        found = `${wanted}^{commit}`;
      }
      return await this.#write(repository, found, {
        address: address.address,
        directory,
        signal,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #write(
    repository: BareRepository,
    revision: string,
    to: { address: string; directory: string; signal: AbortSignal },
  ): Promise<Submodule[]> {
    const { directory, signal } = to;
    const objects = repository.openObjects(signal);
    try {
      const commit = await objects.read(revision, 1024 * 1024);
      if (!commit) {
        throw new GitError('referenceNotFound', `${revision} is no commit`);
      }
      const entries = await repository.entries(commit.header.hash, signal);
      await mkdir(directory, { recursive: true });
      await writeEntries(directory, entries, objects, this.#options.allowance);
      const modules = entries.filter(({ kind }) => kind === 'submodule');
      if (modules.length === 0) return [];
      return await readSubmodules(repository, entries, modules, to);
    } finally {
      objects.close();
    }
  }

  async #addSubmodules(
    submodules: readonly Submodule[],
    directory: string,
    depth: number,
    signal: AbortSignal,
  ): Promise<void> {
    for (const { path, commit, url } of submodules) {
      this.#submodules++;
      if (depth > deepestSubmodule || this.#submodules > mostSubmodules) {
        throw new GitError('tooLarge', 'too many submodules');
      }
      const shown = path.join('/');
      if (url === undefined) {
        throw new GitError(
          'other',
          `No url found for submodule path '${shown}' in .gitmodules`,
        );
      }
      const address = parseRepositoryAddress(url);
      this.#requireReachable(address);
      if (address.scheme === 'file') {
        // Git itself refuses them: a repository could name any folder of the machine.
        throw new GitError('other', "transport 'file' not allowed");
      }
      const folder = join(directory, ...path);
      const nested = await this.#checkout(
        address,
        [commit, 'HEAD'],
        folder,
        signal,
      );
      await this.#addSubmodules(nested, folder, depth + 1, signal);
    }
  }
}

interface Submodule {
  path: readonly string[];
  commit: string;
  /** Absolute; undefined when `.gitmodules` does not tell. */
  url: string | undefined;
}

const longestGitmodules = 1024 * 1024;

async function readSubmodules(
  repository: BareRepository,
  entries: readonly TreeEntry[],
  modules: readonly TreeEntry[],
  { address, signal }: { address: string; signal: AbortSignal },
): Promise<Submodule[]> {
  const file = entries.find(
    ({ path, kind }) =>
      kind === 'file' && path.length === 1 && path[0] === '.gitmodules',
  );
  const settings =
    file && file.size <= longestGitmodules
      ? await repository.readConfig(file.blob, signal)
      : [];
  const byName = new Map<string, Map<string, string>>();
  for (const [key, value] of settings) {
    const match = /^submodule\.([^]*)\.([a-z]+)$/.exec(key);
    if (!match) continue;
    const [, name, setting] = match;
    const known = byName.get(name) ?? new Map<string, string>();
    byName.set(name, known.set(setting, value));
  }
  return modules.flatMap(({ path, blob }): Submodule[] => {
    const shown = path.join('/');
    const found = [...byName.values()].find(
      module => module.get('path') === shown,
    );
    if (found?.get('update') === 'none') return [];
    const url = found?.get('url');
    return [
      {
        path,
        commit: blob,
        url: url === undefined ? undefined : submoduleAddress(address, url),
      },
    ];
  });
}

/** Fetches the files of a repository into a directory that is not there yet. A failure is an answer. */
export async function cloneRemoteRepository(
  request: RepositoryRequest,
  directory: string,
  options: RemoteRepositoryOptions,
): Promise<RemoteBaseAnswer> {
  try {
    await new Clone(options, request.timeout).run(request, directory);
    return { kind: 'repository', directory };
  } catch (error) {
    options.signal.throwIfAborted();
    return {
      kind: 'failure',
      message: error instanceof Error ? error.message : String(error),
      timedOut: error instanceof CommandTimeout,
    };
  }
}
