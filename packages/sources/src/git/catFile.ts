import type { Readable } from 'node:stream';
import { GitError } from './errors';
import type { GitProcess } from './gitProcess';

/** The beginning of an answer of `git cat-file --batch`. */
export interface GitObjectHeader {
  hash: string;
  type: string;
  /** Bytes. */
  size: number;
}

/** One `git cat-file --batch`: asks for one object after the other and streams their content. */
export class CatFile {
  readonly #git: GitProcess;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #busy = false;

  constructor(git: GitProcess) {
    this.#git = git;
    const output: Readable | null = git.child.stdout;
    if (!output) throw new GitError('other', 'git has no output');
    this.#chunks = output[Symbol.asyncIterator]();
  }

  /** What an object is, and its content; undefined when it does not exist. The content must be read to its end before the next call. */
  async open(
    name: string,
  ): Promise<
    { header: GitObjectHeader; content: AsyncGenerator<Buffer> } | undefined
  > {
    if (this.#busy)
      throw new Error('the content of the last object was not read');
    if (/[\s\0]/.test(name)) throw new Error('not the name of an object');
    this.#git.child.stdin?.write(`${name}\n`);
    const line = await this.#line();
    const match = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(line);
    if (!match) {
      if (/ (missing|ambiguous)$/.test(line)) return undefined;
      throw new GitError('other', 'unexpected answer of git cat-file');
    }
    const header = { hash: match[1], type: match[2], size: Number(match[3]) };
    this.#busy = true;
    return { header, content: this.#content(header.size) };
  }

  /** An object's whole content; throws GitError when it is longer than the limit. */
  async read(
    name: string,
    limit: number,
  ): Promise<{ header: GitObjectHeader; data: Buffer } | undefined> {
    const object = await this.open(name);
    if (!object) return undefined;
    const { header, content } = object;
    if (header.size > limit)
      throw new GitError('tooLarge', `object ${header.hash} is too large`);
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    return { header, data: Buffer.concat(chunks) };
  }

  close(): void {
    this.#git.child.stdin?.end();
    this.#git.kill();
  }

  async *#content(size: number): AsyncGenerator<Buffer> {
    let left = size;
    while (left > 0) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
    // The newline after each content.
    if (this.#rest.length === 0) this.#rest = await this.#next();
    this.#rest = this.#rest.subarray(1);
    this.#busy = false;
  }

  async #line(): Promise<string> {
    let end = this.#rest.indexOf(0x0a);
    while (end < 0) {
      if (this.#rest.length > 8192)
        throw new GitError('other', 'unexpected answer of git cat-file');
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
      end = this.#rest.indexOf(0x0a);
    }
    const line = this.#rest.toString('utf8', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  async #next(): Promise<Buffer> {
    const next = await this.#chunks.next();
    if (!next.done) return next.value;
    await this.#git.ended;
    throw new GitError('other', 'git cat-file ended early');
  }
}
