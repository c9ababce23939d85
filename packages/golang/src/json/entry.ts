import type { JsonObject, JsonValue } from './value';

/** The own entry of an object; inherited names are not there. */
export function entryOf(
  object: JsonObject,
  key: string,
): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own entry, also when the key is `__proto__`. */
export function setEntry<V>(
  object: { [key: string]: V },
  key: string,
  value: V,
): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}
