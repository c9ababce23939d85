import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import { valuesEqual } from '../smd/value';
import {
  DELETE_FROM_LIST,
  DIRECTIVE,
  RETAIN_KEYS,
  SET_ELEMENT_ORDER,
} from './directives';
import { checkMergeKeys, identifyBy } from './elementOrder';
import { copyOf, isJsonObject } from './json';
import { createMergePatch } from './mergePatch';
import { PatchType } from './patchMeta';

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The n-th item with a key stands for the n-th item with that key in another list. */
function pairer(
  items: readonly JsonValue[],
  mergeKey: string,
): (item: JsonValue) => JsonValue | undefined {
  const identify = identifyBy(mergeKey);
  const byKey = new Map<string, JsonValue[]>();
  for (const item of items) {
    const id = identify(item);
    const same = byKey.get(id);
    if (same) same.push(item);
    else byKey.set(id, [item]);
  }
  return item => byKey.get(identify(item))?.shift();
}

function sameOrder(
  a: readonly JsonValue[],
  b: readonly JsonValue[],
  mergeKey: string,
): boolean {
  const identify = identifyBy(mergeKey);
  return (
    a.length === b.length &&
    a.every((item, i) => identify(item) === identify(b[i]))
  );
}

/** What the items of a list that is merged by a key have to become. */
function diffObjects(
  original: readonly JsonValue[],
  modified: readonly JsonValue[],
  current: readonly JsonValue[],
  mergeKey: string,
  type: PatchType,
): JsonValue[] {
  for (const list of [original, modified, current]) {
    checkMergeKeys(list, mergeKey);
  }
  const originalOf = pairer(original, mergeKey);
  const currentOf = pairer(current, mergeKey);
  const changes: JsonValue[] = [];
  for (const item of modified) {
    const before = originalOf(item);
    const live = currentOf(item);
    if (live === undefined) {
      changes.push(copyOf(item));
      continue;
    }
    const change = diff(
      asObject(before),
      asObject(item),
      asObject(live),
      type,
      false,
    );
    if (Object.keys(change).length > 0) {
      setEntry(change, mergeKey, entryOf(asObject(item), mergeKey) ?? null);
      changes.push(change);
    }
  }
  const kept = pairer(modified, mergeKey);
  for (const item of original) {
    if (kept(item) === undefined) {
      const deletion: JsonObject = { [DIRECTIVE]: 'delete' };
      setEntry(deletion, mergeKey, entryOf(asObject(item), mergeKey) ?? null);
      changes.push(deletion);
    }
  }
  return changes;
}

function withoutItems(
  items: readonly JsonValue[],
  others: readonly JsonValue[],
): JsonValue[] {
  const identify = identifyBy('');
  const known = new Set(others.map(identify));
  return items.filter(item => !known.has(identify(item)));
}

/** Adds to a patch what a list that is merged needs. */
function diffMergedList(
  patch: JsonObject,
  key: string,
  lists: {
    original: readonly JsonValue[];
    modified: readonly JsonValue[];
    current: readonly JsonValue[];
  },
  mergeKey: string,
  type: PatchType,
): void {
  const { original, modified, current } = lists;
  const scalars = mergeKey === '';
  const changes = scalars
    ? withoutItems(modified, current)
    : diffObjects(original, modified, current, mergeKey, type);
  const doomed = scalars ? withoutItems(original, modified) : [];
  if (changes.length > 0) setEntry(patch, key, changes);
  if (doomed.length > 0) setEntry(patch, `${DELETE_FROM_LIST}/${key}`, doomed);
  const ordered =
    changes.length === 0 &&
    doomed.length === 0 &&
    sameOrder(current, modified, mergeKey);
  if (ordered || modified.length === 0) return;
  setEntry(
    patch,
    `${SET_ELEMENT_ORDER}/${key}`,
    scalars
      ? modified.map(copyOf)
      : modified.map(item => {
          const only: JsonObject = {};
          setEntry(only, mergeKey, entryOf(asObject(item), mergeKey) ?? null);
          return only;
        }),
  );
}

function diffField(
  patch: JsonObject,
  key: string,
  values: {
    original: JsonValue | undefined;
    modified: JsonValue;
    current: JsonValue | undefined;
  },
  type: PatchType,
): void {
  const { original, modified, current } = values;
  const bothObjects = isJsonObject(modified) && isJsonObject(current);
  const bothLists = Array.isArray(modified) && Array.isArray(current);
  if (!bothObjects && !bothLists) {
    if (current === undefined || !valuesEqual(current, modified)) {
      setEntry(patch, key, copyOf(modified));
    }
    return;
  }
  if (
    valuesEqual(current, modified) &&
    (original === undefined || valuesEqual(original, modified))
  ) {
    return;
  }
  const meta = type.field(key);
  if (meta.strategy === 'replace' || (bothLists && meta.strategy !== 'merge')) {
    if (!valuesEqual(current, modified)) setEntry(patch, key, copyOf(modified));
  } else if (bothLists) {
    diffMergedList(
      patch,
      key,
      {
        original: asList(original),
        modified: asList(modified),
        current: asList(current),
      },
      meta.mergeKey,
      meta.type,
    );
  } else {
    const change = diff(
      asObject(original),
      asObject(modified),
      asObject(current),
      meta.type,
      meta.retainKeys,
    );
    if (Object.keys(change).length > 0) setEntry(patch, key, change);
  }
}

function diff(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  type: PatchType,
  retainKeys: boolean,
): JsonObject {
  const patch: JsonObject = {};
  const keys = Object.keys(modified).filter(
    key => modified[key] !== undefined && modified[key] !== null,
  );
  for (const key of keys) {
    diffField(
      patch,
      key,
      {
        original: entryOf(original, key),
        modified: modified[key] ?? null,
        current: entryOf(current, key),
      },
      type,
    );
  }
  for (const key of Object.keys(original)) {
    const gone = entryOf(modified, key) ?? null;
    if (gone === null) setEntry(patch, key, null);
  }
  if (
    retainKeys &&
    keys.length > 0 &&
    (Object.keys(patch).length > 0 ||
      Object.keys(current).some(key => entryOf(modified, key) === undefined))
  ) {
    setEntry(patch, RETAIN_KEYS, [...keys].sort());
  }
  return patch;
}

/**
 * The strategic merge patch that brings what lives to a new state: what `modified` says is set, what `original` said and `modified`
 * does not is removed, and what others added stays (apimachinery `strategicpatch.CreateThreeWayMergePatch`, overwriting). `schema` as
 * for {@link applyStrategicMergePatch}. Nothing is changed in what is given. Throws PatchError.
 *
 * @returns an empty object when nothing is to be done
 */
export function createThreeWayStrategicPatch(options: {
  original: JsonObject;
  modified: JsonObject;
  current: JsonObject;
  schema: JsonObject;
}): JsonObject {
  const { original, modified, current, schema } = options;
  const kind = entryOf(modified, 'kind');
  return diff(
    original,
    modified,
    current,
    new PatchType(schema, typeof kind === 'string' ? kind : undefined),
    false,
  );
}

/** Removes the entries that are set, or those that are null, at any depth. */
function pick(patch: JsonObject, nulls: boolean): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key] ?? null;
    if (isJsonObject(value)) {
      const below = pick(value, nulls);
      if (Object.keys(below).length > 0) setEntry(result, key, below);
    } else if ((value === null) === nulls) {
      setEntry(result, key, copyOf(value));
    }
  }
  return result;
}

function mergeInto(target: JsonObject, patch: JsonObject): void {
  for (const key of Object.keys(patch)) {
    const value = patch[key] ?? null;
    const before = entryOf(target, key);
    if (isJsonObject(before) && isJsonObject(value)) mergeInto(before, value);
    else setEntry(target, key, value);
  }
}

/**
 * The JSON merge patch of three states (apimachinery `jsonmergepatch.CreateThreeWayJSONMergePatch`), for kinds without a schema.
 */
export function createThreeWayMergePatch(
  options: Omit<Parameters<typeof createThreeWayStrategicPatch>[0], 'schema'>,
): JsonObject {
  const { original, modified, current } = options;
  const patch = pick(createMergePatch(current, modified), false);
  mergeInto(patch, pick(createMergePatch(original, modified), true));
  return patch;
}
