import { sprintf } from '../fmt';
import {
  type GoValue,
  GoComplex,
  GoError,
  GoInteger,
  GoObject,
  basicOf,
  compareStrings,
  floatOf,
  isNil,
  isUnsigned,
  kindOf,
  typeName,
  typeOf,
} from '../value';
import { type Value } from './execution';

type Basic =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'complex'; readonly value: GoComplex }
  | { readonly kind: 'int' | 'uint'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'invalid' };

const invalid: Basic = { kind: 'invalid' };

function basicKindOf(value: GoValue): Basic {
  const basic = basicOf(value);
  switch (typeof basic) {
    case 'boolean':
      return { kind: 'bool', value: basic };
    case 'number':
      return { kind: 'float', value: basic };
    case 'string':
      return { kind: 'string', value: basic };
    default:
  }
  if (basic instanceof GoInteger) {
    const kind = isUnsigned(basic.kind) ? 'uint' : 'int';
    return { kind, value: basic.value };
  }
  if (basic instanceof GoComplex) return { kind: 'complex', value: basic };
  const float = floatOf(basic);
  return float === undefined ? invalid : { kind: 'float', value: float };
}

function isComparable(value: GoValue): boolean {
  const kind = kindOf(value);
  return kind !== 'map' && kind !== 'slice' && kind !== 'func';
}

function incompatible(left: GoValue, right: GoValue): GoError {
  return new GoError(
    `incompatible types for comparison: ${typeName(left)} and ${typeName(
      right,
    )}`,
  );
}

/** Compares what has no basic kind: nil, and what the types themselves compare. */
function equalOthers(left: GoValue, right: GoValue): boolean {
  if (left !== null && right !== null && kindOf(left) !== kindOf(right)) {
    throw new GoError(
      sprintf('non-comparable types %s: %v, %s: %v', [
        left,
        typeName(left),
        typeName(right),
        right,
      ]),
    );
  }
  if (isNil(left) || isNil(right)) return isNil(left) === isNil(right);
  if (!isComparable(right)) {
    throw new GoError(
      sprintf('non-comparable type %s: %v', [right, typeName(right)]),
    );
  }
  return (
    left instanceof GoObject &&
    right instanceof GoObject &&
    typeOf(left)?.name === typeOf(right)?.name &&
    left.equals(right)
  );
}

function equalBasics(left: Basic, right: Basic): boolean {
  if (left.kind === 'invalid' || right.kind === 'invalid') return false;
  if (left.kind === 'complex' && right.kind === 'complex') {
    return left.value.equals(right.value);
  }
  return left.value === right.value;
}

function areIntegers(left: Basic, right: Basic): boolean {
  return (
    (left.kind === 'int' || left.kind === 'uint') &&
    (right.kind === 'int' || right.kind === 'uint')
  );
}

function equalValues(left: GoValue, right: GoValue): boolean {
  if (typeof left === typeof right && typeof left !== 'object') {
    return left === right;
  }
  const [a, b] = [basicKindOf(left), basicKindOf(right)];
  if (a.kind !== b.kind) {
    if (areIntegers(a, b)) return equalBasics(a, b);
    if (left !== null && right !== null) throw incompatible(left, right);
    return false;
  }
  return a.kind === 'invalid' ? equalOthers(left, right) : equalBasics(a, b);
}

/** `eq`: whether the first is equal to any of the others. */
export function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) {
    throw new GoError('missing argument for comparison');
  }
  return others.some(other => equalValues(first ?? null, other ?? null));
}

/** `lt`. */
export function isLess(first: Value, second: Value): boolean {
  const [left, right] = [first ?? null, second ?? null];
  const [a, b] = [basicKindOf(left), basicKindOf(right)];
  if (a.kind === 'invalid' || b.kind === 'invalid') {
    throw new GoError('invalid type for comparison');
  }
  if (a.kind !== b.kind && !areIntegers(a, b)) throw incompatible(left, right);
  if (a.kind === 'string' && b.kind === 'string') {
    return compareStrings(a.value, b.value) < 0;
  }
  if (
    a.kind === 'bool' ||
    a.kind === 'complex' ||
    b.kind === 'bool' ||
    b.kind === 'complex'
  ) {
    throw new GoError('invalid type for comparison');
  }
  return a.value < b.value;
}

/** `le`. */
export function isLessOrEqual(first: Value, second: Value): boolean {
  return isLess(first, second) || equalsAny(first, [second]);
}
