/** The directory that a Kustomization names is not in its source. */
export class PathNotFoundError extends Error {
  constructor(path: string) {
    super(
      `kustomization path not found: stat ${path}: no such file or directory`,
    );
    this.name = 'PathNotFoundError';
  }
}

/** Why a Kustomization could not be built, as its Ready condition says it (reason BuildFailed). */
export class FluxBuildError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'FluxBuildError';
  }
}
