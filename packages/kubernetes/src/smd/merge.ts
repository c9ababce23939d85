import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import { listItemElement } from './listItem';
import { type IndexedList, mergeLists } from './mergeLists';
import { formatPathElement, type PathElement } from './pathElement';
import type { Atom, ListType, MapType, TypeRef } from './typeSchema';
import { invalidAtom, scalarError, unresolved } from './validate';
import { ErrorList } from './validationErrors';
import { isJsonObject, valuesEqual } from './value';

type Optional = JsonValue | undefined;

class MergeWalk {
  readonly errors = new ErrorList();

  merge(lhs: Optional, rhs: Optional, type: TypeRef | undefined): Optional {
    const atom = type?.atom;
    if (type && !atom) {
      this.errors.add(unresolved(type));
      return undefined;
    }
    if (rhs === undefined) {
      // Nothing is stated about a value that was validated.
      return lhs;
    }
    const right = atom?.forValue(rhs);
    const left = atom?.forValue(lhs);
    if (lhs !== undefined && left !== right) {
      this.#visit(left, lhs, rhs, type);
    }
    return this.#visit(right, lhs, rhs, type);
  }

  #visit(
    atom: Atom | undefined,
    lhs: Optional,
    rhs: JsonValue,
    type: TypeRef | undefined,
  ): Optional {
    if (atom?.map) {
      return this.#map(atom.map, lhs, rhs);
    }
    if (atom?.scalar) {
      const left = scalarError(atom.scalar, lhs);
      const right = scalarError(atom.scalar, rhs);
      if (left && right) {
        this.errors.add(`lhs: ${left}`);
        this.errors.add(`rhs: ${right}`);
        return undefined;
      }
      return rhs;
    }
    if (atom?.list) {
      return this.#list(atom.list, lhs, rhs);
    }
    this.errors.add(invalidAtom(type));
    return undefined;
  }

  #map(type: MapType, lhs: Optional, rhs: JsonValue): Optional {
    const left = isJsonObject(lhs) ? lhs : undefined;
    const right = isJsonObject(rhs) ? rhs : undefined;
    const leftKeys = left ? Object.keys(left) : [];
    const rightKeys = right ? Object.keys(right) : [];
    if (
      type.relationship === 'atomic' ||
      (leftKeys.length === 0 && rightKeys.length === 0)
    ) {
      return this.#leaf(lhs, rhs);
    }
    return this.#entries(type, left ?? {}, right ?? {}, rightKeys);
  }

  #leaf(lhs: Optional, rhs: JsonValue): JsonValue {
    return lhs !== undefined && valuesEqual(lhs, rhs) ? lhs : rhs;
  }

  /** The left object itself when the right one changes nothing. */
  #entries(
    type: MapType,
    left: JsonObject,
    right: JsonObject,
    keys: readonly string[],
  ): JsonObject {
    let result = left;
    for (const key of keys) {
      const start = this.errors.length;
      const before = entryOf(left, key);
      const merged = this.merge(
        before,
        right[key],
        type.field(key)?.type ?? type.elementType,
      );
      this.errors.prefix(start, () => `.${key}`);
      if (merged !== undefined && merged !== before) {
        if (result === left) {
          result = copyOf(left);
        }
        setEntry(result, key, merged);
      }
    }
    return result;
  }

  #list(type: ListType, lhs: Optional, rhs: JsonValue): Optional {
    const left = Array.isArray(lhs) ? lhs : [];
    const right = Array.isArray(rhs) ? rhs : [];
    if (
      type.relationship === 'atomic' ||
      (left.length === 0 && right.length === 0)
    ) {
      return this.#leaf(lhs, rhs);
    }
    const start = this.errors.length;
    const rightItems = this.#index(type, right, false);
    const leftItems = this.#index(type, left, true);
    if (this.errors.length > start) {
      return undefined;
    }
    const result: JsonValue[] = [];
    for (const item of mergeLists(leftItems, rightItems)) {
      const merged = this.#item(type, item.element, item.lhs, item.rhs);
      if (merged !== undefined) {
        result.push(merged);
      }
    }
    return result.length === left.length &&
      result.every((item, i) => item === left[i])
      ? lhs
      : result;
  }

  #item(
    type: ListType,
    element: PathElement,
    lhs: Optional,
    rhs: Optional,
  ): Optional {
    const start = this.errors.length;
    const merged = this.merge(lhs, rhs, type.elementType);
    this.errors.prefix(start, () => formatPathElement(element));
    // Upstream loses the errors of list items.
    this.errors.truncate(start);
    return merged;
  }

  #index(
    type: ListType,
    items: JsonValue[],
    allowDuplicates: boolean,
  ): IndexedList {
    const elements: PathElement[] = [];
    const kept: JsonValue[] = [];
    const byElement = new Map<string, JsonValue>();
    items.forEach((item, i) => {
      let element: PathElement;
      try {
        element = listItemElement(type, item);
      } catch (error) {
        this.errors.add(
          `element ${i}: ${error instanceof Error ? error.message : error}`,
        );
        return;
      }
      const duplicate = byElement.has(element.id);
      if (duplicate && !allowDuplicates) {
        this.errors.add(
          `duplicate entries for key ${formatPathElement(element)}`,
        );
        return;
      }
      // Duplicates are not merged with what is stated, they are replaced.
      byElement.set(element.id, duplicate ? null : item);
      elements.push(element);
      kept.push(item);
    });
    return { elements, items: kept, byElement };
  }
}

function copyOf(object: JsonObject): JsonObject {
  // Spreading keeps `__proto__` as an own entry.
  return { ...object };
}

/**
 * The first value with everything that the second states. Nothing is removed; parts that do not change are shared with the
 * first value, which is answered itself when nothing changes. Throws ValidationErrors.
 */
export function mergeTyped(
  lhs: JsonValue,
  rhs: JsonValue,
  type: TypeRef,
): JsonValue {
  const walk = new MergeWalk();
  const merged = walk.merge(lhs, rhs, type);
  walk.errors.throwIfAny();
  return merged ?? null;
}
