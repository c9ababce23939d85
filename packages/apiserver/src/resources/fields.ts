import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';

/** Whether a value is an object that has named fields (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is JsonValue[] {
  return Array.isArray(value);
}

/** The fields of a Kubernetes object; changes go to the object itself. */
export function fieldsOf(object: KubernetesObject): JsonObject {
  const value: unknown = object;
  if (!isObject(value)) {
    throw new TypeError('not an object');
  }
  return value;
}

/** An own field; what objects inherit (`constructor`, `__proto__`) is no field. */
export function field(parent: unknown, name: string): JsonValue | undefined {
  return isObject(parent) && Object.hasOwn(parent, name)
    ? parent[name]
    : undefined;
}

/** The value at a path of field names, or undefined. */
export function at(
  parent: unknown,
  ...path: readonly string[]
): JsonValue | undefined {
  let value: unknown = parent;
  for (const name of path) {
    value = field(value, name);
  }
  return isJson(value) ? value : undefined;
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined && typeof value !== 'function';
}

/** The object at a path; undefined when it is absent or something else. */
export function objectAt(
  parent: unknown,
  ...path: readonly string[]
): JsonObject | undefined {
  const value = at(parent, ...path);
  return isObject(value) ? value : undefined;
}

/** The list at a path; empty when it is absent or something else. */
export function listAt(
  parent: unknown,
  ...path: readonly string[]
): JsonValue[] {
  const value = at(parent, ...path);
  return isList(value) ? value : [];
}

/** The objects of a list at a path. */
export function objectsAt(
  parent: unknown,
  ...path: readonly string[]
): JsonObject[] {
  return listAt(parent, ...path).filter(isObject);
}

/** The text at a path; empty when it is absent or something else. */
export function textAt(parent: unknown, ...path: readonly string[]): string {
  const value = at(parent, ...path);
  return typeof value === 'string' ? value : '';
}

/** The number at a path, or undefined. */
export function numberAt(
  parent: unknown,
  ...path: readonly string[]
): number | undefined {
  const value = at(parent, ...path);
  if (typeof value === 'bigint') {
    return Number(value);
  }
  return typeof value === 'number' ? value : undefined;
}

/** The texts of a map at a path, as entries in the map's order. */
export function textsAt(
  parent: unknown,
  ...path: readonly string[]
): [string, string][] {
  const map = objectAt(parent, ...path);
  return map
    ? Object.entries(map).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : '',
      ])
    : [];
}

/** What field selectors of these paths, such as `spec.nodeName`, read of an object. */
export function fieldSelectors(
  paths: readonly string[],
): Record<string, (object: unknown) => string> {
  return Object.fromEntries(
    paths.map(path => [
      path,
      (object: unknown) => textAt(object, ...path.split('.')),
    ]),
  );
}

/** Sets a field that is absent or null. */
export function setDefault(
  parent: JsonObject,
  name: string,
  value: JsonValue,
): void {
  if (field(parent, name) === undefined || field(parent, name) === null) {
    setEntry(parent, name, value);
  }
}

/** The object in a field, made when it is absent. */
export function ensureObject(parent: JsonObject, name: string): JsonObject {
  const present = field(parent, name);
  if (isObject(present)) {
    return present;
  }
  const made: JsonObject = {};
  setEntry(parent, name, made);
  return made;
}

/** Whether two JSON values are the same, whatever the order of fields. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (isList(left) && isList(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => sameValue(item, right[index]))
    );
  }
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every(
        key => Object.hasOwn(right, key) && sameValue(left[key], right[key]),
      )
    );
  }
  return false;
}
