import {
  type GoValue,
  GoError,
  basicOf,
  compareStrings,
  floatOf,
  integerOf,
  isUnsigned,
} from '../value';

type Comparable =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int' | 'uint'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

function comparableOf(value: GoValue): Comparable {
  const basic = basicOf(value);
  if (typeof basic === 'boolean') return { kind: 'bool', value: basic };
  if (typeof basic === 'string') return { kind: 'string', value: basic };
  const integer = integerOf(value);
  if (integer) {
    const kind = isUnsigned(integer.kind) ? 'uint' : 'int';
    return { kind, value: integer.value };
  }
  const float = floatOf(value);
  if (float !== undefined) return { kind: 'float', value: float };
  throw new GoError('invalid type for comparison');
}

function isInteger({ kind }: Comparable): boolean {
  return kind === 'int' || kind === 'uint';
}

/** Both sides, where they can be compared: numbers with a fraction only with their like. */
function comparables(left: GoValue, right: GoValue): [Comparable, Comparable] {
  const a = comparableOf(left);
  const b = comparableOf(right);
  if (a.kind !== b.kind && !(isInteger(a) && isInteger(b))) {
    throw new GoError('incompatible types for comparison');
  }
  return [a, b];
}

function areEqual(left: GoValue, right: GoValue): boolean {
  const [a, b] = comparables(left, right);
  return a.value === b.value;
}

function isLess(left: GoValue, right: GoValue): boolean {
  const [a, b] = comparables(left, right);
  if (a.kind === 'bool') throw new GoError('invalid type for comparison');
  if (a.kind === 'string' && b.kind === 'string') {
    return compareStrings(a.value, b.value) < 0;
  }
  return a.value < b.value;
}

/**
 * What a filter says of two values: the comparisons of Go's text/template before it compared anything but basic kinds.
 *
 * @throws GoError
 */
export function passes(
  left: GoValue,
  operator: string,
  right: GoValue,
): boolean {
  switch (operator) {
    case '<':
      return isLess(left, right);
    case '>':
      return !isLess(left, right) && !areEqual(left, right);
    case '==':
      return areEqual(left, right);
    case '!=':
      return !areEqual(left, right);
    case '<=':
      return isLess(left, right) || areEqual(left, right);
    case '>=':
      return !isLess(left, right);
    default:
      throw new GoError(`unrecognized filter operator ${operator}`);
  }
}
