import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { ArtifactStorage } from './artifactStorage';
import {
  ArtifactDigestError,
  ArtifactNotFoundError,
  type ArtifactReader,
  type OpenArtifact,
  type ReadableArtifact,
} from './artifactReader';
import {
  defaultExtractLimits,
  type ExtractLimits,
  extractArtifact,
} from './extractArtifact';

export interface ExtractionCacheOptions {
  storage: ArtifactStorage;
  /** Folder that belongs to the cache alone; it is emptied by {@link ExtractionCache.start}. */
  directory: string;
  limits?: Partial<ExtractLimits>;
  /** Unpacked artifacts that are kept unused. Default 64. */
  keep?: number;
  /** Bytes of unpacked artifacts that are kept unused. Default 1 GiB. */
  keepBytes?: number;
}

interface Entry {
  directory: string;
  bytes: number;
  uses: number;
}

/** Unpacks each artifact once, by digest, and forgets those unused for longest. */
export class ExtractionCache implements ArtifactReader {
  readonly #storage: ArtifactStorage;
  readonly #directory: string;
  readonly #limits: ExtractLimits;
  readonly #keep: number;
  readonly #keepBytes: number;
  /** Digest → unpacked artifact; least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<Entry>>();

  constructor(options: ExtractionCacheOptions) {
    this.#storage = options.storage;
    this.#directory = options.directory;
    this.#limits = { ...defaultExtractLimits, ...options.limits };
    this.#keep = options.keep ?? 64;
    this.#keepBytes = options.keepBytes ?? 1024 ** 3;
  }

  /** Empties the folder of what an earlier process left. */
  async start(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
  }

  async open(
    artifact: ReadableArtifact,
    signal: AbortSignal,
  ): Promise<OpenArtifact> {
    const digest = normalDigest(artifact.digest);
    for (;;) {
      signal.throwIfAborted();
      const known = this.#entries.get(digest);
      if (known) return this.#use(digest, known);
      const pending = this.#pending.get(digest);
      if (!pending) break;
      // Another caller unpacks it; when that fails or is aborted, this one tries itself.
      await pending.catch(() => undefined);
    }
    const unpacking = this.#unpack(artifact.path, digest, signal);
    this.#pending.set(digest, unpacking);
    try {
      const entry = await unpacking;
      this.#entries.set(digest, entry);
      return this.#use(digest, entry);
    } finally {
      this.#pending.delete(digest);
    }
  }

  #use(digest: string, entry: Entry): OpenArtifact {
    entry.uses++;
    this.#entries.delete(digest);
    this.#entries.set(digest, entry);
    let released = false;
    return {
      directory: entry.directory,
      release: () => {
        if (released) return;
        released = true;
        entry.uses--;
        this.#evict();
      },
    };
  }

  #evict(): void {
    const unused = [...this.#entries].filter(([, entry]) => entry.uses === 0);
    let bytes = unused.reduce((sum, [, entry]) => sum + entry.bytes, 0);
    let count = unused.length;
    for (const [digest, entry] of unused) {
      if (count <= this.#keep && bytes <= this.#keepBytes) return;
      this.#entries.delete(digest);
      count--;
      bytes -= entry.bytes;
      // What cannot be removed now is removed by the next start.
      rm(entry.directory, { recursive: true, force: true }).catch(
        () => undefined,
      );
    }
  }

  async #unpack(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Entry> {
    const archive = await this.#storage.read(path);
    if (!archive) throw new ArtifactNotFoundError(path);
    const hash = createHash('sha256');
    const measured = archive.pipe(
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      }),
    );
    archive.once('error', error => measured.destroy(error));
    const directory = join(
      this.#directory,
      `${digest.replace(':', '-')}-${randomBytes(4).toString('hex')}`,
    );
    const temporary = `${directory}.tmp`;
    try {
      await mkdir(temporary, { recursive: true, mode: 0o700 });
      const bytes = await extractArtifact(
        measured,
        temporary,
        this.#limits,
        signal,
      );
      const actual = `sha256:${hash.digest('hex')}`;
      if (actual !== digest) throw new ArtifactDigestError(digest, actual);
      await rename(temporary, directory);
      return { directory, bytes, uses: 0 };
    } catch (error) {
      archive.destroy();
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }
}

/** Bare hexadecimal digits mean sha256, as in Flux. */
function normalDigest(digest: string): string {
  const match = /^(?:sha256:)?([0-9a-f]{64})$/.exec(digest);
  if (!match) throw new Error('the artifact has no sha256 digest');
  return `sha256:${match[1]}`;
}
