import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import { valuesEqual } from '../smd/value';
import { PatchError } from './errors';
import { copyOf, copyOfObject, isJsonObject, withoutNulls } from './json';

function merge(current: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(current)) {
    return withoutNulls(patch);
  }
  if (!isJsonObject(patch)) {
    return copyOf(patch);
  }
  mergeInto(current, patch);
  return current;
}

function mergeInto(target: JsonObject, patch: JsonObject): void {
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) {
      delete target[key];
    } else if (value !== undefined) {
      const current = entryOf(target, key) ?? null;
      setEntry(
        target,
        key,
        current === null ? withoutNulls(value) : merge(current, value),
      );
    }
  }
}

/**
 * RFC 7386 in the dialect of the API server (evanphx/json-patch v4), which also drops null entries of objects in lists that
 * are new. The document is not changed. Throws PatchError (400) when the patch is neither an object nor a list.
 */
export function applyMergePatch(
  document: JsonValue,
  patch: JsonValue,
): JsonValue {
  if (!isJsonObject(patch)) {
    if (Array.isArray(patch)) {
      return withoutNulls(patch);
    }
    throw new PatchError('Invalid JSON Patch', 400);
  }
  if (document === null) {
    throw new PatchError('Invalid JSON Document', 400);
  }
  if (!isJsonObject(document)) {
    return withoutNulls(patch);
  }
  const result = copyOfObject(document);
  mergeInto(result, patch);
  return result;
}

function diff(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const key of Object.keys(modified)) {
    const before = entryOf(original, key);
    const after = modified[key];
    if (after === undefined) {
      continue;
    }
    if (isJsonObject(before) && isJsonObject(after)) {
      const below = diff(before, after);
      if (Object.keys(below).length > 0) {
        setEntry(patch, key, below);
      }
    } else if (before === undefined || !valuesEqual(before, after)) {
      setEntry(patch, key, copyOf(after));
    }
  }
  for (const key of Object.keys(original)) {
    if (entryOf(modified, key) === undefined) {
      setEntry(patch, key, null);
    }
  }
  return patch;
}

/** The JSON merge patch that makes `modified` of `original`. Nulls inside `modified` cannot be expressed and are lost. */
export function createMergePatch(
  original: JsonObject,
  modified: JsonObject,
): JsonObject {
  return diff(original, modified);
}
