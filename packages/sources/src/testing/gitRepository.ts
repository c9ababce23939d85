import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile, chmod, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A commit to make. A text that begins with `-> ` is a symbolic link. */
export interface TestCommit {
  files?: Record<string, string>;
  remove?: readonly string[];
  /** Paths among the files that can be executed. */
  executable?: readonly string[];
  message?: string;
  /** A lightweight tag to set. */
  tag?: string;
}

/** A bare repository with a work tree beside it, for tests and for the demo. */
export class TestGitRepository {
  /** Name below the server's root, for example `app.git`. */
  readonly name: string;
  readonly #work: string;
  readonly #bare: string;
  #commits = 0;

  private constructor(root: string, name: string) {
    this.name = `${name}.git`;
    this.#bare = join(root, this.name);
    this.#work = join(root, `${name}.work`);
  }

  /** Makes an empty repository `<root>/<name>.git` with the branch `main`. */
  static async create(root: string, name: string): Promise<TestGitRepository> {
    const repository = new TestGitRepository(root, name);
    await mkdir(repository.#work, { recursive: true });
    await repository.git(
      'init',
      '--quiet',
      '--bare',
      '-b',
      'main',
      repository.#bare,
    );
    await repository.git('init', '--quiet', '-b', 'main');
    await repository.git('remote', 'add', 'origin', repository.#bare);
    return repository;
  }

  /** Commits and pushes; the commit's hash. The same commits give the same hashes everywhere. */
  async push(commit: TestCommit): Promise<string> {
    for (const path of commit.remove ?? [])
      await rm(join(this.#work, path), { recursive: true, force: true });
    for (const [path, text] of Object.entries(commit.files ?? {})) {
      const file = join(this.#work, path);
      await mkdir(dirname(file), { recursive: true });
      await rm(file, { force: true });
      if (text.startsWith('-> ')) await symlink(text.slice(3), file);
      else await writeFile(file, text);
      if (commit.executable?.includes(path)) await chmod(file, 0o755);
    }
    const number = this.#commits++;
    await this.git('add', '--all', '--force');
    await this.git(
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      commit.message ?? `commit ${number}`,
    );
    if (commit.tag) await this.git('tag', commit.tag);
    await this.git('push', '--quiet', '--tags', 'origin', 'HEAD');
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /** Stores a tree of any entries, those included that git itself would not make; its hash. */
  async makeTree(
    entries: readonly (readonly [mode: string, hash: string, name: string])[],
  ): Promise<string> {
    const records = entries.flatMap(([mode, hash, name]) => [
      Buffer.from(`${mode.split(' ')[0].replace(/^0/, '')} ${name}\0`),
      Buffer.from(hash, 'hex'),
    ]);
    const file = join(this.#bare, 'tree');
    await writeFile(file, Buffer.concat(records));
    const hash = await this.git(
      'hash-object',
      '-t',
      'tree',
      '-w',
      '--literally',
      file,
    );
    await rm(file);
    return hash.trim();
  }

  /** Runs git in the work tree; what it printed. */
  async git(...args: string[]): Promise<string> {
    const minute = String(this.#commits === 0 ? 0 : this.#commits - 1);
    const date = `2026-01-01T00:${minute.padStart(2, '0')}:00Z`;
    const { stdout } = await run('git', args, {
      cwd: this.#work,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        PATH: process.env.PATH,
        HOME: this.#work,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Ada',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: 'Ada',
        GIT_COMMITTER_EMAIL: 'ada@example.com',
        GIT_COMMITTER_DATE: date,
      },
    });
    return stdout;
  }
}
