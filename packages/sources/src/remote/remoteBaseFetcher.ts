import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Allowance } from './checkout';
import { getRemoteFile } from './remoteFile';
import { cloneRemoteRepository } from './remoteRepository';
import type { RemoteBaseAnswer, RemoteBaseRequest } from './request';

export interface RemoteBaseFetcherOptions {
  /**
   * As whom servers are asked. `nobody` (the default): over HTTP and HTTPS, with no credentials but those in an address. `user`: as git
   * does for the user who runs the program, also over SSH and from folders.
   */
  identity?: 'nobody' | 'user';
  /** Refuse servers that are not at public addresses. Default false. */
  publicOnly?: boolean;
  /** Bytes of one file, of the packs of one repository, and of all files of all repositories. Defaults 32 MiB, 512 MiB, 512 MiB. */
  limits?: { file?: number; pack?: number; total?: number };
  /** Default the system's folder for temporary files. */
  temporaryDirectory?: string;
}

/** Milliseconds for a single file. */
const fileTimeout = 27_000;
const mostFiles = 200_000;
const mebibyte = 1024 * 1024;

/** The path of the git program; its name alone when it is not found. */
async function findGit(): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, 'git');
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // It may be in another folder.
    }
  }
  return 'git';
}

/**
 * Fetches what a kustomization names by its address: repositories through the system's git, single files over HTTP. What it wrote lasts
 * until it is disposed of.
 */
export class RemoteBaseFetcher {
  readonly #options: RemoteBaseFetcherOptions;
  readonly #allowance: Allowance;
  #home: Promise<string> | undefined;
  #program: Promise<string> | undefined;
  #count = 0;

  constructor(options: RemoteBaseFetcherOptions = {}) {
    this.#options = options;
    this.#allowance = {
      bytes: options.limits?.total ?? 512 * mebibyte,
      files: mostFiles,
    };
  }

  /** Fetches one thing. A failure is an answer; only the signal's reason is thrown. */
  async fetch(
    request: RemoteBaseRequest,
    signal: AbortSignal,
  ): Promise<RemoteBaseAnswer> {
    signal.throwIfAborted();
    const { limits, publicOnly = false, identity } = this.#options;
    if (request.kind === 'file') {
      const answer = await getRemoteFile(request.url, {
        limit: limits?.file ?? 32 * mebibyte,
        publicOnly,
        signal: AbortSignal.any([signal, AbortSignal.timeout(fileTimeout)]),
      });
      signal.throwIfAborted();
      return answer;
    }
    this.#home ??= mkdtemp(
      join(this.#options.temporaryDirectory ?? tmpdir(), 'sluice-remote-'),
    );
    this.#program ??= findGit();
    const home = await this.#home;
    this.#count++;
    return cloneRemoteRepository(request, join(home, String(this.#count)), {
      git: { home, program: await this.#program, identity },
      publicOnly,
      packLimit: limits?.pack ?? 512 * mebibyte,
      allowance: this.#allowance,
      signal,
    });
  }

  /** Removes what was fetched. */
  async dispose(): Promise<void> {
    if (!this.#home) return;
    await rm(await this.#home, { recursive: true, force: true });
  }
}
