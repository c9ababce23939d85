import { setEntry, type JsonObject } from '@sluice/golang/json';

/**
 * Copies a JSON value so that the copy can be changed in place. Keys such as `__proto__` stay data.
 */
export function copyJson<T>(value: T): T;
export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(item => copyJson<unknown>(item));
  }
  if (typeof value === 'object' && value !== null) {
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      setEntry(copy, key, copyJson(item));
    }
    return copy;
  }
  return value;
}

/** Whether two JSON values mean the same; the order of keys does not count, an undefined property is an absent one. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equalJson(item, right[index]))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) {
    return false;
  }
  let size = 0;
  for (const [key, item] of Object.entries(left)) {
    if (item === undefined) {
      continue;
    }
    size++;
    if (!Object.hasOwn(right, key) || !equalJson(item, right[key])) {
      return false;
    }
  }
  return (
    Object.values(right).filter(item => item !== undefined).length === size
  );
}

/** Whether a value is a JSON object: not null and not an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same value as a JSON object. Throws a TypeError for anything else. */
export function asJsonObject(value: unknown): JsonObject {
  if (!isOwnJson(value)) {
    throw new TypeError('not a JSON object');
  }
  return value;
}

function isOwnJson(value: unknown): value is JsonObject {
  return isJsonObject(value);
}
