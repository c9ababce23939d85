import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { isJsonObject } from '../smd/value';

export { isJsonObject };

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

/** Without the entries that are null, at any depth; null items of lists stay. */
export function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (entry !== null && entry !== undefined) {
      setEntry(result, key, withoutNulls(entry));
    }
  }
  return result;
}
