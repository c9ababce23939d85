import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { FieldSet } from './fieldSet';
import { listItemElement } from './listItem';
import { fieldElement, type PathElement } from './pathElement';
import type { ListType, MapType, TypeRef } from './typeSchema';
import { invalidAtom, unresolved } from './validate';
import { ErrorList } from './validationErrors';
import { isJsonObject } from './value';

interface Found {
  member: boolean;
  children: FieldSet | undefined;
}

const LEAF: Found = { member: true, children: undefined };
const NOTHING: Found = { member: false, children: undefined };

class FieldWalk {
  readonly errors = new ErrorList();

  visit(value: JsonValue, type: TypeRef | undefined): Found {
    if (type && !type.atom) {
      this.errors.add(unresolved(type));
      return NOTHING;
    }
    const atom = type?.atom?.forValue(value);
    if (atom?.map) {
      if (atom.map.relationship === 'atomic') {
        return LEAF;
      }
      return isJsonObject(value)
        ? { member: false, children: this.#map(value, atom.map) }
        : NOTHING;
    }
    if (atom?.scalar) {
      return LEAF;
    }
    if (atom?.list) {
      if (atom.list.relationship === 'atomic') {
        return LEAF;
      }
      return Array.isArray(value)
        ? { member: false, children: this.#list(value, atom.list) }
        : NOTHING;
    }
    this.errors.add(invalidAtom(type));
    return NOTHING;
  }

  #map(object: JsonObject, map: MapType): FieldSet {
    const set = new FieldSet();
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === undefined) {
        continue;
      }
      const field = map.field(key);
      const found = this.visit(value, field ? field.type : map.elementType);
      const empty =
        value === null ||
        (isJsonObject(value) && Object.keys(value).length === 0);
      set.put(
        field ? field.element : fieldElement(key),
        found.member || empty || !field,
        found.children,
      );
    }
    return set;
  }

  #list(items: JsonValue[], list: ListType): FieldSet {
    const set = new FieldSet();
    const elements: (PathElement | undefined)[] = [];
    const counts = new Map<string, number>();
    for (const item of items) {
      let element: PathElement | undefined;
      try {
        element = listItemElement(list, item);
        counts.set(element.id, (counts.get(element.id) ?? 0) + 1);
      } catch {
        // The value was validated; an item without a key has no owner.
        element = undefined;
      }
      elements.push(element);
    }
    items.forEach((item, i) => {
      const element = elements[i];
      if (!element) {
        return;
      }
      if ((counts.get(element.id) ?? 0) > 1) {
        // Duplicates are owned together, without what is in them.
        set.put(element, true, undefined);
      } else {
        set.put(element, true, this.visit(item, list.elementType).children);
      }
    });
    return set;
  }
}

/** Every leaf field and list item of a value. Throws ValidationErrors when the schema lacks a type. */
export function fieldSetOf(value: JsonValue, type: TypeRef): FieldSet {
  const walk = new FieldWalk();
  const { children } = walk.visit(value, type);
  walk.errors.throwIfAny();
  return children ?? new FieldSet();
}
