import type { JsonValue } from '@sluice/golang/json';
import { isObject } from '../../resources/fields';
import { propertySchema, type Schema } from '../schema';
import { toDuration } from './durations';

const reserved = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

/** A property's name as rules write it: `x-y` is `x__dash__y`. */
export function escapedName(name: string): string {
  if (reserved.has(name)) {
    return `__${name}__`;
  }
  return name
    .replace(/__/g, '__underscores__')
    .replace(/\./g, '__dot__')
    .replace(/-/g, '__dash__')
    .replace(/\//g, '__slash__');
}

/**
 * A JSON value as rules see it: whole numbers are int, objects are maps (so nothing is inherited), dates and durations are
 * what their format says.
 */
export function celValue(
  value: JsonValue | undefined,
  schema: Schema | undefined,
): unknown {
  if (value === undefined || value === null) {
    return null;
  }
  if (Array.isArray(value)) {
    // An array of this realm: the engine knows types by their constructor.
    return Array.from(value, item => celValue(item, schema?.items));
  }
  if (isObject(value)) {
    const declared = schema && schema.properties.size > 0;
    return new Map(
      Object.entries(value).map(([name, inner]) => [
        declared ? escapedName(name) : name,
        celValue(inner, schema && propertySchema(schema, name)),
      ]),
    );
  }
  if (typeof value === 'number') {
    const integral =
      Number.isInteger(value) && (!schema || schema.type !== 'number');
    return integral ? BigInt(value) : value;
  }
  return typeof value === 'string' ? textValue(value, schema) : value;
}

function textValue(value: string, schema: Schema | undefined): unknown {
  switch (schema?.format) {
    case 'date-time':
    case 'date': {
      const date = new Date(value);
      return Number.isNaN(date.getTime()) ? value : date;
    }
    case 'duration':
      return toDuration(value);
    case 'byte':
      return new Uint8Array(Buffer.from(value, 'base64'));
    default:
      return value;
  }
}

/** Whether two values are equal to a rule. */
export function sameCelValue(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => sameCelValue(item, right[index]))
    );
  }
  if (left instanceof Map && right instanceof Map) {
    return (
      left.size === right.size &&
      [...left].every(
        ([key, value]) => right.has(key) && sameCelValue(value, right.get(key)),
      )
    );
  }
  if (left instanceof Date && right instanceof Date) {
    return left.getTime() === right.getTime();
  }
  const numeric = (value: unknown) =>
    typeof value === 'number' || typeof value === 'bigint';
  return numeric(left) && numeric(right) && Number(left) === Number(right);
}
