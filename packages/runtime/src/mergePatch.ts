import { isDeepStrictEqual } from 'node:util';

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON merge patch (RFC 7386) that turns one value into another; undefined when they are equal. A field that is undefined counts
 * as absent.
 */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after)) {
    return isDeepStrictEqual(before, after) ? undefined : after;
  }
  const patch = new Map<string, unknown>();
  for (const key of Object.keys(before)) {
    const gone = !Object.hasOwn(after, key) || after[key] === undefined;
    if (gone && before[key] !== undefined) {
      patch.set(key, null);
    }
  }
  for (const [key, value] of Object.entries(after)) {
    if (value !== undefined) {
      const old = Object.hasOwn(before, key) ? before[key] : undefined;
      const change = mergePatch(old, value);
      if (change !== undefined) {
        patch.set(key, change);
      }
    }
  }
  // fromEntries defines own properties, whatever their names.
  return patch.size > 0 ? Object.fromEntries(patch) : undefined;
}
