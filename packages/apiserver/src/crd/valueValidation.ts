import type { JsonValue } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import {
  invalid,
  notSupported,
  required,
  tooMany,
} from '../resources/fieldErrors';
import { field, isObject, sameValue } from '../resources/fields';
import { hasFormat } from './formats';
import { keyOf, oldItems, propertySchema, type Schema } from './schema';

/** A value and where it stands; `old` is the value that it replaces, where one is known to. */
export interface Located {
  value: JsonValue | undefined;
  old?: JsonValue;
  path: string;
}

/** The name that Go's errors give to what has no place of its own. */
const nowhere = '<nil>';

export function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function jsonType(value: JsonValue): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  switch (typeof value) {
    case 'bigint':
      return 'integer';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    default:
      return typeof value;
  }
}

function typeErrors(
  value: JsonValue,
  schema: Schema,
  path: string,
): FieldError[] {
  const types = schema.intOrString ? ['integer', 'string'] : [schema.type];
  const found = jsonType(value);
  const fits =
    types[0] === '' ||
    types.includes(found) ||
    (types.includes('number') && found === 'integer');
  return fits
    ? []
    : [
        {
          type: 'FieldValueTypeInvalid',
          field: path,
          message: `Invalid value: "${found}": ${path} in body must be of type ${types.join(
            ',',
          )}: "${found}"`,
        },
      ];
}

function stringErrors(
  value: string,
  schema: Schema,
  path: string,
): FieldError[] {
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    return [
      {
        type: 'FieldValueTooLong',
        field: path,
        message: `Too long: may not be more than ${schema.maxLength} bytes`,
      },
    ];
  }
  if (schema.minLength !== undefined && length < schema.minLength) {
    return [
      invalid(
        path,
        value,
        `${path} in body should be at least ${schema.minLength} chars long`,
      ),
    ];
  }
  if (schema.pattern && !schema.pattern.test(value)) {
    return [
      invalid(
        path,
        value,
        `${path} in body should match '${schema.pattern.source}'`,
      ),
    ];
  }
  return [];
}

function formatErrors(
  value: string,
  schema: Schema,
  path: string,
): FieldError[] {
  return hasFormat(value, schema.format)
    ? []
    : [
        {
          type: 'FieldValueTypeInvalid',
          field: path,
          message: `Invalid value: ${JSON.stringify(
            value,
          )}: ${path} in body must be of type ${
            schema.format
          }: ${JSON.stringify(value)}`,
        },
      ];
}

function numberErrors(
  value: number | bigint,
  schema: Schema,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const number = Number(value);
  if (schema.type === 'integer') {
    const integral = typeof value === 'bigint' || Number.isInteger(value);
    const fitsInt32 = number >= -(2 ** 31) && number < 2 ** 31;
    if (!integral || (schema.format === 'int32' && !fitsInt32)) {
      const format =
        schema.format === ''
          ? '(default format)'
          : `with format ${schema.format}`;
      errors.push({
        type: 'FieldValueInvalid',
        field: nowhere,
        message: `Invalid value: "": Checked value must be of type integer ${format} in ${path}`,
      });
    }
  }
  const refuse = (text: string) =>
    errors.push(invalid(path, value, `${path} in body should be ${text}`));
  const { multipleOf, maximum, minimum } = schema;
  if (multipleOf !== undefined && multipleOf > 0) {
    const quotient = number / multipleOf;
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9) {
      refuse(`a multiple of ${multipleOf}`);
    }
  }
  if (
    maximum !== undefined &&
    (schema.exclusiveMaximum ? number >= maximum : number > maximum)
  ) {
    refuse(
      `less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`,
    );
  }
  if (
    minimum !== undefined &&
    (schema.exclusiveMinimum ? number <= minimum : number < minimum)
  ) {
    refuse(
      `greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`,
    );
  }
  return errors;
}

function arrayErrors(
  list: readonly JsonValue[],
  schema: Schema,
  { old, path }: Located,
): FieldError[] {
  const { items } = schema;
  const errors: FieldError[] = [];
  if (items) {
    const before = oldItems(schema, old);
    list.forEach((item, index) =>
      errors.push(
        ...valueErrors(items, {
          value: item,
          old: before?.get(keyOf(item, schema.listMapKeys)),
          path: `${path}[${index}]`,
        }),
      ),
    );
  }
  if (schema.minItems !== undefined && list.length < schema.minItems) {
    errors.push(
      invalid(
        path,
        list.length,
        `${path} in body should have at least ${schema.minItems} items`,
      ),
    );
  }
  if (schema.maxItems !== undefined && list.length > schema.maxItems) {
    errors.push(tooMany(path, list.length, schema.maxItems));
  }
  return errors;
}

function objectErrors(
  object: Readonly<Record<string, JsonValue | undefined>>,
  schema: Schema,
  { old, path }: Located,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = Object.keys(object);
  if (
    schema.minProperties !== undefined &&
    names.length < schema.minProperties
  ) {
    errors.push(
      invalid(
        path,
        names.length,
        `${path} in body should have at least ${schema.minProperties} properties`,
      ),
    );
  }
  if (
    schema.maxProperties !== undefined &&
    names.length > schema.maxProperties
  ) {
    errors.push(tooMany(path, names.length, schema.maxProperties));
  }
  for (const name of schema.required) {
    if (!Object.hasOwn(object, name)) {
      errors.push(required(childPath(path, name)));
    }
  }
  const correlated = !schema.atomicMap;
  for (const name of names) {
    const property = propertySchema(schema, name);
    if (property) {
      errors.push(
        ...valueErrors(property, {
          value: object[name],
          old: correlated ? field(old, name) : undefined,
          path: childPath(path, name),
        }),
      );
    }
  }
  return errors;
}

function combinationErrors(schema: Schema, located: Located): FieldError[] {
  const errors: FieldError[] = [];
  const { path } = located;
  const complain = (text: string) =>
    errors.push({
      type: 'FieldValueInvalid',
      field: nowhere,
      message: `Invalid value: "": ${JSON.stringify(path)} ${text}`,
    });
  const tried = (schemas: readonly Schema[]) =>
    schemas.map(inner => valueErrors(inner, located));
  const fewest = (results: FieldError[][]) =>
    results.reduce((best, result) =>
      result.length < best.length ? result : best,
    );
  if (schema.anyOf.length > 0) {
    const results = tried(schema.anyOf);
    if (results.every(result => result.length > 0)) {
      complain('must validate at least one schema (anyOf)');
      errors.push(...fewest(results));
    }
  }
  if (schema.oneOf.length > 0) {
    const results = tried(schema.oneOf);
    const valid = results.filter(result => result.length === 0).length;
    if (valid !== 1) {
      complain(
        `must validate one and only one schema (oneOf). Found ${
          valid === 0 ? 'none valid' : `${valid} valid alternatives`
        }`,
      );
      if (valid === 0) {
        errors.push(...fewest(results));
      }
    }
  }
  if (schema.allOf.length > 0) {
    const failed = tried(schema.allOf).filter(result => result.length > 0);
    if (failed.length > 0) {
      errors.push(...failed.flat());
      complain('must validate all the schemas (allOf)');
    }
  }
  if (schema.not && valueErrors(schema.not, located).length === 0) {
    complain('must not validate the schema (not)');
  }
  return errors;
}

/**
 * Problems of a value, in the words of the real server's OpenAPI validation. What an update left unchanged is not
 * looked at (validation ratcheting).
 */
export function valueErrors(schema: Schema, located: Located): FieldError[] {
  const { value, old, path } = located;
  if (value === undefined || (old !== undefined && sameValue(value, old))) {
    return [];
  }
  if (value === null && schema.nullable) {
    return [];
  }
  const errors = [
    ...typeErrors(value, schema, path),
    ...combinationErrors(schema, located),
  ];
  if (typeof value === 'string') {
    errors.push(
      ...stringErrors(value, schema, path),
      ...formatErrors(value, schema, path),
    );
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    errors.push(...numberErrors(value, schema, path));
  } else if (Array.isArray(value)) {
    errors.push(...arrayErrors(value, schema, located));
  }
  if (schema.enum && !schema.enum.some(item => sameValue(item, value))) {
    errors.push(
      notSupported(
        path,
        value,
        schema.enum.map(item =>
          typeof item === 'string' ? item : JSON.stringify(item),
        ),
      ),
    );
  }
  if (isObject(value)) {
    errors.push(...objectErrors(value, schema, located));
  }
  return errors;
}
