import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { FieldSet } from './fieldSet';
import { listItemElement } from './listItem';
import {
  fieldElement,
  formatPathElement,
  type PathElement,
} from './pathElement';
import type { Atom, ListType, MapType, TypeRef } from './typeSchema';
import { invalidAtom, scalarError, unresolved } from './validate';
import { ErrorList } from './validationErrors';
import { isJsonObject, valuesEqual } from './value';

/** What changed between two values; no field is in two of the sets. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

type Optional = JsonValue | undefined;

function mapOf(value: Optional): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

function listOf(value: Optional): JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function isEmptyMap(map: JsonObject | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}

class CompareWalk {
  readonly removed = new FieldSet();
  readonly modified = new FieldSet();
  readonly added = new FieldSet();
  readonly errors = new ErrorList();
  readonly #path: PathElement[] = [];

  compare(lhs: Optional, rhs: Optional, type: TypeRef | undefined): void {
    if (lhs !== undefined && lhs === rhs) {
      return;
    }
    const atom = type?.atom;
    if (type && !atom) {
      this.errors.add(unresolved(type));
      return;
    }
    const left = atom?.forValue(lhs);
    const right = atom?.forValue(rhs);
    let leaf: boolean;
    if (rhs === undefined) {
      leaf = this.#visit(left, lhs, rhs, type);
    } else if (lhs === undefined || left === right) {
      leaf = this.#visit(right, lhs, rhs, type);
    } else {
      this.#visit(left, lhs, rhs, type);
      leaf = this.#visit(right, lhs, rhs, type);
    }
    if (!leaf) {
      if (lhs === undefined) {
        this.added.insert(this.#path);
      } else if (rhs === undefined) {
        this.removed.insert(this.#path);
      }
    }
  }

  /** Answers whether the values were compared as a whole. */
  #visit(
    atom: Atom | undefined,
    lhs: Optional,
    rhs: Optional,
    type: TypeRef | undefined,
  ): boolean {
    if (atom?.map) {
      return this.#map(atom.map, lhs, rhs);
    }
    if (atom?.scalar) {
      const left = scalarError(atom.scalar, lhs);
      const right = scalarError(atom.scalar, rhs);
      if (left && right) {
        this.errors.add(`lhs: ${left}`);
        this.errors.add(`rhs: ${right}`);
        return false;
      }
      return this.#leaf(lhs, rhs);
    }
    if (atom?.list) {
      return this.#list(atom.list, lhs, rhs);
    }
    this.errors.add(invalidAtom(type));
    return false;
  }

  #leaf(lhs: Optional, rhs: Optional): boolean {
    if (lhs === undefined) {
      this.added.insert(this.#path);
    } else if (rhs === undefined) {
      this.removed.insert(this.#path);
    } else if (!valuesEqual(lhs, rhs)) {
      this.modified.insert(this.#path);
    }
    return true;
  }

  #map(type: MapType, lhs: Optional, rhs: Optional): boolean {
    const left = mapOf(lhs);
    const right = mapOf(rhs);
    if (
      type.relationship === 'atomic' ||
      (isEmptyMap(left) && isEmptyMap(right))
    ) {
      return this.#leaf(lhs, rhs);
    }
    for (const key of Object.keys(left ?? {})) {
      this.#entry(
        type,
        key,
        left?.[key],
        right && Object.hasOwn(right, key) ? right[key] : undefined,
      );
    }
    for (const key of Object.keys(right ?? {})) {
      if (!left || !Object.hasOwn(left, key)) {
        this.#entry(type, key, undefined, right?.[key]);
      }
    }
    return false;
  }

  #entry(type: MapType, key: string, lhs: Optional, rhs: Optional): void {
    if (lhs === rhs) {
      return;
    }
    const field = type.field(key);
    this.#descend(
      field ? field.element : fieldElement(key),
      lhs,
      rhs,
      field ? field.type : type.elementType,
    );
  }

  #descend(
    element: PathElement,
    lhs: Optional,
    rhs: Optional,
    type: TypeRef | undefined,
  ): void {
    const start = this.errors.length;
    this.#path.push(element);
    this.compare(lhs, rhs, type);
    this.#path.pop();
    this.errors.prefix(start, () => formatPathElement(element));
  }

  #list(type: ListType, lhs: Optional, rhs: Optional): boolean {
    const left = listOf(lhs);
    const right = listOf(rhs);
    if (type.relationship === 'atomic' || (!left?.length && !right?.length)) {
      return this.#leaf(lhs, rhs);
    }
    const elements = new Map<string, PathElement>();
    const leftItems = this.#index(type, left ?? [], elements);
    const rightItems = this.#index(type, right ?? [], elements);
    for (const [id, element] of elements) {
      this.#items(
        type,
        element,
        leftItems.get(id) ?? [],
        rightItems.get(id) ?? [],
      );
    }
    return false;
  }

  #index(
    type: ListType,
    items: JsonValue[],
    elements: Map<string, PathElement>,
  ): Map<string, JsonValue[]> {
    const index = new Map<string, JsonValue[]>();
    items.forEach((item, i) => {
      try {
        const element = listItemElement(type, item);
        const same = index.get(element.id);
        if (same) {
          same.push(item);
        } else {
          index.set(element.id, [item]);
          elements.set(element.id, element);
        }
      } catch (error) {
        this.errors.add(
          `element ${i}: ${error instanceof Error ? error.message : error}`,
        );
      }
    });
    return index;
  }

  #items(
    type: ListType,
    element: PathElement,
    left: JsonValue[],
    right: JsonValue[],
  ): void {
    const { elementType } = type;
    if (left.length <= 1 && right.length <= 1) {
      this.#descend(element, left.at(0), right.at(0), elementType);
    } else if (left.length >= 2 && right.length >= 2) {
      // Duplicates before and after are one leaf.
      if (!valuesEqual(left, right)) {
        this.modified.insert([...this.#path, element]);
      }
    } else if (left.length >= 2) {
      if (right.length > 0) {
        this.#descend(element, undefined, right[0], elementType);
      }
      this.removed.insert([...this.#path, element]);
    } else {
      if (left.length > 0) {
        this.#descend(element, left[0], undefined, elementType);
      }
      this.added.insert([...this.#path, element]);
    }
  }
}

/** What the second value changes in the first. Throws ValidationErrors. */
export function compareTyped(
  lhs: JsonValue,
  rhs: JsonValue,
  type: TypeRef,
): Comparison {
  const walk = new CompareWalk();
  walk.compare(lhs, rhs, type);
  walk.errors.throwIfAny();
  return { removed: walk.removed, modified: walk.modified, added: walk.added };
}

/** Whether nothing changed. */
export function isSame(comparison: Comparison): boolean {
  return (
    comparison.removed.isEmpty &&
    comparison.modified.isEmpty &&
    comparison.added.isEmpty
  );
}

/** The comparison with all three sets passed through a filter. */
export function filterComparison(
  comparison: Comparison,
  filter: ((set: FieldSet) => FieldSet) | undefined,
): Comparison {
  return filter
    ? {
        removed: filter(comparison.removed),
        modified: filter(comparison.modified),
        added: filter(comparison.added),
      }
    : comparison;
}
