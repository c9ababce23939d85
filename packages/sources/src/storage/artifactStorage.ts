import type { Readable } from 'node:stream';
import type { ArtifactOwner } from './artifactPath';

/** What was written. */
export interface WrittenArtifact {
  /** `sha256:<hex>` of the file. */
  digest: string;
  /** Bytes. */
  size: number;
}

/**
 * - `ok`: it is there and has the digest.
 * - `missing`: it is not there.
 * - `mismatch`: it is there with another digest; `message` says so in Flux's words.
 */
export type Verification =
  | { kind: 'ok' }
  | { kind: 'missing' }
  | { kind: 'mismatch'; message: string };

/**
 * Where artifacts are kept: in streams, never as a path, so that it may as well be a bucket. Paths of artifacts are
 * `<kind>/<namespace>/<name>/<file>`; any other is treated as missing.
 */
export interface ArtifactStorage {
  /** The address that serves a path, as `status.artifact.url` has it. */
  url(path: string): string;
  /** Writes all or nothing; an artifact at the path is replaced. */
  write(
    path: string,
    content: Readable,
    signal: AbortSignal,
  ): Promise<WrittenArtifact>;
  /** undefined when it is missing. */
  read(path: string): Promise<Readable | undefined>;
  verify(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Verification>;
  remove(path: string): Promise<void>;
  /** Removes what an owner has stored. True when there was anything. */
  removeAll(owner: ArtifactOwner): Promise<boolean>;
  /** Removes artifacts beside the current one that are too old or too many. The number of them. */
  collectGarbage(currentPath: string): Promise<number>;
}
