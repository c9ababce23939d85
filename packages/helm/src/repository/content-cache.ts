import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../chart/error-code';
import { replaceFile } from './replace-file';

/** What is kept of a chart: its archive, or what was signed of it. */
export type ContentKind = 'chart' | 'prov';

/** The SHA-256 of bytes in hexadecimal digits. */
export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Archives by their digests, as Helm keeps them: `ab/abcd….chart`. What is not what its name says is not taken. */
export class ContentCache {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Where something with a digest (SHA-256, hexadecimal digits) is kept. */
  path(digest: string, kind: ContentKind): string {
    return join(this.#root, digest.slice(0, 2), `${digest}.${kind}`);
  }

  /** An archive; undefined where there is none, or one that is not what it should be. */
  chart(digest: string): Uint8Array | undefined {
    const data = this.#read(digest, 'chart');
    return data && sha256(data) === digest ? data : undefined;
  }

  /** What was signed of an archive. */
  provenance(digest: string): Uint8Array | undefined {
    return this.#read(digest, 'prov');
  }

  #read(digest: string, kind: ContentKind): Uint8Array | undefined {
    try {
      const data = readFileSync(this.path(digest, kind));
      return data.length > 0 ? data : undefined;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Keeps something; where it is. */
  put(digest: string, kind: ContentKind, data: Uint8Array): string {
    const path = this.path(digest, kind);
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    replaceFile(path, data);
    return path;
  }
}
