import type { JsonValue } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import { invalid, required } from '../resources/fieldErrors';
import { field, isObject, objectAt, textAt } from '../resources/fields';
import { labelErrors } from '../resources/objectMeta';
import { propertySchema, type Schema } from './schema';
import { childPath } from './valueValidation';

/** Whole objects inside a custom resource must name their type, and their metadata must be well formed. */
export function embeddedErrors(
  schema: Schema,
  value: JsonValue | undefined,
  path: string,
): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items
      ? value.flatMap((item, index) =>
          embeddedErrors(items, item, `${path}[${index}]`),
        )
      : [];
  }
  if (!isObject(value)) {
    return [];
  }
  const errors: FieldError[] = [];
  if (schema.embedded) {
    for (const name of ['apiVersion', 'kind']) {
      const text = field(value, name);
      if (text === undefined || text === '') {
        errors.push(required(`${path}.${name}`));
      } else if (typeof text !== 'string') {
        errors.push(invalid(`${path}.${name}`, text, 'must be a string'));
      }
    }
    const metadata = objectAt(value, 'metadata');
    if (metadata && textAt(value, 'apiVersion') !== '') {
      errors.push(
        ...labelErrors(objectAt(metadata, 'labels'), `${path}.metadata.labels`),
      );
    }
  }
  for (const name of Object.keys(value)) {
    const property = propertySchema(schema, name);
    if (property) {
      errors.push(
        ...embeddedErrors(property, value[name], childPath(path, name)),
      );
    }
  }
  return errors;
}
