import {
  GoBytes,
  GoError,
  GoObject,
  GoSlice,
  GoStruct,
  GoTypedMap,
  Measure,
  typeOf,
  zeroOf,
  type GoMap,
  type GoValue,
} from '../value';
import { isUpper } from '../unicode';
import { limits } from './panics';

/** A value that knows how copystructure copies it. */
export interface DeepCopyable {
  deepCopy(): GoValue;
}

function isDeepCopyable(value: GoObject): value is GoObject & DeepCopyable {
  return 'deepCopy' in value && typeof value.deepCopy === 'function';
}

function copyEntries(entries: GoMap, depth: number, measure: Measure): GoMap {
  const copied: GoMap = new Map();
  for (const [key, value] of entries) {
    copied.set(key, copy(value, depth - 1, measure));
  }
  return copied;
}

function copy(value: GoValue, depth: number, measure: Measure): GoValue {
  measure.visit();
  if (depth <= 0) throw new GoError('value to copy is nested too deeply');
  if (Array.isArray(value)) {
    return value.map(item => copy(item, depth - 1, measure));
  }
  if (value instanceof Map) return copyEntries(value, depth, measure);
  if (value instanceof GoSlice) {
    return new GoSlice(
      value.type,
      value.items.map(item => copy(item, depth - 1, measure)),
      value.isNil,
    );
  }
  if (value instanceof GoTypedMap) {
    return value.withEntries(copyEntries(value.entries, depth, measure));
  }
  if (value instanceof GoBytes) {
    return new GoBytes(value.bytes.slice(), value.type, value.isNil);
  }
  if (value instanceof GoStruct && value.type.kind === 'struct') {
    return copyStruct(value, depth, measure);
  }
  return value instanceof GoObject && isDeepCopyable(value)
    ? value.deepCopy()
    : value;
}

/** Fields that are not exported are not copied: they have their zero value. */
function copyStruct(
  struct: GoStruct,
  depth: number,
  measure: Measure,
): GoStruct {
  return new GoStruct(
    struct.type,
    struct.fields().map(({ name, value }): [string, GoValue] => {
      if (isUpper(name.charAt(0)))
        return [name, copy(value, depth - 1, measure)];
      const type = typeOf(value);
      return [name, type === undefined ? null : zeroOf(type)];
    }),
  );
}

/**
 * Copies maps, slices and all they hold, as mitchellh/copystructure.
 *
 * @throws GoError for nil, which has no type to copy, and for what is nested too deeply
 */
export function deepCopy(value: GoValue): GoValue {
  if (value === null) {
    throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  }
  return copy(value, limits.depth, new Measure());
}
