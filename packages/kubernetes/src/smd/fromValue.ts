import { entryOf, type JsonValue } from '@sluice/golang/json';
import { FieldSet } from './fieldSet';
import {
  fieldElement,
  indexElement,
  keyElement,
  type PathElement,
} from './pathElement';
import { isJsonObject } from './value';

/** The fields by which items of lists are recognised when no schema says so. */
const KEY_NAMES = ['key', 'id', 'name'];

function guessElement(item: JsonValue, index: number): PathElement {
  if (!isJsonObject(item)) {
    return indexElement(index);
  }
  const fields = KEY_NAMES.flatMap(name => {
    const value = entryOf(item, name);
    return value === undefined || value === null || typeof value === 'object'
      ? []
      : [{ name, value }];
  });
  return fields.length > 0 ? keyElement(fields) : indexElement(index);
}

function collect(value: JsonValue, path: PathElement[], set: FieldSet): void {
  if (Array.isArray(value)) {
    value.forEach((item, i) =>
      collect(item, [...path, guessElement(item, i)], set),
    );
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      collect(item ?? null, [...path, fieldElement(key)], set);
    }
  } else {
    set.insert(path);
  }
}

/** The leaves of a value without a schema. */
export function fieldSetFromValue(value: JsonValue): FieldSet {
  const set = new FieldSet();
  collect(value, [], set);
  return set;
}
