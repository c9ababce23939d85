import { type Json, isRecord } from './play';

/** One place where a recording and what happened differ. */
export interface Difference {
  /** Where: `[number of the recording] ref/field/field`. */
  path: string;
  /** Undefined: was not expected at all. */
  expected: Json | undefined;
  /** Undefined: is not there. */
  got: Json | undefined;
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return compare('', a, b).length === 0;
}

function compareLists(path: string, expected: Json[], got: Json[]) {
  if (expected.length === got.length)
    return expected.flatMap((item, i) => compare(`${path}/${i}`, item, got[i]));
  // A missing or additional item is told as that, not as a difference of all that follow.
  const shorter = Math.min(expected.length, got.length);
  let start = 0;
  while (start < shorter && isEqual(expected[start], got[start])) start++;
  let end = 0;
  while (
    end < shorter - start &&
    isEqual(expected.at(-1 - end), got.at(-1 - end))
  )
    end++;
  return [
    ...expected.slice(start, expected.length - end).map((item, i) => ({
      path: `${path}/${start + i}`,
      expected: item,
      got: undefined,
    })),
    ...got.slice(start, got.length - end).map((item, i) => ({
      path: `${path}/${start + i}`,
      expected: undefined,
      got: item,
    })),
  ];
}

/** Every difference between two JSON values; the order of keys means nothing. */
export function compare(
  path: string,
  expected: Json | undefined,
  got: Json | undefined,
): Difference[] {
  if (Array.isArray(expected) && Array.isArray(got))
    return compareLists(path, expected, got);
  if (isRecord(expected) && isRecord(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys]
      .sort()
      .flatMap(key =>
        compare(
          `${path}/${key.replaceAll('/', '~1')}`,
          Object.hasOwn(expected, key) ? expected[key] : undefined,
          Object.hasOwn(got, key) ? got[key] : undefined,
        ),
      );
  }
  return expected === got ? [] : [{ path, expected, got }];
}

/** JSON whose keys stand in order, so that equal values are equal texts. */
function ordered(value: Json): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isRecord(item)
      ? Object.fromEntries(
          Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : item,
  );
}

/** A difference for people: the path, and both sides on a line of their own. */
export function describeDifference(difference: Difference): string {
  const side = (value: Json | undefined) =>
    value === undefined ? '(nothing)' : ordered(value);
  return [
    `    ${difference.path}`,
    `      expected ${side(difference.expected)}`,
    `      got      ${side(difference.got)}`,
  ].join('\n');
}
