import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { entryOf, isJsonObject, setEntry } from '../smd/value';

export { entryOf, isJsonObject, setEntry };

/** A deep copy; entries without a value are left out. */
export function copyOf(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(copyOf);
  }
  return isJsonObject(value) ? copyOfObject(value) : value;
}

/** A deep copy of an object. */
export function copyOfObject(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined) {
      setEntry(copy, key, copyOf(value));
    }
  }
  return copy;
}
