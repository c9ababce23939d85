import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../errorCode';
import { type ArtifactOwner, isArtifactPath, ownerPath } from './artifactPath';
import type {
  ArtifactStorage,
  Verification,
  WrittenArtifact,
} from './artifactStorage';
import { garbageOf, type Retention } from './garbage';

export interface FolderStorageOptions {
  directory: string;
  /** The address that serves a path. May change while nothing is written. */
  url: (path: string) => string;
  retention?: Partial<Retention>;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
  /** Bytes of one artifact. Default 2 GiB. */
  maxArtifactBytes?: number;
}

const temporaryPrefix = '.tmp-';
/** Milliseconds after which a temporary file belongs to nobody. */
const staleAfter = 60 * 60 * 1000;
const mostFilesOfAnOwner = 1000;

/** Artifacts in a folder: written to a temporary file, then renamed. */
export class FolderStorage implements ArtifactStorage {
  readonly #directory: string;
  readonly #url: (path: string) => string;
  readonly #retention: Retention;
  readonly #now: () => number;
  readonly #maxBytes: number;
  /** Path → what a file was when its digest was computed. */
  readonly #verified = new Map<string, { state: string; digest: string }>();

  constructor(options: FolderStorageOptions) {
    this.#directory = options.directory;
    this.#url = options.url;
    this.#retention = {
      ttl: options.retention?.ttl ?? 60_000,
      records: options.retention?.records ?? 2,
    };
    this.#now = options.now ?? Date.now;
    this.#maxBytes = options.maxArtifactBytes ?? 2 * 1024 ** 3;
  }

  url(path: string): string {
    return this.#url(path);
  }

  async write(
    path: string,
    content: Readable,
    signal: AbortSignal,
  ): Promise<WrittenArtifact> {
    if (!isArtifactPath(path)) throw new Error('not the path of an artifact');
    const target = join(this.#directory, path);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = join(
      folder,
      `${temporaryPrefix}${randomBytes(8).toString('hex')}`,
    );
    const hash = createHash('sha256');
    let size = 0;
    const maxBytes = this.#maxBytes;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        if (size > maxBytes)
          done(new Error(`the artifact is larger than ${maxBytes} bytes`));
        else done(null, chunk);
      },
    });
    try {
      await pipeline(
        content,
        measure,
        createWriteStream(temporary, { mode: 0o600, flags: 'wx', flush: true }),
        { signal },
      );
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    const digest = `sha256:${hash.digest('hex')}`;
    const info = await lstat(target, { bigint: true });
    this.#verified.set(path, { state: stateOf(info), digest });
    return { digest, size };
  }

  async read(path: string): Promise<Readable | undefined> {
    if (!(await this.#regularFile(path))) return undefined;
    try {
      const file = await open(join(this.#directory, path), 'r');
      return file.createReadStream();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async verify(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Verification> {
    const info = await this.#regularFile(path);
    if (!info) return { kind: 'missing' };
    const state = stateOf(info);
    const known = this.#verified.get(path);
    let actual = known?.state === state ? known.digest : undefined;
    if (actual === undefined) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(this.#directory, path)), hash, {
        signal,
      });
      actual = `sha256:${hash.digest('hex')}`;
      this.#verified.set(path, { state, digest: actual });
    }
    if (actual === digest) return { kind: 'ok' };
    return {
      kind: 'mismatch',
      message: `computed digest doesn't match '${digest}'`,
    };
  }

  async remove(path: string): Promise<void> {
    if (!isArtifactPath(path)) return;
    this.#verified.delete(path);
    await rm(join(this.#directory, path), { force: true });
  }

  async removeAll(owner: ArtifactOwner): Promise<boolean> {
    const path = ownerPath(owner);
    for (const known of this.#verified.keys()) {
      if (known.startsWith(`${path}/`)) this.#verified.delete(known);
    }
    const folder = join(this.#directory, path);
    try {
      await lstat(folder);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    await rm(folder, { recursive: true, force: true });
    await removeIfEmpty(dirname(folder));
    return true;
  }

  async collectGarbage(currentPath: string): Promise<number> {
    if (!isArtifactPath(currentPath)) return 0;
    const folder = dirname(join(this.#directory, currentPath));
    const files = [];
    const now = this.#now();
    for (const name of (await names(folder)).slice(0, mostFilesOfAnOwner)) {
      const path = join(folder, name);
      const info = await infoOf(path);
      if (!info?.isFile()) continue;
      const modified = Number(info.mtimeMs);
      if (!name.startsWith(temporaryPrefix)) files.push({ path, modified });
      else if (now - modified > staleAfter) await rm(path, { force: true });
    }
    const garbage = garbageOf(
      files,
      join(folder, basename(currentPath)),
      this.#retention,
      now,
    );
    for (const path of garbage) {
      this.#verified.delete(`${dirname(currentPath)}/${basename(path)}`);
      await rm(path, { force: true });
    }
    return garbage.length;
  }

  async #regularFile(path: string): Promise<BigIntStats | undefined> {
    if (!isArtifactPath(path)) return undefined;
    const info = await infoOf(join(this.#directory, path));
    return info?.isFile() ? info : undefined;
  }
}

/** Changes whenever the file is written to or replaced; the change time cannot be set by a program. */
function stateOf(info: BigIntStats): string {
  return `${info.ino}:${info.size}:${info.mtimeNs}:${info.ctimeNs}`;
}

async function infoOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error)))
      throw error;
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
}
