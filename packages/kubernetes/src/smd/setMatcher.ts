import { FieldSet } from './fieldSet';
import type { PathElement } from './pathElement';

/** One step of a pattern: an element, or any. */
export type PatternElement = PathElement | 'any';

interface Pattern {
  /** Matches everything from here on. */
  readonly all: boolean;
  readonly steps: ReadonlyMap<
    string,
    { readonly element: PatternElement; readonly below: Pattern }
  >;
}

const ALL: Pattern = { all: true, steps: new Map() };

function prefixPattern(parts: readonly PatternElement[]): Pattern {
  return parts.reduceRight<Pattern>(
    (below, element) => ({
      all: false,
      steps: new Map([
        [element === 'any' ? 'any' : element.id, { element, below }],
      ]),
    }),
    ALL,
  );
}

function merged(a: Pattern, b: Pattern): Pattern {
  if (a.all || b.all) {
    return ALL;
  }
  const steps = new Map(a.steps);
  for (const [id, step] of b.steps) {
    const known = steps.get(id);
    steps.set(
      id,
      known ? { ...known, below: merged(known.below, step.below) } : step,
    );
  }
  return { all: false, steps };
}

function filtered(set: FieldSet, pattern: Pattern): FieldSet {
  if (pattern.all) {
    return set;
  }
  const result = new FieldSet();
  for (const { element, member, children } of set.nodes()) {
    const step = pattern.steps.get('any') ?? pattern.steps.get(element.id);
    if (step) {
      result.put(
        element,
        member,
        children ? filtered(children, step.below) : undefined,
      );
    }
  }
  return result;
}

/**
 * Keeps the paths that begin with one of the prefixes, and the parts of the prefixes themselves. Without prefixes all is
 * kept.
 */
export function includeFilter(
  prefixes: readonly (readonly PatternElement[])[],
): (set: FieldSet) => FieldSet {
  const pattern =
    prefixes.length === 0
      ? ALL
      : prefixes.map(prefixPattern).reduce((a, b) => merged(a, b));
  return set => filtered(set, pattern);
}

/** Removes the paths of a set with everything below them. */
export function excludeFilter(exclude: FieldSet): (set: FieldSet) => FieldSet {
  return set => set.recursiveDifference(exclude);
}
