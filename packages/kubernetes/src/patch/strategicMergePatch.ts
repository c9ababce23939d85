import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import {
  applyItemDirectives,
  applyRetainKeys,
  BAD_ELEMENT_ORDER,
  BAD_PRIMITIVE_LIST,
  badDirective,
  checkOrder,
  DELETE_FROM_LIST,
  DIRECTIVE,
  distinct,
  elementKind,
  fieldOf,
  SET_ELEMENT_ORDER,
  typeOf,
  withoutDirectives,
} from './directives';
import { identifyBy, noMergeKey, orderElements } from './elementOrder';
import { PatchError } from './errors';
import { copyOfObject, isJsonObject, withoutNulls } from './json';
import { PatchType } from './patchMeta';

/** Takes a value from the patch as it is. */
function take(target: JsonObject, key: string, value: JsonValue): void {
  const kept = withoutDirectives(withoutNulls(value));
  if (kept === undefined) {
    delete target[key];
  } else {
    setEntry(target, key, kept);
  }
}

function listOf(object: JsonObject, key: string): JsonValue[] | undefined {
  const value = entryOf(object, key);
  if (value === undefined || Array.isArray(value)) {
    return value;
  }
  throw new PatchError(
    `expected a []interface {}, but received a ${typeOf(value)}`,
    500,
  );
}

function mergeItems(
  original: readonly JsonValue[],
  patch: readonly JsonObject[],
  mergeKey: string,
  type: PatchType,
): JsonValue[] {
  const identify = identifyBy(mergeKey);
  const result = [...original];
  const positions = new Map<string, number>();
  result.forEach((item, i) => {
    if (
      isJsonObject(item) &&
      Object.hasOwn(item, mergeKey) &&
      !positions.has(identify(item))
    ) {
      positions.set(identify(item), i);
    }
  });
  for (const item of patch) {
    if (!Object.hasOwn(item, mergeKey)) {
      throw noMergeKey(item, mergeKey);
    }
    const id = identify(item);
    const position = positions.get(id);
    const current = position === undefined ? undefined : result[position];
    if (position !== undefined && isJsonObject(current)) {
      result[position] = mergeObjects(current, item, type);
    } else {
      positions.set(id, result.length);
      result.push(item);
    }
  }
  return result;
}

function mergeLists(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  type: PatchType,
  mergeKey: string,
): JsonValue[] {
  if (original.length === 0 && patch.length === 0) {
    return [...original];
  }
  if (elementKind([original, patch]) !== 'object') {
    return orderElements(
      distinct([...original, ...patch]),
      patch,
      original,
      '',
    );
  }
  if (mergeKey === '') {
    throw new PatchError(
      `cannot merge lists without merge key for ${type.name}`,
      500,
    );
  }
  const { items, rest } = applyItemDirectives(original, patch, mergeKey);
  const merged = mergeItems(items, rest, mergeKey, type);
  return orderElements(merged, rest, items, mergeKey);
}

/** Carries out `$setElementOrder/…` together with the list that it is about, and takes both from the patch. */
function applyElementOrders(
  target: JsonObject,
  patch: JsonObject,
  type: PatchType,
): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(SET_ELEMENT_ORDER)) {
      continue;
    }
    const order = listOf(patch, key) ?? [];
    delete patch[key];
    const field = fieldOf(key, SET_ELEMENT_ORDER, BAD_ELEMENT_ORDER);
    const original = listOf(target, field);
    const stated = listOf(patch, field);
    const meta = type.field(field);
    checkOrder(stated ?? [], order, meta.mergeKey);
    let merged: JsonValue[];
    if (original && stated) {
      merged =
        meta.strategy === 'merge'
          ? mergeLists(original, stated, meta.type, meta.mergeKey)
          : stated;
    } else if (stated) {
      const kept = withoutDirectives(stated);
      merged = Array.isArray(kept) ? kept : [];
    } else if (original) {
      merged = original;
    } else {
      continue;
    }
    elementKind([original ?? [], stated ?? []]);
    setEntry(
      target,
      field,
      orderElements(merged, order, original ?? [], meta.mergeKey),
    );
    delete patch[field];
  }
}

function deleteItems(
  target: JsonObject,
  field: string,
  list: JsonValue,
  type: PatchType,
): void {
  const current = entryOf(target, field);
  if (Array.isArray(current) && Array.isArray(list)) {
    type.field(field);
    if (current.length > 0 || list.length > 0) {
      elementKind([current, list]);
    }
    const identify = identifyBy('');
    const doomed = new Set(list.map(identify));
    setEntry(
      target,
      field,
      current.filter(item => !doomed.has(identify(item))),
    );
  }
}

/** Merges the patch into the target, both of which are used up. */
function mergeObjects(
  target: JsonObject,
  patch: JsonObject,
  type: PatchType,
): JsonObject {
  const directive = entryOf(patch, DIRECTIVE);
  if (directive !== undefined) {
    delete patch[DIRECTIVE];
    if (directive === 'replace') {
      return patch;
    }
    if (directive === 'delete') {
      return {};
    }
    throw badDirective(directive, { [DIRECTIVE]: directive, ...patch });
  }
  applyRetainKeys(target, patch);
  applyElementOrders(target, patch, type);
  for (const key of Object.keys(patch)) {
    const value = patch[key] ?? null;
    if (key.startsWith(DELETE_FROM_LIST)) {
      const field = fieldOf(key, DELETE_FROM_LIST, BAD_PRIMITIVE_LIST);
      if (value === null) {
        delete target[field];
      } else {
        deleteItems(target, field, value, type);
      }
    } else if (value === null) {
      delete target[key];
    } else {
      mergeField(target, key, value, type);
    }
  }
  return target;
}

function mergeField(
  target: JsonObject,
  key: string,
  value: JsonValue,
  type: PatchType,
): void {
  const current = entryOf(target, key);
  if (isJsonObject(current) && isJsonObject(value)) {
    const meta = type.field(key);
    setEntry(
      target,
      key,
      meta.strategy === 'replace'
        ? value
        : mergeObjects(current, value, meta.type),
    );
  } else if (Array.isArray(current) && Array.isArray(value)) {
    const meta = type.field(key);
    setEntry(
      target,
      key,
      meta.strategy === 'merge'
        ? mergeLists(current, value, meta.type, meta.mergeKey)
        : value,
    );
  } else {
    take(target, key, value);
  }
}

/**
 * The strategic merge patch of apimachinery with all its directives: `$patch`, `$retainKeys`, `$setElementOrder/…`,
 * `$deleteFromPrimitiveList/…`. `schema` is the OpenAPI v3 schema of the object (`x-kubernetes-patch-strategy`,
 * `x-kubernetes-patch-merge-key`; references go to the built-in components). The document is not changed. Throws PatchError.
 */
export function applyStrategicMergePatch(
  document: JsonObject,
  patch: JsonObject,
  schema: JsonObject,
): JsonObject {
  const kind = entryOf(document, 'kind');
  try {
    return mergeObjects(
      copyOfObject(document),
      copyOfObject(patch),
      new PatchType(schema, typeof kind === 'string' ? kind : undefined),
    );
  } catch (error) {
    if (error instanceof PatchError && kind === 'Secret') {
      // Messages show what they are about, which here is secret.
      throw new PatchError(
        error.message.replace(/map\[.*\]/s, 'map[***]'),
        error.status,
      );
    }
    throw error;
  }
}
