import { quote } from '@sluice/golang/fmt';

/** There is no such release, or no such revision of it. The message is Helm's. */
export class ReleaseNotFoundError extends Error {
  constructor() {
    super('release: not found');
    this.name = 'ReleaseNotFoundError';
  }
}

/** The revision is there already: somebody else was faster. The message is Helm's. */
export class ReleaseExistsError extends Error {
  constructor() {
    super('release: already exists');
    this.name = 'ReleaseExistsError';
  }
}

/** No revision of a release is deployed. The message is Helm's. */
export class NoDeployedReleasesError extends Error {
  readonly releaseName: string;

  constructor(releaseName: string) {
    super(`${quote(releaseName)} has no deployed releases`);
    this.name = 'NoDeployedReleasesError';
    this.releaseName = releaseName;
  }
}

/** A release could not be read or written. */
export class StorageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
  }
}

/**
 * A release is larger than an object of the cluster may be. Nothing has been written or pruned. The message is the API server's, as
 * Helm tells it.
 */
export class ReleaseTooLargeError extends StorageError {
  /** Bytes, as they would be stored. */
  readonly size: number;
  /** By how much it is too large, and what to do. */
  readonly advice: string;

  constructor(message: string, size: number, most: number) {
    super(message);
    this.name = 'ReleaseTooLargeError';
    this.size = size;
    this.advice = `the release takes ${size} bytes compressed, ${
      size - most
    } more than can be stored, and nothing was changed: name files of the chart that no template reads in .helmignore, and move large files, or the definitions of crds/, to a chart of their own`;
  }
}
