import { types } from 'node:util';
import {
  type GoMap,
  type GoValue,
  GoInteger,
  type IntegerKind,
  goInteger,
} from '@sluice/golang/value';

/** An integer of Go after it was copied to another thread: values have no other object that is neither a list nor a Map. */
export interface PlainInteger {
  readonly kind: IntegerKind;
  readonly value: bigint;
}

/** A value after it was copied to another thread. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | PlainInteger
  | PlainValue[]
  | PlainMap;

export type PlainMap = Map<string, PlainValue>;

/**
 * Checks that values can be copied to another thread. Values of charts and users can: they have been read from YAML or from `--set`.
 *
 * @throws TypeError, which names the type and nothing else
 */
export function checkCopyable(value: GoValue): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) checkCopyable(item);
  } else if (value instanceof Map) {
    for (const item of value.values()) checkCopyable(item);
  } else if (!(value instanceof GoInteger)) {
    throw new TypeError(
      `values hold a ${value.type.name}, which no other thread can be given`,
    );
  }
}

/** Whether a copy is one of a map; copies may be of another realm. */
export function isPlainMap(value: unknown): value is PlainMap {
  return types.isMap(value);
}

/** The value that a copy is of. */
export function goValueFrom(value: PlainValue): GoValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(goValueFrom);
  return isPlainMap(value)
    ? goMapFrom(value)
    : goInteger(value.kind, value.value);
}

/** The map that a copy is of. */
export function goMapFrom(map: PlainMap): GoMap {
  const values: GoMap = new Map();
  for (const [key, value] of map) values.set(key, goValueFrom(value));
  return values;
}
