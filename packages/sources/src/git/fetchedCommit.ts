import { rm } from 'node:fs/promises';
import type { BareRepository } from './bareRepository';
import type { CatFile } from './catFile';
import { GitError } from './errors';
import type { TreeFile } from './tree';

/** A commit whose objects are on this machine, until it is disposed of. */
export class FetchedCommit {
  readonly hash: string;
  /** As Flux writes it, for example `main@sha1:…`. */
  readonly revision: string;
  readonly message: string;
  /** The author's name. */
  readonly author: string | undefined;
  /** RFC 3339. */
  readonly authoredAt: string | undefined;
  /** RFC 3339. */
  readonly committedAt: string | undefined;
  readonly #directory: string;
  readonly #repository: BareRepository;
  readonly #objects: CatFile;
  readonly #signal: AbortSignal;

  constructor(options: {
    directory: string;
    repository: BareRepository;
    objects: CatFile;
    hash: string;
    revision: string;
    message: string;
    author?: string;
    authoredAt?: string;
    committedAt?: string;
    signal: AbortSignal;
  }) {
    this.hash = options.hash;
    this.revision = options.revision;
    this.message = options.message;
    this.author = options.author;
    this.authoredAt = options.authoredAt;
    this.committedAt = options.committedAt;
    this.#directory = options.directory;
    this.#repository = options.repository;
    this.#objects = options.objects;
    this.#signal = options.signal;
  }

  /** The first 50 characters of the subject, as Flux shows it. */
  get shortMessage(): string {
    const subject = [...this.message.split('\n')[0]];
    return subject.length > 50
      ? `${subject.slice(0, 50).join('')}...`
      : subject.join('');
  }

  /** All regular files, in the order of a walk through the folders. */
  files(): Promise<TreeFile[]> {
    return this.#repository.files(this.hash, this.#signal);
  }

  /** Streams a file; one at a time, each to its end. */
  async *content(file: TreeFile): AsyncGenerator<Buffer> {
    const object = await this.#objects.open(file.blob);
    if (!object || object.header.type !== 'blob')
      throw new GitError('other', `object ${file.blob} is missing`);
    if (object.header.size !== file.size)
      throw new GitError('other', `object ${file.blob} has another size`);
    yield* object.content;
  }

  /** Removes what was fetched. */
  async dispose(): Promise<void> {
    this.#objects.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
