import {
  type GoMap,
  type GoType,
  type GoValue,
  GoBytes,
  GoError,
  GoObject,
  GoSlice,
  GoTypedMap,
  cutBytes,
  entriesOf,
  goByte,
  indirect,
  integerOf,
  itemsOf,
  lengthOf,
  textOf,
  toBytes,
  typeName,
  utf8Length,
  zeroOf,
} from '../value';
import { type Value } from './execution';

function indexOf(index: Value, capacity: number): number {
  if (index === undefined || index === null) {
    throw new GoError('cannot index slice/array with nil');
  }
  const integer = integerOf(index);
  if (!integer) {
    throw new GoError(`cannot index slice/array with type ${typeName(index)}`);
  }
  const value = BigInt.asIntN(64, integer.value);
  if (value < 0n || value > BigInt(capacity)) {
    throw new GoError(`index out of range: ${value}`);
  }
  return Number(value);
}

function mapKey(index: Value): string {
  if (index === undefined || index === null) {
    throw new GoError('value is nil; should be of type string');
  }
  if (typeof index !== 'string') {
    throw new GoError(`value has type ${typeName(index)}; should be string`);
  }
  return index;
}

/** `indirect` of Go's reflection: null for a nil pointer. */
function follow(value: GoValue): GoValue {
  return value instanceof GoObject ? indirect(value) : value;
}

function elementOfMap(
  map: GoMap,
  element: GoType | undefined,
  index: Value,
): GoValue {
  const entry = map.get(mapKey(index));
  if (entry !== undefined) return entry;
  return element ? zeroOf(element) : null;
}

function outOfRange(kind: 'slice' | 'string'): GoError {
  return new GoError(`reflect: ${kind} index out of range`);
}

function elementOf(item: GoValue, index: Value): GoValue {
  const text = textOf(item);
  if (text !== undefined) {
    const bytes = toBytes(text);
    const at = indexOf(index, bytes.length);
    if (at >= bytes.length) throw outOfRange('string');
    return goByte(bytes[at]);
  }
  const items = itemsOf(item);
  if (items) {
    const at = indexOf(index, items.length);
    if (at >= items.length) throw outOfRange('slice');
    return items[at];
  }
  const entries = entriesOf(item);
  if (entries) {
    const element = item instanceof GoTypedMap ? item.type.element : undefined;
    return elementOfMap(entries, element, index);
  }
  throw new GoError(`can't index item of type ${typeName(item)}`);
}

/** `index`: the element of the element of … */
export function indexValue(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined || item === null) {
    throw new GoError('index of untyped nil');
  }
  let found: GoValue = item;
  for (const each of indexes) {
    found = follow(found);
    if (found === null) throw new GoError('index of nil pointer');
    found = elementOf(found, each);
  }
  return found;
}

/** Sizes in which Go's allocator hands out what slices of `interface {}` grow to, in elements. */
const grownCapacities = [
  1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 848, 1_280, 1_792, 2_560,
];

/** The capacity of a `[]interface {}` that has grown by one element after the other, as those of a decoded document have. */
function grownCapacity(length: number): number {
  return grownCapacities.find(capacity => capacity >= length) ?? length;
}

function lengthToSlice(item: GoValue): number {
  const length = lengthOf(item);
  if (length === undefined || entriesOf(item) !== undefined) {
    throw new GoError(`can't slice item of type ${typeName(item)}`);
  }
  return length;
}

function cut(item: GoValue, from: number, to: number): GoValue {
  const text = textOf(item);
  if (text !== undefined) return cutBytes(text, from, to);
  if (item instanceof GoBytes) {
    return new GoBytes(item.bytes.subarray(from, to), item.type);
  }
  if (item instanceof GoSlice) {
    return new GoSlice(item.type, item.items.slice(from, to));
  }
  const items = (itemsOf(item) ?? []).slice(from, to);
  while (items.length < to - from) items.push(null);
  return items;
}

/** `slice`: `item[i:j:k]`. */
export function sliceValue(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined || item === null) {
    throw new GoError('slice of untyped nil');
  }
  const whole = follow(item);
  if (whole === null) throw new GoError('slice of nil pointer');
  if (indexes.length > 3) {
    throw new GoError(`too many slice indexes: ${indexes.length}`);
  }
  if (textOf(whole) !== undefined && indexes.length === 3) {
    throw new GoError('cannot 3-index slice a string');
  }
  const size = lengthToSlice(whole);
  const capacity =
    Array.isArray(whole) && size > 0 ? grownCapacity(size) : size;
  const [from, to, limit] = [0, size, capacity].map((otherwise, i) =>
    i < indexes.length ? indexOf(indexes[i], capacity) : otherwise,
  );
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  if (to > limit) throw new GoError(`invalid slice index: ${to} > ${limit}`);
  return cut(whole, from, to);
}

/** `len`. */
export function lengthOfValue(item: Value): number {
  if (item === undefined) {
    throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  }
  const whole = follow(item);
  if (whole === null) throw new GoError('len of nil pointer');
  const text = textOf(whole);
  const size = text === undefined ? lengthOf(whole) : utf8Length(text);
  if (size === undefined) {
    throw new GoError(`len of type ${typeName(whole)}`);
  }
  return size;
}
