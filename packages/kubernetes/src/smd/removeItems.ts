import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import type { FieldSet } from './fieldSet';
import { listItemElement } from './listItem';
import { fieldElement, type PathElement } from './pathElement';
import type { ListType, MapType, TypeRef } from './typeSchema';
import { isJsonObject } from './value';

function elementOf(list: ListType, item: JsonValue): PathElement | undefined {
  try {
    return listItemElement(list, item);
  } catch {
    // The list was validated; what has no key is in no set.
    return undefined;
  }
}

/** A container that loses its last item stays as an empty container. */
function emptied(before: JsonValue): JsonValue {
  if (Array.isArray(before)) {
    return [];
  }
  return isJsonObject(before) ? {} : null;
}

function removeFromList(
  items: JsonValue[],
  list: ListType,
  set: FieldSet,
): JsonValue {
  if (items.length === 0 || list.relationship === 'atomic') {
    return null;
  }
  const result: JsonValue[] = [];
  let matched = false;
  let changed = false;
  for (const item of items) {
    const element = elementOf(list, item);
    if (element && set.hasElement(element)) {
      changed = true;
      continue;
    }
    const below = element && set.below(element);
    if (!below) {
      result.push(item);
      continue;
    }
    matched = true;
    const rest = removeItems(item, below, list.elementType) ?? emptied(item);
    changed ||= rest !== item;
    result.push(rest);
  }
  if (result.length === 0 && !matched) {
    return null;
  }
  return changed ? result : items;
}

function removeFromMap(
  object: JsonObject,
  map: MapType,
  set: FieldSet,
): JsonValue {
  const keys = Object.keys(object);
  if (keys.length === 0 || map.relationship === 'atomic') {
    return null;
  }
  const result: JsonObject = {};
  let matched = false;
  let changed = false;
  let size = 0;
  for (const key of keys) {
    const field = map.field(key);
    const element = field ? field.element : fieldElement(key);
    const value = object[key] ?? null;
    if (set.hasElement(element)) {
      changed = true;
      continue;
    }
    const below = set.below(element);
    let rest = value;
    if (below) {
      matched = true;
      rest =
        removeItems(value, below, field ? field.type : map.elementType) ??
        emptied(value);
      changed ||= rest !== value;
    }
    setEntry(result, key, rest);
    size++;
  }
  if (size === 0 && !matched) {
    return null;
  }
  return changed ? result : object;
}

/**
 * The value without the fields and list items of the set; null when nothing is left of a container that loses its items
 * (and for empty containers). Unchanged parts are shared.
 */
export function removeItems(
  value: JsonValue,
  set: FieldSet,
  type: TypeRef | undefined,
): JsonValue {
  const atom = type?.atom?.forValue(value);
  if (atom?.map) {
    return isJsonObject(value) ? removeFromMap(value, atom.map, set) : null;
  }
  if (atom?.scalar) {
    return value;
  }
  return atom?.list && Array.isArray(value)
    ? removeFromList(value, atom.list, set)
    : null;
}

function extractFromList(
  items: JsonValue[],
  list: ListType,
  set: FieldSet,
): JsonValue {
  if (items.length === 0 || list.relationship === 'atomic') {
    return items;
  }
  const result: JsonValue[] = [];
  for (const item of items) {
    const element = elementOf(list, item);
    const below = element && set.below(element);
    if (below) {
      result.push(extractItems(item, below, list.elementType));
    } else if (element && set.hasElement(element)) {
      result.push(item);
    }
  }
  return result.length > 0 ? result : null;
}

function extractFromMap(
  object: JsonObject,
  map: MapType,
  set: FieldSet,
): JsonValue {
  const keys = Object.keys(object);
  if (keys.length === 0 || map.relationship === 'atomic') {
    return object;
  }
  const result: JsonObject = {};
  let size = 0;
  for (const key of keys) {
    const field = map.field(key);
    const type = field ? field.type : map.elementType;
    const element = field ? field.element : fieldElement(key);
    const value = object[key] ?? null;
    const below = set.below(element);
    // A member is extracted with the set of its parent, as upstream does it.
    if (set.hasElement(element)) {
      setEntry(result, key, extractItems(value, set, type));
      size++;
    } else if (below) {
      setEntry(result, key, extractItems(value, below, type));
      size++;
    }
  }
  return size > 0 ? result : null;
}

/** Only the fields and list items of the set, atomic values whole. */
export function extractItems(
  value: JsonValue,
  set: FieldSet,
  type: TypeRef | undefined,
): JsonValue {
  const atom = type?.atom?.forValue(value);
  if (atom?.map) {
    return isJsonObject(value) ? extractFromMap(value, atom.map, set) : null;
  }
  if (atom?.scalar) {
    return value;
  }
  return atom?.list && Array.isArray(value)
    ? extractFromList(value, atom.list, set)
    : null;
}
