import { SemverError, assertVersionLength } from './error';
import {
  comparePrereleases,
  validateMetadata,
  validatePrerelease,
} from './identifiers';
import { MAX_UINT64, parseUint } from './uint';

const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';

/** One to three numbers and the rest; every part can be read in one way only, so a text is looked at once. */
const LOOSE = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${IDENTIFIERS}))?(?:\\+(${IDENTIFIERS}))?$`,
);

const INVALID = 'invalid semantic version';

/** What a version consists of. */
export interface VersionParts {
  major: bigint;
  minor: bigint;
  patch: bigint;
  prerelease: string;
  metadata: string;
}

export interface VersionOptions {
  /** Takes numbers with leading zeros; true by default, as in the original. */
  coerce?: boolean;
  /** Says what is wrong where `coerce` is false; true by default. */
  detailedErrors?: boolean;
}

function startsWithZero(number: string): boolean {
  return number.length > 1 && number.startsWith('0');
}

function segment(digits: string | undefined): bigint {
  if (digits === undefined) return 0n;
  try {
    return parseUint(digits);
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new SemverError(`error parsing version segment: ${error.message}`);
  }
}

/** What an error is called that a caller asked not to be told in detail. */
function withoutDetail(error: unknown): unknown {
  return error instanceof SemverError ? new SemverError(INVALID) : error;
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * A semantic version as Masterminds/semver 3.5 reads, writes and orders it. Immutable.
 *
 * ```ts
 * const version = Version.parse('v1.2');
 * version.toString(); // '1.2.0'
 * version.original; // 'v1.2'
 * ```
 */
export class Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without its hyphen; empty for a release. */
  readonly prerelease: string;
  /** Without its plus; no part of the order. */
  readonly metadata: string;
  /** The text that was read. */
  readonly original: string;

  private constructor(
    parts: VersionParts,
    original: string | { prefix: string },
  ) {
    this.major = parts.major;
    this.minor = parts.minor;
    this.patch = parts.patch;
    this.prerelease = parts.prerelease;
    this.metadata = parts.metadata;
    this.original =
      typeof original === 'string'
        ? original
        : `${original.prefix}${this.toString()}`;
  }

  /**
   * Reads what is nearly a version too: `1`, `v1.2`, `01.2.3` (`NewVersion` of the original).
   * @throws SemverError
   */
  static parse(text: string, options: VersionOptions = {}): Version {
    assertVersionLength(text);
    const match = LOOSE.exec(text);
    if (!match) throw new SemverError(INVALID);
    const [, major, minor, patch, prerelease = '', metadata = ''] = match;
    const strict = options.coerce === false;
    try {
      const numbers = [major, minor, patch].map(digits => {
        if (strict && digits !== undefined && startsWithZero(digits)) {
          throw new SemverError('version segment starts with 0');
        }
        return segment(digits);
      });
      if (prerelease !== '') validatePrerelease(prerelease);
      if (metadata !== '') validateMetadata(metadata);
      return new Version(
        {
          major: numbers[0],
          minor: numbers[1],
          patch: numbers[2],
          prerelease,
          metadata,
        },
        text,
      );
    } catch (error) {
      const isTooLarge =
        error instanceof SemverError && error.message.startsWith('error ');
      throw strict && options.detailedErrors === false && !isTooLarge
        ? withoutDetail(error)
        : error;
    }
  }

  /**
   * Reads versions of exactly the form of semver.org (`StrictNewVersion` of the original).
   * @throws SemverError
   */
  static parseStrict(text: string): Version {
    assertVersionLength(text);
    if (text === '') throw new SemverError('version string empty');
    const [major, behindMajor] = cut(text, '.');
    const [minor, behindMinor] = cut(behindMajor ?? '', '.');
    if (behindMinor === undefined) throw new SemverError(INVALID);
    const [beforePlus, metadata] = cut(behindMinor, '+');
    if (metadata !== undefined) validateMetadata(metadata);
    const [patch, prerelease] = cut(beforePlus, '-');
    if (prerelease !== undefined) validatePrerelease(prerelease);
    const numbers = [major, minor, patch];
    for (const number of numbers) {
      if (!/^[0-9]*$/.test(number)) {
        throw new SemverError('invalid characters in version');
      }
      if (startsWithZero(number)) {
        throw new SemverError('version segment starts with 0');
      }
    }
    const [majorNumber, minorNumber, patchNumber] = numbers.map(parseUint);
    return new Version(
      {
        major: majorNumber,
        minor: minorNumber,
        patch: patchNumber,
        prerelease: prerelease ?? '',
        metadata: metadata ?? '',
      },
      text,
    );
  }

  /** A version of given parts, which are not checked (`New` of the original). */
  static of(parts: VersionParts): Version {
    return new Version(parts, { prefix: '' });
  }

  /** The order of two versions; for sorting. */
  static compare(a: Version, b: Version): -1 | 0 | 1 {
    return a.compare(b);
  }

  /** The whole version, without a leading `v`. */
  toString(): string {
    const prerelease = this.prerelease === '' ? '' : `-${this.prerelease}`;
    const metadata = this.metadata === '' ? '' : `+${this.metadata}`;
    return `${this.major}.${this.minor}.${this.patch}${prerelease}${metadata}`;
  }

  /** As it is written into JSON. */
  toJSON(): string {
    return this.toString();
  }

  /** Metadata does not count; a prerelease comes before its release. */
  compare(other: Version): -1 | 0 | 1 {
    for (const part of ['major', 'minor', 'patch'] as const) {
      if (this[part] !== other[part]) return this[part] < other[part] ? -1 : 1;
    }
    if (this.prerelease === other.prerelease) return 0;
    if (this.prerelease === '') return 1;
    if (other.prerelease === '') return -1;
    return comparePrereleases(this.prerelease, other.prerelease);
  }

  equals(other: Version): boolean {
    return this.compare(other) === 0;
  }

  isLessThan(other: Version): boolean {
    return this.compare(other) < 0;
  }

  isGreaterThan(other: Version): boolean {
    return this.compare(other) > 0;
  }

  /** The release of a prerelease, else the next patch. */
  nextPatch(): Version {
    return this.#with({
      patch: this.prerelease === '' ? this.#next('patch') : this.patch,
      prerelease: '',
      metadata: '',
    });
  }

  nextMinor(): Version {
    return this.#with({
      minor: this.#next('minor'),
      patch: 0n,
      prerelease: '',
      metadata: '',
    });
  }

  nextMajor(): Version {
    return this.#with({
      major: this.#next('major'),
      minor: 0n,
      patch: 0n,
      prerelease: '',
      metadata: '',
    });
  }

  /**
   * The same version with another prerelease, given without its hyphen.
   * @throws SemverError
   */
  withPrerelease(prerelease: string): Version {
    if (prerelease !== '') validatePrerelease(prerelease);
    return this.#with({ prerelease });
  }

  /**
   * The same version with other metadata, given without its plus.
   * @throws SemverError
   */
  withMetadata(metadata: string): Version {
    if (metadata !== '') validateMetadata(metadata);
    return this.#with({ metadata });
  }

  #next(part: 'major' | 'minor' | 'patch'): bigint {
    if (this[part] === MAX_UINT64) {
      throw new SemverError(`${part} version increment would overflow uint64`);
    }
    return this[part] + 1n;
  }

  #with(parts: Partial<VersionParts>): Version {
    return new Version(
      {
        major: this.major,
        minor: this.minor,
        patch: this.patch,
        prerelease: this.prerelease,
        metadata: this.metadata,
        ...parts,
      },
      { prefix: this.original.startsWith('v') ? 'v' : '' },
    );
  }
}
