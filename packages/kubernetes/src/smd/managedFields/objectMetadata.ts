import { entryOf, type JsonObject, type JsonValue } from '@sluice/golang/json';
import type { ManagedFieldsEntry } from '../../objects';
import { isJsonObject } from '../value';
import { jsonOf } from './versions';

/** The object's metadata; empty when it has none. */
export function metadataOf(object: JsonObject): JsonObject {
  const metadata = entryOf(object, 'metadata');
  return isJsonObject(metadata) ? metadata : {};
}

export function withoutManagedFields(object: JsonObject): JsonObject {
  const { managedFields, ...metadata } = metadataOf(object);
  return managedFields === undefined ? object : { ...object, metadata };
}

export function withManagedFields(
  object: JsonObject,
  entries: readonly ManagedFieldsEntry[],
): JsonObject {
  const { managedFields, ...metadata } = metadataOf(object);
  return {
    ...object,
    metadata:
      entries.length > 0
        ? { ...metadata, managedFields: entries.map(jsonOf) }
        : metadata,
  };
}

/** An empty list or a single empty entry: the client wants all owners forgotten. */
export function isReset(value: JsonValue | undefined): boolean {
  return (
    Array.isArray(value) &&
    (value.length === 0 ||
      (value.length === 1 &&
        isJsonObject(value[0]) &&
        Object.keys(value[0]).length === 0))
  );
}

/** The object with the owners exactly as they are stored with another one. */
export function withStoredManagedFields(
  object: JsonObject,
  stored: JsonObject,
): JsonObject {
  const { managedFields } = metadataOf(stored);
  return managedFields === undefined
    ? object
    : { ...object, metadata: { ...metadataOf(object), managedFields } };
}
