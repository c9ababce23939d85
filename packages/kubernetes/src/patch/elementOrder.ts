import { entryOf, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { goJson, goValue } from '../smd/goText';
import { PatchError } from './errors';
import { isJsonObject } from './json';

/** Tells items apart: the value of the merge key for objects, the item itself for scalars. */
export type Identify = (item: JsonValue) => string;

/** Identity of items of a list that is merged by a key; scalars have no key. */
export function identifyBy(mergeKey: string): Identify {
  return mergeKey === ''
    ? goJson
    : item => goJson(isJsonObject(item) ? entryOf(item, mergeKey) : null);
}

/** The error of an item without the key that its list is merged by. */
export function noMergeKey(item: JsonObject, mergeKey: string): PatchError {
  return new PatchError(
    `map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`,
    500,
  );
}

/** Throws PatchError unless all items are objects with the key. */
export function checkMergeKeys(
  items: readonly JsonValue[],
  mergeKey: string,
): void {
  for (const item of items) {
    if (!isJsonObject(item)) {
      throw new PatchError(
        `expected a map[string]interface {}, but received a ${
          item === null ? '<nil>' : typeof item
        }`,
        500,
      );
    }
    if (!Object.hasOwn(item, mergeKey)) {
      throw noMergeKey(item, mergeKey);
    }
  }
}

function positions(
  items: readonly JsonValue[],
  identify: Identify,
): Map<string, number> {
  const result = new Map<string, number>();
  items.forEach((item, i) => {
    const id = identify(item);
    if (!result.has(id)) {
      result.set(id, i);
    }
  });
  return result;
}

/**
 * Sorts by the position in another list. Items that it does not have are never in order, so each moves in front of what
 * comes before it: an insertion sort makes of that what upstream makes of it.
 */
function sortByOrder(
  items: readonly JsonValue[],
  order: Map<string, number>,
  identify: Identify,
): JsonValue[] {
  const positionOf = (item: JsonValue) => order.get(identify(item));
  if (items.every(item => positionOf(item) !== undefined)) {
    return [...items].sort(
      (a, b) => (positionOf(a) ?? 0) - (positionOf(b) ?? 0),
    );
  }
  const isBefore = (a: JsonValue, b: JsonValue) => {
    const x = positionOf(a);
    const y = positionOf(b);
    return x === undefined || y === undefined || x < y;
  };
  const result = [...items];
  for (let i = 1; i < result.length; i++) {
    for (let j = i; j > 0 && isBefore(result[j], result[j - 1]); j--) {
      [result[j], result[j - 1]] = [result[j - 1], result[j]];
    }
  }
  return result;
}

/**
 * Puts the items of a merged list in order: those that the patch names in the order of `patchOrder`, between them those
 * that only the server has, where they were.
 */
export function orderElements(
  merged: readonly JsonValue[],
  patchOrder: readonly JsonValue[],
  serverOrder: readonly JsonValue[],
  mergeKey: string,
): JsonValue[] {
  const identify = identifyBy(mergeKey);
  if (mergeKey !== '') {
    checkMergeKeys(merged, mergeKey);
    checkMergeKeys(patchOrder, mergeKey);
    checkMergeKeys(serverOrder, mergeKey);
  }
  const inPatch = positions(patchOrder, identify);
  const onServer = positions(serverOrder, identify);
  const fromPatch = sortByOrder(
    merged.filter(item => inPatch.has(identify(item))),
    inPatch,
    identify,
  );
  const serverOnly = sortByOrder(
    merged.filter(item => !inPatch.has(identify(item))),
    onServer,
    identify,
  );
  const result: JsonValue[] = [];
  let i = 0;
  let j = 0;
  while (i < serverOnly.length || j < fromPatch.length) {
    const left = onServer.get(identify(serverOnly[i] ?? null));
    const right = onServer.get(identify(fromPatch[j] ?? null));
    const takeServer =
      j >= fromPatch.length ||
      (i < serverOnly.length &&
        left !== undefined &&
        right !== undefined &&
        left < right);
    result.push(takeServer ? serverOnly[i++] : fromPatch[j++]);
  }
  return result;
}
