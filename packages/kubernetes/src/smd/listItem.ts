import { entryOf, type JsonValue } from '@sluice/golang/json';
import { quote } from './goText';
import {
  type KeyField,
  keyElement,
  type PathElement,
  valueElement,
} from './pathElement';
import type { ListType } from './typeSchema';
import { isJsonObject } from './value';

function keyDefault(list: ListType, name: string): JsonValue | undefined {
  const atom = list.elementType?.atom;
  if (!atom) {
    throw new Error(
      `couldn't find default value for ${name}: invalid elementType for list`,
    );
  }
  if (!atom.map) {
    throw new Error(
      `couldn't find default value for ${name}: associative list may not have non-map types`,
    );
  }
  return atom.map.field(name)?.default ?? undefined;
}

function keyedItem(list: ListType, item: JsonValue): PathElement {
  if (item === null) {
    throw new Error('associative list with keys may not have a null element');
  }
  if (!isJsonObject(item)) {
    throw new Error('associative list with keys may not have non-map elements');
  }
  const fields: KeyField[] = [];
  for (const name of list.keys) {
    const stated = entryOf(item, name);
    const value = stated === undefined ? keyDefault(list, name) : stated;
    // An absent key without a default is no part of the key: another key than the same one with a value.
    if (value !== undefined) {
      fields.push({ name, value });
    }
  }
  if (fields.length === 0) {
    throw new Error(
      `associative list with keys has an element that omits all key fields [${list.keys
        .map(quote)
        .join(' ')}] (and doesn't have default values for any key fields)`,
    );
  }
  return keyElement(fields);
}

function setItem(item: JsonValue): PathElement {
  if (item === null) {
    throw new Error(
      "associative list without keys has an element that's an explicit null",
    );
  }
  if (Array.isArray(item)) {
    throw new Error('not supported: associative list with lists as elements');
  }
  if (isJsonObject(item)) {
    throw new Error(
      "associative list without keys has an element that's a map type",
    );
  }
  return valueElement(item);
}

/** The path element of an item of an associative list. Throws an Error when the item cannot have one. */
export function listItemElement(list: ListType, item: JsonValue): PathElement {
  if (list.relationship !== 'associative') {
    throw new Error('invalid indexing of non-associative list');
  }
  return list.keys.length > 0 ? keyedItem(list, item) : setItem(item);
}
