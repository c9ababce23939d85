import type { FieldError } from '../resource';
import { isObject } from './fields';

/** A value as Go's field errors print it: texts quoted, structures as JSON, what is absent as null. */
export function printedValue(value: unknown): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  if (typeof value === 'bigint') {
    return value.toString();
  }
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? Number(inner) : inner,
  );
}

export function required(field: string, detail = ''): FieldError {
  return {
    type: 'FieldValueRequired',
    field,
    message: detail ? `Required value: ${detail}` : 'Required value',
  };
}

export function invalid(
  field: string,
  value: unknown,
  detail: string,
): FieldError {
  return {
    type: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${printedValue(value)}: ${detail}`,
  };
}

/** Supported values are printed in the order given. */
export function notSupported(
  field: string,
  value: unknown,
  supported: readonly string[],
): FieldError {
  return {
    type: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${printedValue(
      value,
    )}: supported values: ${supported
      .map(item => JSON.stringify(item))
      .join(', ')}`,
  };
}

export function forbidden(field: string, detail: string): FieldError {
  return {
    type: 'FieldValueForbidden',
    field,
    message: `Forbidden: ${detail}`,
  };
}

export function duplicate(field: string, value: unknown): FieldError {
  return {
    type: 'FieldValueDuplicate',
    field,
    message: `Duplicate value: ${printedValue(value)}`,
  };
}

export function notFound(field: string, value: unknown): FieldError {
  return {
    type: 'FieldValueNotFound',
    field,
    message: `Not found: ${printedValue(value)}`,
  };
}

export function tooMany(
  field: string,
  actual: number,
  maximum: number,
): FieldError {
  return {
    type: 'FieldValueTooMany',
    field,
    message: `Too many: ${actual}: must have at most ${maximum} items`,
  };
}

/** A label selector (or any tagged structure) as Go prints it: empty maps and lists are left out. */
export function withoutEmpty(value: unknown): unknown {
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, inner]) =>
        inner !== undefined &&
        inner !== null &&
        !(Array.isArray(inner) && inner.length === 0),
    ),
  );
}

/** A map in the order in which Go prints it: by key. */
export function sortedMap<T>(
  map: Readonly<Record<string, T>> | undefined,
): Record<string, T> | undefined {
  return (
    map &&
    Object.fromEntries(
      Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)),
    )
  );
}
