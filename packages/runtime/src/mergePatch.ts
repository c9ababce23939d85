function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON: prototypes do not count, nor do fields that are undefined. */
function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    );
  }
  if (isFields(a) && isFields(b)) {
    return mergePatch(a, b) === undefined;
  }
  return Object.is(a, b);
}

/**
 * The JSON merge patch (RFC 7386) that turns one value into another; undefined when they are equal. A field that is undefined counts
 * as absent.
 */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after)) {
    return sameJson(before, after) ? undefined : after;
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
