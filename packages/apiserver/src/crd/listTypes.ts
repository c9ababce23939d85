import type { JsonValue } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import { duplicate } from '../resources/fieldErrors';
import { at, field, isObject, sameValue } from '../resources/fields';
import { keyOf, propertySchema, type Schema } from './schema';
import { childPath } from './valueValidation';

/** Items that a list of type set or map holds twice. What an update left unchanged is tolerated. */
export function listTypeErrors(
  schema: Schema,
  value: JsonValue | undefined,
  path: string,
  old?: JsonValue,
): FieldError[] {
  if (Array.isArray(value)) {
    const errors = sameValue(value, old) ? [] : duplicates(schema, value, path);
    const { items } = schema;
    return items
      ? [
          ...errors,
          ...value.flatMap((item, index) =>
            listTypeErrors(items, item, `${path}[${index}]`),
          ),
        ]
      : errors;
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.keys(value).flatMap(name => {
    const property = propertySchema(schema, name);
    return property
      ? listTypeErrors(
          property,
          value[name],
          childPath(path, name),
          field(old, name),
        )
      : [];
  });
}

function duplicates(
  schema: Schema,
  list: readonly JsonValue[],
  path: string,
): FieldError[] {
  if (schema.listType !== 'set' && schema.listType !== 'map') {
    return [];
  }
  const seen = new Set<string>();
  const reported = new Set<string>();
  const errors: FieldError[] = [];
  list.forEach((item, index) => {
    const isMap = schema.listType === 'map';
    const key = isMap
      ? keyOf(item, schema.listMapKeys)
      : JSON.stringify(item, (_name, inner: unknown) =>
          typeof inner === 'bigint' ? inner.toString() : inner,
        );
    if (seen.has(key) && !reported.has(key)) {
      reported.add(key);
      const shown = isMap
        ? Object.fromEntries(
            schema.listMapKeys.map(name => [name, at(item, name)]),
          )
        : item;
      errors.push(duplicate(`${path}[${index}]`, shown));
    }
    seen.add(key);
  });
  return errors;
}
