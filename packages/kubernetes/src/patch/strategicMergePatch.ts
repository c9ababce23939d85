import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { goValue } from '../smd/goText';
import {
  checkMergeKeys,
  identifyBy,
  noMergeKey,
  orderElements,
} from './elementOrder';
import { PatchError } from './errors';
import { copyOfObject, entryOf, isJsonObject, setEntry } from './json';
import { PatchType } from './patchMeta';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const SET_ELEMENT_ORDER = '$setElementOrder';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList';

const BAD_PRIMITIVE_LIST = 'invalid patch format of primitive list';
const BAD_RETAIN_KEYS = 'invalid patch format of retainKeys';
const BAD_ELEMENT_ORDER = 'invalid patch format of setElementOrder list';

function badDirective(directive: JsonValue, patch: JsonObject): PatchError {
  return new PatchError(
    `unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`,
    500,
  );
}

function typeOf(value: JsonValue): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'list' : typeof value;
}

/** The field that a key such as `$setElementOrder/containers` is about. */
function fieldOf(key: string, prefix: string, message: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== prefix) {
    throw new PatchError(message, 400);
  }
  return key.slice(slash + 1);
}

/** Without directives; undefined when the value itself is one. */
function withoutDirectives(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    return value.flatMap(item => {
      const kept = withoutDirectives(item);
      return kept === undefined ? [] : [kept];
    });
  }
  if (!isJsonObject(value)) {
    return value;
  }
  if (Object.hasOwn(value, DIRECTIVE)) {
    return undefined;
  }
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const kept = withoutDirectives(value[key] ?? null);
    if (kept !== undefined) {
      setEntry(result, key, kept);
    }
  }
  return result;
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const entry = value[key] ?? null;
    if (entry !== null) {
      setEntry(result, key, withoutNulls(entry));
    }
  }
  return result;
}

/** Takes a value from the patch as it is. */
function take(target: JsonObject, key: string, value: JsonValue): void {
  const kept = withoutDirectives(withoutNulls(value));
  if (kept === undefined) {
    delete target[key];
  } else {
    setEntry(target, key, kept);
  }
}

/** Removes what the list of kept keys does not have; the patch may set only what it has. */
function applyRetainKeys(target: JsonObject, patch: JsonObject): void {
  const list = entryOf(patch, RETAIN_KEYS);
  if (list === undefined) {
    return;
  }
  delete patch[RETAIN_KEYS];
  if (!Array.isArray(list)) {
    throw new PatchError(BAD_RETAIN_KEYS, 400);
  }
  const retained = new Set(list);
  for (const key of Object.keys(patch)) {
    if (
      patch[key] !== null &&
      !key.startsWith(DELETE_FROM_LIST) &&
      !key.startsWith(SET_ELEMENT_ORDER) &&
      !retained.has(key)
    ) {
      throw new PatchError(BAD_RETAIN_KEYS, 400);
    }
  }
  for (const key of Object.keys(target)) {
    if (!retained.has(key)) {
      delete target[key];
    }
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

/** The items of the patch have to be among those of the order, in the same order. */
function checkOrder(
  patch: readonly JsonValue[],
  order: readonly JsonValue[],
  mergeKey: string,
): void {
  if (patch.length === 0 || order.length === 0) {
    return;
  }
  const stated = patch.filter(
    item => !(isJsonObject(item) && Object.hasOwn(item, DIRECTIVE)),
  );
  if (mergeKey !== '') {
    checkMergeKeys(stated, mergeKey);
    checkMergeKeys(order, mergeKey);
  }
  const identify = identifyBy(mergeKey);
  let next = 0;
  for (const item of order) {
    if (next < stated.length && identify(stated[next]) === identify(item)) {
      next++;
    }
  }
  if (next < stated.length) {
    throw new PatchError(
      `The order in patch list:\n${goValue([
        ...patch,
      ])}\n doesn't match ${SET_ELEMENT_ORDER} list:\n${goValue([...order])}\n`,
      500,
    );
  }
}

function elementKind(lists: readonly (readonly JsonValue[])[]): string {
  const kinds = new Set(lists.flat().map(typeOf));
  if (kinds.has('list')) {
    throw new PatchError('lists of lists are not supported', 422);
  }
  if (kinds.size > 1) {
    throw new PatchError(
      `list element types are not identical: ${goValue(
        lists.map(list => [...list]),
      )}`,
      500,
    );
  }
  const [kind] = kinds;
  if (kind === undefined) {
    throw new PatchError('no elements in any of the given slices', 500);
  }
  return kind;
}

function distinct(items: readonly JsonValue[]): JsonValue[] {
  const identify = identifyBy('');
  const seen = new Set<string>();
  return items.filter(item => {
    const id = identify(item);
    const fresh = !seen.has(id);
    seen.add(id);
    return fresh;
  });
}

/** Carries out `$patch: delete` and `$patch: replace` items; answers what is left of both lists. */
function applyItemDirectives(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  mergeKey: string,
): { items: JsonValue[]; rest: JsonObject[] } {
  const identify = identifyBy(mergeKey);
  const rest: JsonObject[] = [];
  let items = [...original];
  let replace = false;
  for (const item of patch) {
    if (!isJsonObject(item)) {
      continue;
    }
    const directive = entryOf(item, DIRECTIVE);
    if (directive === undefined) {
      rest.push(item);
    } else if (directive === 'delete') {
      if (!Object.hasOwn(item, mergeKey)) {
        throw noMergeKey(item, mergeKey);
      }
      const id = identify(item);
      items = items.filter(
        other =>
          !(
            isJsonObject(other) &&
            Object.hasOwn(other, mergeKey) &&
            identify(other) === id
          ),
      );
    } else if (directive === 'replace') {
      replace = true;
    } else if (directive === 'merge') {
      throw new PatchError(
        'merging lists cannot yet be specified in the patch',
        500,
      );
    } else {
      throw badDirective(directive, item);
    }
  }
  return replace ? { items: rest, rest: [] } : { items, rest };
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
  return mergeObjects(
    copyOfObject(document),
    copyOfObject(patch),
    new PatchType(schema, typeof kind === 'string' ? kind : undefined),
  );
}
