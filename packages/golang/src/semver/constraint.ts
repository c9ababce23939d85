import { quote } from '../fmt';
import { SemverError } from './error';
import { comparePrereleases } from './identifiers';
import { Version } from './version';

/** Which number of a constraint is the first that is missing or `x`. */
type Wildcard = 'major' | 'minor' | 'patch' | undefined;

/** Says why a version does not satisfy a constraint; undefined where it does. */
type Reason = string | undefined;

type Rule = (version: Version, constraint: Constraint) => Reason;

const VERSION = /^v?([^.+-]+)(\.[^.+-]+)?(\.[^.+-]+)?(-[^+]*)?(?:\+.*)?$/;

function isWildcard(number: string | undefined): boolean {
  return number === undefined || /^\.?[xX*]$/.test(number);
}

/** A version of a constraint with zeros in place of what is left open. */
function readVersion(text: string): { version: Version; wildcard: Wildcard } {
  const [, major, minor, patch, prerelease = ''] = VERSION.exec(text) ?? [];
  let exact = text;
  let wildcard: Wildcard;
  if (isWildcard(major)) {
    wildcard = 'major';
    exact = `0.0.0${prerelease}`;
  } else if (isWildcard(minor)) {
    wildcard = 'minor';
    exact = `${major}.0.0${prerelease}`;
  } else if (isWildcard(patch)) {
    wildcard = 'patch';
    exact = `${major}${minor}.0${prerelease}`;
  }
  try {
    return { version: Version.parse(exact), wildcard };
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new SemverError('constraint parser error');
  }
}

function says(words: string): Rule {
  return (version, constraint) =>
    `${quote(version.toString())} ${words} ${quote(constraint.text)}`;
}

const isEqual = says('is equal to');
const isNotEqual = says('is not equal to');
const isLess = says('is less than');
const isLessOrEqual = says('is less than or equal to');
const isGreater = says('is greater than');
const isGreaterOrEqual = says('is greater than or equal to');
const isOtherMajor = says('does not have same major version as');
const isOtherMinor = says('does not have same minor version as');
const isOtherMajorOrMinor = says(
  'does not have same major and minor version as',
);

const notEqual: Rule = (version, constraint) => {
  const { version: wanted, wildcard } = constraint;
  if (wildcard !== undefined) {
    if (wanted.major !== version.major) return undefined;
    if (wildcard === 'minor') return isEqual(version, constraint);
    if (wanted.minor !== version.minor) return undefined;
    if (wildcard === 'patch') {
      return comparePrereleases(version.prerelease, wanted.prerelease) === 0
        ? isEqual(version, constraint)
        : undefined;
    }
  }
  return version.equals(wanted) ? isEqual(version, constraint) : undefined;
};

const greaterThan: Rule = (version, constraint) => {
  const { version: wanted, wildcard } = constraint;
  let satisfied: boolean;
  if (wildcard === undefined || wildcard === 'major') {
    satisfied = version.isGreaterThan(wanted);
  } else if (version.major !== wanted.major) {
    satisfied = version.major > wanted.major;
  } else {
    // Greater than every patch of 11.1, or than every minor of 11.
    satisfied = wildcard === 'patch' && version.minor > wanted.minor;
  }
  return satisfied ? undefined : isLessOrEqual(version, constraint);
};

const lessThan: Rule = (version, constraint) =>
  version.isLessThan(constraint.version)
    ? undefined
    : isGreaterOrEqual(version, constraint);

const greaterThanOrEqual: Rule = (version, constraint) =>
  version.isLessThan(constraint.version)
    ? isLess(version, constraint)
    : undefined;

const lessThanOrEqual: Rule = (version, constraint) => {
  const { version: wanted, wildcard } = constraint;
  const exceeds =
    wildcard === undefined
      ? version.isGreaterThan(wanted)
      : version.major > wanted.major ||
        (version.major === wanted.major &&
          version.minor > wanted.minor &&
          wildcard !== 'minor');
  return exceeds ? isGreater(version, constraint) : undefined;
};

const tilde: Rule = (version, constraint) => {
  const { version: wanted, wildcard } = constraint;
  if (version.isLessThan(wanted)) return isLess(version, constraint);
  const isZero =
    wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  // `~0.0.0` takes everything, as `~*` does.
  if (isZero && (wildcard === undefined || wildcard === 'major')) {
    return undefined;
  }
  if (version.major !== wanted.major) return isOtherMajor(version, constraint);
  return version.minor !== wanted.minor && wildcard !== 'minor'
    ? isOtherMajorOrMinor(version, constraint)
    : undefined;
};

const equalOrTilde: Rule = (version, constraint) => {
  if (constraint.wildcard !== undefined) return tilde(version, constraint);
  return version.equals(constraint.version)
    ? undefined
    : isNotEqual(version, constraint);
};

const caret: Rule = (version, constraint) => {
  const { version: wanted, wildcard } = constraint;
  if (version.isLessThan(wanted)) return isLess(version, constraint);
  if (version.major !== wanted.major) return isOtherMajor(version, constraint);
  if (wanted.major > 0n || wildcard === 'minor') return undefined;
  if (wanted.minor > 0n || wildcard === 'patch') {
    if (version.minor === wanted.minor) return undefined;
    const reason = isOtherMinor(version, constraint);
    return `${reason}. Expected minor versions to match when constraint major version is 0`;
  }
  if (version.minor > 0n) return isOtherMinor(version, constraint);
  if (version.patch === wanted.patch) return undefined;
  const reason = says('does not equal')(version, constraint);
  return `${reason}. Expect version and constraint to equal when major and minor versions are 0`;
};

const RULES: ReadonlyMap<string, Rule> = new Map([
  ['', equalOrTilde],
  ['=', equalOrTilde],
  ['!=', notEqual],
  ['>', greaterThan],
  ['<', lessThan],
  ['>=', greaterThanOrEqual],
  ['=>', greaterThanOrEqual],
  ['<=', lessThanOrEqual],
  ['=<', lessThanOrEqual],
  ['~', tilde],
  ['~>', tilde],
  ['^', caret],
]);

/** Whether a text is an operator of constraints; the empty one is. */
export function isOperator(text: string): boolean {
  return RULES.has(text);
}

/** One operator with its version, such as `>=1.2` or `^2.x`. */
export class Constraint {
  /** As written; empty where none is. */
  readonly operator: string;
  /** The version as written, wildcards included. */
  readonly text: string;
  /** The version with zeros in place of wildcards. */
  readonly version: Version;
  readonly wildcard: Wildcard;
  readonly #rule: Rule;

  /** @throws SemverError */
  constructor(operator: string, text: string) {
    const rule = RULES.get(operator);
    if (!rule) {
      throw new SemverError(`improper constraint: ${quote(operator + text)}`);
    }
    const { version, wildcard } = readVersion(text);
    this.operator = operator;
    this.text = text;
    this.version = version;
    this.wildcard = wildcard;
    this.#rule = rule;
  }

  /** Why a version does not satisfy it; undefined where it does. Prereleases are compared as any version. */
  reasonAgainst(version: Version): Reason {
    return this.#rule(version, this);
  }

  toString(): string {
    return `${this.operator}${this.text}`;
  }
}
