import { type JsonObject, type JsonValue, setEntry } from '@sluice/golang/json';
import { type Kustomization } from './kustomization';

function valueToJson(value: unknown): JsonValue | undefined {
  if (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    typeof value === 'bigint'
  ) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => valueToJson(item) ?? null);
  }
  const entries: Iterable<[unknown, unknown]> =
    value instanceof Map
      ? value
      : Object.entries(typeof value === 'object' ? value ?? {} : {});
  const object: JsonObject = {};
  for (const [name, item] of entries) {
    const json = valueToJson(item);
    if (json !== undefined && (value instanceof Map || !isEmpty(json))) {
      setEntry(object, String(name), json);
    }
  }
  return value === undefined || value === null ? undefined : object;
}

function isEmpty(value: JsonValue): boolean {
  if (value === '' || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return (
    value !== null &&
    typeof value === 'object' &&
    Object.keys(value).length === 0
  );
}

/** A kustomization as a file would say it, without what is empty. */
export function kustomizationToJson(kustomization: Kustomization): JsonObject {
  const value = valueToJson(kustomization);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}
