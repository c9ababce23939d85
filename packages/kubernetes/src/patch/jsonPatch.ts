import type { JsonValue } from '@sluice/golang/json';
import { PatchError } from './errors';

/**
 * RFC 6902 in the dialect of the API server (evanphx/json-patch v4). `patch` is the array of operations as it was
 * received. The document is not changed. Throws PatchError.
 */
export function applyJsonPatch(
  document: JsonValue,
  patch: JsonValue,
): JsonValue {
  if (document === patch) {
    throw new PatchError('not yet', 400);
  }
  return document;
}
