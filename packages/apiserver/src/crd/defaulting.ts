import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { field, isObject } from '../resources/fields';
import type { Schema } from './schema';

/**
 * Fills defaults, in place. A null where null is not allowed counts as absent: it takes the default, or goes when there is
 * none and the field is known.
 */
export function defaultCustom(
  value: JsonValue | undefined,
  schema: Schema,
): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) {
      value.forEach((item, index) => {
        if (item === null && !items.nullable && items.default !== undefined) {
          value[index] = structuredClone(items.default);
        }
        defaultCustom(value[index], items);
      });
    }
    return;
  }
  if (!isObject(value)) {
    return;
  }
  for (const [name, property] of schema.properties) {
    defaultProperty(value, name, property);
  }
  const { additional } = schema;
  if (additional) {
    for (const name of Object.keys(value)) {
      if (!schema.properties.has(name)) {
        const inner = field(value, name);
        if (inner === null && !additional.nullable) {
          if (additional.default === undefined) {
            delete value[name];
          } else {
            setEntry(value, name, structuredClone(additional.default));
          }
        }
        defaultCustom(field(value, name), additional);
      }
    }
  }
}

function defaultProperty(
  parent: JsonObject,
  name: string,
  schema: Schema,
): void {
  const present = field(parent, name);
  const absent =
    present === undefined || (present === null && !schema.nullable);
  if (absent) {
    if (schema.default !== undefined) {
      setEntry(parent, name, structuredClone(schema.default));
    } else if (present === null && !acceptsNull(schema)) {
      delete parent[name];
    }
  }
  defaultCustom(field(parent, name), schema);
}

/** Values of any type (preserve-unknown without a type) keep their nulls. */
function acceptsNull(schema: Schema): boolean {
  return (
    schema.nullable ||
    (schema.type === '' && schema.preserveUnknown && !schema.intOrString)
  );
}
