import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import { goValue } from '../smd/goText';
import { checkMergeKeys, identifyBy, noMergeKey } from './elementOrder';
import { PatchError } from './errors';
import { isJsonObject } from './json';

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const SET_ELEMENT_ORDER = '$setElementOrder';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';

export const BAD_PRIMITIVE_LIST = 'invalid patch format of primitive list';
export const BAD_RETAIN_KEYS = 'invalid patch format of retainKeys';
export const BAD_ELEMENT_ORDER = 'invalid patch format of setElementOrder list';

/** The error of an unknown `$patch`. */
export function badDirective(
  directive: JsonValue,
  patch: JsonObject,
): PatchError {
  return new PatchError(
    `unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`,
    500,
  );
}

/** The kind of a value as far as lists of one kind care. */
export function typeOf(value: JsonValue): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'list' : typeof value;
}

/** The field that a key such as `$setElementOrder/containers` is about. */
export function fieldOf(key: string, prefix: string, message: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== prefix) {
    throw new PatchError(message, 400);
  }
  return key.slice(slash + 1);
}

/** Without directives; undefined when the value itself is one. */
export function withoutDirectives(value: JsonValue): JsonValue | undefined {
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

/** Removes what the list of kept keys does not have; the patch may set only what it has. */
export function applyRetainKeys(target: JsonObject, patch: JsonObject): void {
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

/** The items of the patch have to be among those of the order, in the same order. */
export function checkOrder(
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

/** What the items of lists are; throws PatchError unless all are of one kind and there is one. */
export function elementKind(lists: readonly (readonly JsonValue[])[]): string {
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

/** The first of each of equal scalars. */
export function distinct(items: readonly JsonValue[]): JsonValue[] {
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
export function applyItemDirectives(
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
