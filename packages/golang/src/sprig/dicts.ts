import { MergeError, mergeInto } from '../mergo';
import {
  GoError,
  GoTypedMap,
  anyMapType,
  anySliceType,
  anyType,
  boolType,
  nilMap,
  sortedKeys,
  stringSlice,
  stringSliceType,
  typeName,
  type GoMap,
  type GoValue,
} from '../value';
import { deepCopy } from './deep-copy';
import {
  any,
  dict,
  fn1,
  fn2,
  fn3,
  string,
  variadic,
  variadicAny,
  variadic1,
  type FunctionTable,
} from './define';
import { textOfValue } from './text';

function makeDict(values: readonly GoValue[]): GoMap {
  const made: GoMap = new Map();
  for (let i = 0; i < values.length; i += 2) {
    made.set(
      textOfValue(values[i]),
      i + 1 < values.length ? values[i + 1] : '',
    );
  }
  return made;
}

/** Go's type assertion that a value is a `map[string]interface {}`. @throws GoError */
function assertMap(value: GoValue): GoMap {
  if (value instanceof Map) return value;
  if (value instanceof GoTypedMap && value.type.name === anyMapType.name) {
    return value.entries;
  }
  throw conversionError(value, anyMapType.name);
}

function conversionError(value: GoValue, wanted: string): GoError {
  const name = value === null ? 'nil' : typeName(value);
  return new GoError(
    `interface conversion: interface {} is ${name}, not ${wanted}`,
  );
}

/** Keys, a default, and the dict in which they lead from one dict to the next. */
function dig(values: readonly GoValue[]): GoValue {
  if (values.length < 3) {
    throw new GoError('dig needs at least three arguments');
  }
  let current = assertMap(values[values.length - 1]);
  const fallback = values[values.length - 2];
  const keys = values.slice(0, -2).map(key => {
    if (typeof key !== 'string') throw conversionError(key, 'string');
    return key;
  });
  for (const key of keys.slice(0, -1)) {
    const step = current.get(key);
    if (step === undefined) return fallback;
    current = assertMap(step);
  }
  const found = current.get(keys[keys.length - 1]);
  return found === undefined ? fallback : found;
}

/** Merges in place. A nil dict is a new one where there is something to merge, which is nothing of its own before. */
function merge(
  first: GoMap | null,
  rest: readonly (GoMap | null)[],
  overwrite: boolean,
): GoValue {
  let merged = first;
  for (const source of rest) {
    if (source !== null) {
      merged ??= new Map();
      mergeInto(merged, source, { overwrite });
    }
  }
  return merged ?? nilMap;
}

const merging = (overwrite: boolean) =>
  variadic1([dict, dict], anyType, (first, rest) =>
    merge(first, rest, overwrite),
  );

/** The same, with an empty text for what cannot be merged. */
const mergingOrNothing = (overwrite: boolean) =>
  variadic1([dict, dict], anyType, (first, rest) => {
    try {
      return merge(first, rest, overwrite);
    } catch (error) {
      if (!(error instanceof MergeError)) throw error;
      return '';
    }
  });

const copying = fn1(any, anyType, deepCopy);

/** Upstream's `keys` and `values` have no order; here it is that of the keys. */
export const dictFunctions: FunctionTable = {
  dict: variadicAny(anyMapType, makeDict),
  get: fn2([dict, string], anyType, (map, key) => {
    const value = map?.get(key);
    return value === undefined ? '' : value;
  }),
  set: fn3([dict, string, any], anyMapType, (map, key, value) => {
    if (map === null) throw new GoError('assignment to entry in nil map');
    return map.set(key, value);
  }),
  unset: fn2([dict, string], anyMapType, (map, key) => {
    map?.delete(key);
    return map ?? nilMap;
  }),
  hasKey: fn2([dict, string], boolType, (map, key) => map?.has(key) ?? false),
  pluck: variadic1([string, dict], anySliceType, (key, maps) => {
    const plucked: GoValue[] = [];
    for (const map of maps) {
      const value = map?.get(key);
      if (value !== undefined) plucked.push(value);
    }
    return plucked;
  }),
  keys: variadic(dict, stringSliceType, maps =>
    stringSlice(maps.flatMap(map => (map === null ? [] : sortedKeys(map)))),
  ),
  values: fn1(dict, anySliceType, map =>
    map === null ? [] : sortedKeys(map).map(key => map.get(key) ?? null),
  ),
  pick: variadic1([dict, string], anyMapType, (map, keys) => {
    const picked: GoMap = new Map();
    for (const key of keys) {
      const value = map?.get(key);
      if (value !== undefined) picked.set(key, value);
    }
    return picked;
  }),
  omit: variadic1([dict, string], anyMapType, (map, keys) => {
    const rest: GoMap = new Map(map ?? []);
    for (const key of keys) rest.delete(key);
    return rest;
  }),
  merge: mergingOrNothing(false),
  mustMerge: merging(false),
  mergeOverwrite: mergingOrNothing(true),
  mustMergeOverwrite: merging(true),
  dig: variadicAny(anyType, dig),
  deepCopy: copying,
  mustDeepCopy: copying,
};
