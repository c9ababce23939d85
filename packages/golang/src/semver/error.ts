/** A text that is no version or no constraint, with the message of Masterminds/semver. */
export class SemverError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SemverError';
  }
}

/** Bytes of a version that are read. */
const MAX_VERSION = 256;
/** Bytes of a constraint that are read. */
const MAX_CONSTRAINT = 512;

function isLonger(text: string, most: number): boolean {
  return text.length > most || Buffer.byteLength(text) > most;
}

/** @throws SemverError for a version that is longer than any real one */
export function assertVersionLength(text: string): void {
  if (isLonger(text, MAX_VERSION)) {
    throw new SemverError(
      `version string is too long (max ${MAX_VERSION} bytes)`,
    );
  }
}

/** @throws SemverError for a constraint that is longer than any real one */
export function assertConstraintLength(text: string): void {
  if (isLonger(text, MAX_CONSTRAINT)) {
    throw new SemverError(
      `constraint string is too long (max ${MAX_CONSTRAINT} bytes)`,
    );
  }
}
