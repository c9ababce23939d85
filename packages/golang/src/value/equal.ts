import {
  entriesOf,
  floatOf,
  integerOf,
  itemsOf,
  isNil,
  typeOf,
} from './reflect';
import { Measure } from './measure';
import { GoBytes, GoFunctionValue } from './typed';
import { type GoMap, type GoValue, GoObject } from './value';

/** How deep values are compared; deeper ones, and values that hold themselves, count as not equal. */
const maximumDepth = 500;

function sameEntries(
  left: GoMap,
  right: GoMap,
  depth: number,
  measure: Measure,
): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = right.get(key);
    if (other === undefined || !equal(value, other, depth + 1, measure)) {
      return false;
    }
  }
  return true;
}

function sameItems(
  left: GoValue[],
  right: GoValue[],
  depth: number,
  measure: Measure,
): boolean {
  return (
    left.length === right.length &&
    left.every((item, i) => equal(item, right[i], depth + 1, measure))
  );
}

function sameBytes(left: GoBytes, right: GoBytes): boolean {
  return (
    left.isNil === right.isNil && Buffer.compare(left.bytes, right.bytes) === 0
  );
}

function sameObjects(
  left: GoObject,
  right: GoObject,
  depth: number,
  measure: Measure,
): boolean {
  if (left instanceof GoFunctionValue) return false;
  if (left.type.kind === 'ptr') {
    const [a, b] = [left.pointee(), right.pointee()];
    if (a !== undefined && b !== undefined) {
      return equal(a, b, depth + 1, measure);
    }
  }
  if (left.type.kind === 'struct' && left.fields().length > 0) {
    const [a, b] = [left, right].map(each =>
      each.fields().map(({ value }) => value),
    );
    return sameItems(a, b, depth, measure);
  }
  return left.equals(right);
}

function equal(
  left: GoValue,
  right: GoValue,
  depth: number,
  measure: Measure,
): boolean {
  if (left === right) {
    // A slice that holds a NaN is equal to itself.
    return true;
  }
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null || depth > maximumDepth) return false;
  measure.visit();
  if (typeOf(left)?.name !== typeOf(right)?.name) return false;
  const integer = integerOf(left);
  if (integer) return integer.value === integerOf(right)?.value;
  const float = floatOf(left);
  if (float !== undefined) return float === floatOf(right);
  if (left instanceof GoBytes && right instanceof GoBytes) {
    return sameBytes(left, right);
  }
  if (isNil(left) !== isNil(right)) return false;
  const [items, otherItems] = [itemsOf(left), itemsOf(right)];
  if (items && otherItems) {
    return sameItems(items, otherItems, depth, measure);
  }
  const [entries, otherEntries] = [entriesOf(left), entriesOf(right)];
  if (entries && otherEntries) {
    return sameEntries(entries, otherEntries, depth, measure);
  }
  return left instanceof GoObject && right instanceof GoObject
    ? sameObjects(left, right, depth, measure)
    : false;
}

/**
 * Go's `reflect.DeepEqual`: the same types all the way down, a nil slice or map is not equal to an empty one.
 *
 * @throws ValueLimitError for values that would take too long to compare
 */
export function deepEqual(left: GoValue, right: GoValue): boolean {
  return equal(left, right, 0, new Measure());
}
