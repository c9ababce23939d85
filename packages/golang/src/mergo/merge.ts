import { isUpper } from '../unicode';
import {
  GoBytes,
  GoError,
  GoObject,
  GoSlice,
  GoTypedMap,
  Measure,
  anyType,
  entriesOf,
  isAssignable,
  isNil,
  kindOf,
  truth,
  typeOf,
  type GoMap,
  type GoType,
  type GoValue,
} from '../value';

export interface MergeOptions {
  /** Whether what is in the source wins over what is not empty; false by default. */
  overwrite?: boolean;
  /** How deep maps may be; a map that holds itself is an error where Go would not end. Default 1,000. */
  maximumDepth?: number;
}

/** What mergo returns, where all else is a panic. */
export class MergeError extends GoError {
  constructor(message: string) {
    super(message);
    this.name = 'MergeError';
  }
}

interface Merging {
  readonly overwrite: boolean;
  readonly depth: number;
  readonly measure: Measure;
}

/** Mergo's emptiness: zero values, and what has no length; through pointers, and never a struct. */
function isEmptyValue(value: GoValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (value instanceof GoObject) {
    if (value.type.kind === 'struct') return false;
    if (value.type.kind === 'ptr') {
      const target = value.pointee();
      return target !== undefined && isEmptyValue(target);
    }
  }
  return !truth(value);
}

/** The type of a map's elements. */
function elementOf(map: GoValue): GoType {
  return typeOf(map)?.element ?? anyType;
}

/** Go's `reflect.Value.SetMapIndex` with an element of another map. @throws GoError where it is of another type */
function setElement(
  map: GoValue,
  entries: GoMap,
  key: string,
  value: GoValue,
  source: GoType,
): void {
  const type = elementOf(map);
  if (!isAssignable(source, type)) {
    throw new GoError(
      `reflect.Value.SetMapIndex: value of type ${source.name} is not assignable to type ${type.name}`,
    );
  }
  entries.set(key, value);
}

function isSlice(value: GoValue | undefined): boolean {
  return (
    Array.isArray(value) || value instanceof GoSlice || value instanceof GoBytes
  );
}

const isMap = (value: GoValue | undefined): value is GoMap | GoTypedMap =>
  value instanceof Map || value instanceof GoTypedMap;

/**
 * Looks at two values that are not both maps, the new one a map, a struct or a pointer: nothing of what mergo does to them stays, but it
 * may fail.
 */
function assertMergeable(
  present: GoValue,
  value: GoValue,
  { overwrite }: Merging,
): void {
  if (!(present instanceof GoObject)) return;
  const { type } = present;
  const kind = kindOf(value);
  if (
    type.kind === 'ptr' &&
    kind !== 'ptr' &&
    !overwrite &&
    type.element?.name !== typeOf(value)?.name
  ) {
    throw new MergeError('src and dst must be of same type');
  }
  if (
    type.kind === 'struct' &&
    kind !== 'struct' &&
    present.fields().some(({ name }) => isUpper(name.charAt(0)))
  ) {
    throw new GoError(`reflect: call of reflect.Value.Field on ${kind} Value`);
  }
}

const STRUCTURES = new Set(['map', 'struct', 'ptr']);

/** Merges an entry that is in the source into a map, as mergo's `deepMerge` walks the keys. */
function mergeEntry(
  destination: GoMap | GoTypedMap,
  entries: GoMap,
  [key, value]: [string, GoValue],
  source: GoType,
  merging: Merging,
): void {
  const isAbsent =
    source.kind === 'interface'
      ? value === null
      : isNil(value) && source.kind !== 'ptr';
  if (isAbsent) {
    if (merging.overwrite) setElement(destination, entries, key, value, source);
    return;
  }
  const present = entries.get(key);
  if (isMap(value) && isMap(present)) {
    mergeMaps(present, value, merging);
  } else if (present !== undefined && STRUCTURES.has(kindOf(value))) {
    assertMergeable(present, value, merging);
  }
  // What is there is looked at after its own merge.
  if (present !== undefined && !isEmptyValue(present)) {
    if (isSlice(value)) {
      if (merging.overwrite) {
        setElement(destination, entries, key, value, source);
      }
      return;
    }
    if (isMap(value) && isMap(present)) return;
  }
  if (merging.overwrite || present === undefined || isEmptyValue(present)) {
    setElement(destination, entries, key, value, source);
  }
}

function mergeMaps(
  destination: GoMap | GoTypedMap,
  source: GoMap | GoTypedMap,
  merging: Merging,
): void {
  if (merging.depth <= 0) {
    throw new GoError('maps to merge are nested too deeply');
  }
  if (isNil(destination)) return;
  const entries = entriesOf(destination);
  const added = entriesOf(source);
  if (entries === undefined || added === undefined) return;
  const inner = { ...merging, depth: merging.depth - 1 };
  const type = elementOf(source);
  for (const entry of [...added]) {
    merging.measure.visit();
    mergeEntry(destination, entries, entry, type, inner);
  }
}

/**
 * Merges a map into another as mergo 1.0.1 does, in place: maps within maps are merged, all else is taken from the
 * source where the destination has nothing or something empty – or always, where that overwrites, even by an empty
 * value. What is taken is shared, not copied.
 *
 * @throws GoError for maps of types that do not fit, in the words of Go's reflection, and for ones nested too deeply
 *
 * @example
 * ```ts
 * mergeInto(new Map([['a', 1]]), new Map([['a', 2], ['b', 3]])); // a: 1, b: 3
 * ```
 */
export function mergeInto(
  destination: GoMap,
  source: GoMap,
  options: MergeOptions = {},
): void {
  mergeMaps(destination, source, {
    overwrite: options.overwrite ?? false,
    depth: options.maximumDepth ?? 1000,
    measure: new Measure(),
  });
}
