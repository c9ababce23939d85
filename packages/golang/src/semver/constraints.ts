import { quote } from '../fmt';
import { Constraint, isOperator } from './constraint';
import { SemverError, assertConstraintLength } from './error';
import { Version } from './version';

/** Go's `\s`, which is less than that of JavaScript. */
const SPACE = '[\\t\\n\\f\\r ]';

const NUMBER = '[0-9|xX*]+';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = `v?${NUMBER}(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?`;

/** `1.2 - 2.3`, which is written with spaces. */
const RANGE = new RegExp(
  `${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`,
  'g',
);

/** One constraint at a place; what stands between two decides nothing of it. */
const CONSTRAINT = new RegExp(`([=!<>~^]*)${SPACE}*(${VERSION})`, 'y');

const SPACES = new RegExp(`${SPACE}*`, 'y');

function skipSpaces(text: string, from: number): number {
  SPACES.lastIndex = from;
  SPACES.test(text);
  return SPACES.lastIndex;
}

/** Writes ranges as two constraints each. */
function rewriteRanges(text: string): string {
  let rewritten = text;
  for (const [range, from, to] of text.matchAll(RANGE)) {
    // The first place where the same text stands is replaced, as in the original.
    rewritten = rewritten.replace(range, () => `>= ${from}, <= ${to} `);
  }
  return rewritten;
}

/** The constraints of a group, separated by commas or spaces, from left to right. */
function parseGroup(text: string): Constraint[] {
  const improper = () => new SemverError(`improper constraint: ${quote(text)}`);
  const parts: [operator: string, version: string][] = [];
  let at = skipSpaces(text, 0);
  do {
    CONSTRAINT.lastIndex = at;
    const match = CONSTRAINT.exec(text);
    if (!match || !isOperator(match[1])) throw improper();
    parts.push([match[1], match[2]]);
    const end = CONSTRAINT.lastIndex;
    at = skipSpaces(text, end);
    if (text[at] === ',') {
      at = skipSpaces(text, at + 1);
      if (at === text.length) throw improper();
    } else if (at === end && at < text.length) {
      throw improper();
    }
  } while (at < text.length);
  return parts.map(([operator, version]) => new Constraint(operator, version));
}

export interface ConstraintsOptions {
  /** Takes prereleases even where no constraint names one; false by default. */
  includePrereleases?: boolean;
}

/** Alternatives of a constraint that are read. */
const MAX_GROUPS = 32;

/**
 * Ranges of versions in the dialect of Masterminds/semver 3.5: comma or space for "and", `||` for "or", `=`, `!=`, `>`,
 * `<`, `>=`, `=>`, `<=`, `=<`, `~`, `~>`, `^`, `1.2 - 2.3`, and `x`, `X`, `*` or nothing for numbers left open. A
 * prerelease satisfies only a group that names one.
 *
 * ```ts
 * Constraints.parse('>=1.2 <2 || ^3').check(Version.parse('1.4')); // true
 * ```
 */
export class Constraints {
  /** One of the groups must be satisfied, with everything in it. */
  readonly groups: readonly (readonly Constraint[])[];
  readonly #includePrereleases: boolean;

  private constructor(groups: Constraint[][], options: ConstraintsOptions) {
    this.groups = groups;
    this.#includePrereleases = options.includePrereleases ?? false;
  }

  /** @throws SemverError */
  static parse(text: string, options: ConstraintsOptions = {}): Constraints {
    assertConstraintLength(text);
    const groups = rewriteRanges(text).split('||');
    if (groups.length > MAX_GROUPS) {
      throw new SemverError(`too many constraint groups (max ${MAX_GROUPS})`);
    }
    return new Constraints(groups.map(parseGroup), options);
  }

  /** Whether a version satisfies them. */
  check(version: Version): boolean {
    return this.groups.some(
      group =>
        this.#takes(version, group) &&
        group.every(
          constraint => constraint.reasonAgainst(version) === undefined,
        ),
    );
  }

  /** Why a version does not satisfy them, group by group; empty where it does. */
  validate(version: Version): string[] {
    const prerelease = `${quote(
      version.toString(),
    )} is a prerelease version and the constraint is only looking for release versions`;
    const reasons: string[] = [];
    for (const group of this.groups) {
      if (!this.#takes(version, group)) {
        if (!reasons.includes(prerelease)) reasons.push(prerelease);
        continue;
      }
      const against = group
        .map(constraint => constraint.reasonAgainst(version))
        .filter(reason => reason !== undefined);
      if (against.length === 0) return [];
      reasons.push(...against);
    }
    return reasons;
  }

  toString(): string {
    return this.groups.map(group => group.join(' ')).join(' || ');
  }

  /** As they are written into JSON. */
  toJSON(): string {
    return this.toString();
  }

  #takes(version: Version, group: readonly Constraint[]): boolean {
    return (
      this.#includePrereleases ||
      version.prerelease === '' ||
      group.some(constraint => constraint.version.prerelease !== '')
    );
  }
}
