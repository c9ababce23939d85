import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatFile } from './catFile';
import { GitError } from './errors';
import { type GitConfig, type GitProcessOptions, startGit } from './gitProcess';
import { readEntries, readTree, type TreeEntry, type TreeFile } from './tree';

/** What a commit says. */
export interface CommitInfo {
  hash: string;
  message: string;
}

const sizeCheckInterval = 200;

/**
 * A bare repository in a folder of its own. There is no checkout, ever: blobs are read as they are stored, so that no attribute, filter
 * or hook of the repository applies.
 */
export class BareRepository {
  readonly #directory: string;
  readonly #options: GitProcessOptions;

  private constructor(directory: string, options: GitProcessOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  /** Writes an empty repository, as `git init --bare` without templates does. */
  static async create(
    directory: string,
    options: GitProcessOptions,
  ): Promise<BareRepository> {
    await mkdir(join(directory, 'objects', 'pack'), {
      recursive: true,
      mode: 0o700,
    });
    await mkdir(join(directory, 'refs', 'heads'), { recursive: true });
    await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
    await writeFile(
      join(directory, 'config'),
      '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
    );
    return new BareRepository(directory, options);
  }

  /**
   * Fetches references.
   *
   * @param refspecs for example `+refs/heads/main:refs/fetched/head`
   * @param limit bytes on disk at which the fetch is ended
   */
  async fetch(options: {
    address: string;
    refspecs: readonly string[];
    depth?: number;
    config: GitConfig;
    limit: number;
    signal: AbortSignal;
  }): Promise<void> {
    const tooLarge = new AbortController();
    const git = startGit(
      this.#options,
      [
        ...this.#gitDirectory(),
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--no-auto-maintenance',
        ...(options.depth ? [`--depth=${options.depth}`] : []),
        '--',
        options.address,
        ...options.refspecs,
      ],
      {
        config: options.config,
        signal: AbortSignal.any([options.signal, tooLarge.signal]),
      },
    );
    git.child.stdin?.end();
    git.child.stdout?.resume();
    const check = async () => {
      if ((await this.#size()) > options.limit) {
        tooLarge.abort(
          new GitError(
            'tooLarge',
            `the repository is larger than ${options.limit} bytes`,
          ),
        );
      }
    };
    const timer = setInterval(() => {
      // Temporary files of git come and go while they are counted.
      check().catch(() => undefined);
    }, sizeCheckInterval);
    try {
      await git.ended;
      await check();
      tooLarge.signal.throwIfAborted();
    } finally {
      clearInterval(timer);
    }
  }

  /** Reads objects through one process; to be closed. */
  openObjects(signal: AbortSignal): CatFile {
    return new CatFile(
      startGit(
        this.#options,
        [...this.#gitDirectory(), 'cat-file', '--batch'],
        { signal },
      ),
    );
  }

  /** All files of a commit. Symbolic links, submodules and names that cannot be a path are left out. */
  files(hash: string, signal: AbortSignal): Promise<TreeFile[]> {
    return readTree(this.#listTree(hash, signal));
  }

  /** All files, links and submodules of a commit; names that cannot be a path are left out. */
  entries(hash: string, signal: AbortSignal): Promise<TreeEntry[]> {
    return readEntries(this.#listTree(hash, signal));
  }

  #listTree(hash: string, signal: AbortSignal) {
    return startGit(
      this.#options,
      [
        ...this.#gitDirectory(),
        'ls-tree',
        '-r',
        '-z',
        '-l',
        '--full-tree',
        hash,
      ],
      { signal },
    );
  }

  /** The settings of a file in git's format that is stored as a blob, in order. */
  async readConfig(
    blob: string,
    signal: AbortSignal,
  ): Promise<(readonly [key: string, value: string])[]> {
    const git = startGit(
      this.#options,
      [
        ...this.#gitDirectory(),
        'config',
        '--null',
        '--no-includes',
        '--list',
        '--blob',
        blob,
      ],
      { signal },
    );
    git.child.stdin?.end();
    const chunks: Buffer[] = [];
    for await (const chunk of git.child.stdout ?? []) {
      chunks.push(Buffer.from(chunk));
    }
    await git.ended;
    return Buffer.concat(chunks)
      .toString('utf8')
      .split('\0')
      .filter(line => line !== '')
      .map(line => {
        const end = line.indexOf('\n');
        return end < 0
          ? ([line, 'true'] as const)
          : ([line.slice(0, end), line.slice(end + 1)] as const);
      });
  }

  async #size(): Promise<number> {
    const directory = join(this.#directory, 'objects', 'pack');
    let size = 0;
    for (const name of await readdir(directory)) {
      const info = await stat(join(directory, name));
      size += info.size;
    }
    return size;
  }

  #gitDirectory(): string[] {
    return ['--git-dir', this.#directory];
  }
}
