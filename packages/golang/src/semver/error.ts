/** A text that is no version or no constraint, with the message of Masterminds/semver. */
export class SemverError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SemverError';
  }
}

/** Longest version or constraint that is read, in UTF-16 units. */
const MAX_LENGTH = 4096;

/** @throws SemverError for a text that is longer than any real one */
export function assertLength(text: string): void {
  if (text.length > MAX_LENGTH) {
    throw new SemverError(
      `version text of ${text.length} characters is longer than ${MAX_LENGTH}`,
    );
  }
}
