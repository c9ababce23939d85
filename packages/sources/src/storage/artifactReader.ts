/** What a reader has to know of an artifact: the fields of `status.artifact`. */
export interface ReadableArtifact {
  path: string;
  /** `<algorithm>:<hex>` of the file; only sha256 is understood. */
  digest: string;
}

/** An unpacked artifact in use. */
export interface OpenArtifact {
  /** Folder with its files. To be read only: it is shared. */
  readonly directory: string;
  /** Ends this use; the folder may go away afterwards. */
  release(): void;
}

/** The artifact is not in the storage: it was replaced, or never got there. */
export class ArtifactNotFoundError extends Error {
  constructor(path: string) {
    super(`artifact ${path} not found`);
    this.name = 'ArtifactNotFoundError';
  }
}

/** What is in the storage is not what the status promised. */
export class ArtifactDigestError extends Error {
  constructor(expected: string, actual: string) {
    super(
      `failed to verify artifact: computed digest '${actual}' doesn't match '${expected}'`,
    );
    this.name = 'ArtifactDigestError';
  }
}

/** Gives consumers the files of an artifact. */
export interface ArtifactReader {
  /** Throws ArtifactNotFoundError, ArtifactDigestError or UnpackError. */
  open(artifact: ReadableArtifact, signal: AbortSignal): Promise<OpenArtifact>;
}
