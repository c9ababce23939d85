import type { JsonValue } from '@sluice/golang/json';
import type { PathElement } from './pathElement';

/** The items of one side, in order, with their path elements. */
export interface IndexedList {
  readonly elements: readonly PathElement[];
  readonly items: readonly JsonValue[];
  /** By element; null where several items have the same element. */
  readonly byElement: ReadonlyMap<string, JsonValue>;
}

/** One item of the result: what each side has of it. */
export interface MergedItem {
  readonly element: PathElement;
  readonly lhs: JsonValue | undefined;
  readonly rhs: JsonValue | undefined;
}

/**
 * The order of a merged associative list: items of the right side in their order, items that only the left side has
 * stay where they are relative to their neighbours.
 */
export function* mergeLists(
  lhs: IndexedList,
  rhs: IndexedList,
): Generator<MergedItem> {
  const shared = rhs.elements.filter(({ id }) => lhs.byElement.has(id));
  const merged = new Set<string>();
  let nextShared = 0;

  const pair = (element: PathElement): MergedItem => {
    merged.add(element.id);
    return {
      element,
      lhs: lhs.byElement.get(element.id),
      rhs: rhs.byElement.get(element.id),
    };
  };

  let left = 0;
  let right = 0;
  while (left < lhs.elements.length || right < rhs.elements.length) {
    if (left < lhs.elements.length && right < rhs.elements.length) {
      const element = lhs.elements[left];
      if (element.id === rhs.elements[right].id) {
        yield pair(element);
        left++;
        right++;
        nextShared++;
        continue;
      }
      if (
        rhs.byElement.has(element.id) &&
        nextShared < shared.length &&
        shared[nextShared].id !== element.id
      ) {
        // Shared, but its turn is later: the right side decides.
        left++;
        continue;
      }
    }
    if (left < lhs.elements.length) {
      const element = lhs.elements[left];
      if (!rhs.byElement.has(element.id)) {
        yield { element, lhs: lhs.items[left], rhs: undefined };
        left++;
        continue;
      }
      if (merged.has(element.id)) {
        left++;
      }
    }
    if (right < rhs.elements.length) {
      const element = rhs.elements[right];
      yield pair(element);
      right++;
      if (shared[nextShared]?.id === element.id) {
        nextShared++;
      }
    }
  }
}
