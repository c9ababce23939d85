import { entryOf, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { isJsonObject } from '../smd/value';

/** The object does not have the shape that its status is read from; the status is then Unknown. */
export class MalformedObjectError extends Error {}

/** A condition of `status.conditions`. */
export interface ObjectCondition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

function describe(value: JsonValue): string {
  if (Array.isArray(value)) {
    return '[]interface {}';
  }
  return isJsonObject(value) ? 'map[string]interface {}' : typeof value;
}

/** What a path leads to; undefined when something on the way is absent. Throws when something on the way is no object. */
export function fieldAt(
  object: JsonObject,
  ...path: string[]
): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (let i = 0; i < path.length; i++) {
    if (value === undefined || value === null) {
      return undefined;
    }
    if (!isJsonObject(value)) {
      throw new MalformedObjectError(
        `.${path.slice(0, i).join('.')} accessor error: ${String(
          value,
        )} is of the type ${describe(value)}, expected map[string]interface{}`,
      );
    }
    value = entryOf(value, path[i]);
  }
  return value;
}

function lenient(object: JsonObject, path: string): JsonValue | undefined {
  try {
    return fieldAt(object, ...path.split('.'));
  } catch (error) {
    if (error instanceof MalformedObjectError) {
      return undefined;
    }
    throw error;
  }
}

/** A whole number, or the default when there is none. */
export function intField(
  object: JsonObject,
  path: string,
  fallback: number,
): number {
  const value = lenient(object, path);
  return typeof value === 'number' && Number.isInteger(value)
    ? value
    : fallback;
}

/** A text, or the default when there is none. */
export function textField(
  object: JsonObject,
  path: string,
  fallback: string,
): string {
  const value = lenient(object, path);
  return typeof value === 'string' ? value : fallback;
}

/** A whole number; undefined when absent. Throws when it is anything else. */
export function requiredInt(
  object: JsonObject,
  ...path: string[]
): number | undefined {
  const value = fieldAt(object, ...path);
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new MalformedObjectError(
      `looking up ${path.join('.')} from resource: .${path.join(
        '.',
      )} accessor error: ${String(value)} is of the type ${
        value === null ? '<nil>' : describe(value)
      }, expected int64`,
    );
  }
  return value;
}

function textOf(condition: JsonObject, name: string): string {
  const value = entryOf(condition, name);
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value !== 'string') {
    throw new MalformedObjectError(
      `cannot restore string from ${describe(value)}`,
    );
  }
  return value;
}

/** The conditions of an object. Throws when they are no list of objects. */
export function conditionsOf(object: JsonObject): ObjectCondition[] {
  const status = entryOf(object, 'status');
  if (status === undefined || status === null) {
    return [];
  }
  if (!isJsonObject(status)) {
    throw new MalformedObjectError(
      `cannot restore struct from: ${describe(status)}`,
    );
  }
  const conditions = entryOf(status, 'conditions');
  if (conditions === undefined || conditions === null) {
    return [];
  }
  if (!Array.isArray(conditions)) {
    throw new MalformedObjectError(
      `cannot restore slice from ${describe(conditions)}`,
    );
  }
  return conditions.map(condition => {
    if (!isJsonObject(condition)) {
      throw new MalformedObjectError(
        `cannot restore struct from: ${describe(condition)}`,
      );
    }
    return {
      type: textOf(condition, 'type'),
      status: textOf(condition, 'status'),
      reason: textOf(condition, 'reason'),
      message: textOf(condition, 'message'),
    };
  });
}
