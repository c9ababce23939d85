import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import { forbidden, invalid, required } from '../resources/fieldErrors';
import {
  field,
  isObject,
  listAt,
  objectAt,
  objectsAt,
  textAt,
} from '../resources/fields';
import { ruleCompileErrors, ruleErrors } from './cel/ruleErrors';
import { patternProblem } from './pattern';
import { maximumDepth } from './schema';

const types = new Set([
  'array',
  'boolean',
  'integer',
  'number',
  'object',
  'string',
]);

/** What makes a schema unusable: it is not structural, or one of its expressions cannot be read. */
export function structuralErrors(
  schema: JsonObject,
  path: string,
): FieldError[] {
  const errors = [
    ...levelErrors(schema, path, 0),
    ...schemaErrors(schema, path, { root: true, depth: 0 }),
  ];
  return errors.length > 0 ? errors : expressionErrors(schema, path);
}

function expressionErrors(schema: JsonObject, path: string): FieldError[] {
  return [
    ...ruleCompileErrors(schema, path),
    ...innerSchemas(schema, path).flatMap(([name, inner]) =>
      expressionErrors(inner, name),
    ),
  ];
}

/** Expressions: patterns and rules. */
function levelErrors(
  schema: JsonObject,
  path: string,
  depth: number,
): FieldError[] {
  if (depth > maximumDepth) {
    return [];
  }
  const errors: FieldError[] = [];
  const pattern = textAt(schema, 'pattern');
  const problem = pattern === '' ? undefined : patternProblem(pattern);
  if (problem) {
    errors.push(
      invalid(
        `${path}.pattern`,
        pattern,
        `must be a valid regular expression, but isn't: ${problem}`,
      ),
    );
  }
  if (field(schema, 'uniqueItems') === true) {
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  }
  errors.push(...ruleErrors(schema, path));
  for (const [name, inner] of innerSchemas(schema, path)) {
    errors.push(...levelErrors(inner, name, depth + 1));
  }
  return errors;
}

function innerSchemas(
  schema: JsonObject,
  path: string,
): [string, JsonObject][] {
  const found: [string, JsonObject][] = Object.entries(
    objectAt(schema, 'properties') ?? {},
  ).flatMap(([name, value]): [string, JsonObject][] =>
    isObject(value) ? [[`${path}.properties[${name}]`, value]] : [],
  );
  for (const name of ['additionalProperties', 'items', 'not']) {
    const inner = objectAt(schema, name);
    if (inner) {
      found.push([`${path}.${name}`, inner]);
    }
  }
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    objectsAt(schema, name).forEach((inner, index) =>
      found.push([`${path}.${name}[${index}]`, inner]),
    );
  }
  return found;
}

interface Place {
  root: boolean;
  depth: number;
}

/** Structure: types everywhere, no contradictions. */
function schemaErrors(
  schema: JsonObject,
  path: string,
  place: Place,
): FieldError[] {
  if (place.depth > maximumDepth) {
    return [invalid(path, null, `a schema may be ${maximumDepth} levels deep`)];
  }
  const type = textAt(schema, 'type');
  const intOrString = field(schema, 'x-kubernetes-int-or-string') === true;
  const preserve =
    field(schema, 'x-kubernetes-preserve-unknown-fields') === true;
  const errors: FieldError[] = [];
  const properties = objectAt(schema, 'properties');
  const additional = field(schema, 'additionalProperties');
  if (properties && additional !== undefined && additional !== false) {
    errors.push(
      forbidden(
        `${path}.additionalProperties`,
        'additionalProperties and properties are mutual exclusive',
      ),
    );
  }
  if (type === 'array' && !objectAt(schema, 'items')) {
    errors.push(required(`${path}.items`, 'must be specified'));
  }
  if (place.root && type !== 'object') {
    errors.push(
      type === ''
        ? required(`${path}.type`, 'must not be empty at the root')
        : invalid(`${path}.type`, type, 'must be object at the root'),
    );
  } else if (type === '' && !intOrString && !preserve) {
    const structured = properties || additional !== undefined;
    errors.push(
      required(
        `${path}.type`,
        structured || !path.endsWith('.items')
          ? 'must not be empty for specified object fields'
          : 'must not be empty for specified array items',
      ),
    );
  } else if (type !== '' && !types.has(type)) {
    errors.push(
      invalid(
        `${path}.type`,
        type,
        'must be one of "array", "boolean", "integer", "number", "object", "string"',
      ),
    );
  }
  const metadata = place.root ? objectAt(properties, 'metadata') : undefined;
  if (
    metadata &&
    Object.keys(objectAt(metadata, 'properties') ?? {}).some(
      name => name !== 'name' && name !== 'generateName',
    )
  ) {
    errors.push(
      forbidden(
        `${path}.properties[metadata]`,
        'must not specify anything other than name and generateName, but metadata is implicitly specified',
      ),
    );
  }
  errors.push(...listTypeErrors(schema, path));
  const next = { root: false, depth: place.depth + 1 };
  for (const [name, inner] of Object.entries(properties ?? {})) {
    if (isObject(inner) && !(place.root && name === 'metadata')) {
      errors.push(...schemaErrors(inner, `${path}.properties[${name}]`, next));
    }
  }
  for (const name of ['additionalProperties', 'items']) {
    const inner = objectAt(schema, name);
    if (inner) {
      errors.push(...schemaErrors(inner, `${path}.${name}`, next));
    }
  }
  return errors;
}

function listTypeErrors(schema: JsonObject, path: string): FieldError[] {
  const listType = field(schema, 'x-kubernetes-list-type');
  const keys = listAt(schema, 'x-kubernetes-list-map-keys').map(String);
  const errors: FieldError[] = [];
  if (listType === 'map') {
    if (keys.length === 0) {
      errors.push(
        required(
          `${path}.x-kubernetes-list-map-keys`,
          'must not be empty if x-kubernetes-list-type is map',
        ),
      );
    }
    const item = objectAt(schema, 'items');
    const needed = listAt(item, 'required');
    keys.forEach((key, index) => {
      const property = objectAt(item, 'properties', key);
      if (!property) {
        errors.push(
          invalid(
            `${path}.x-kubernetes-list-map-keys[${index}]`,
            key,
            'entries must all be names of item properties',
          ),
        );
      } else if (
        !needed.includes(key) &&
        field(property, 'default') === undefined
      ) {
        errors.push(
          required(
            `${path}.items.properties[${key}].default`,
            'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
          ),
        );
      }
    });
  } else if (
    listType !== undefined &&
    listType !== 'atomic' &&
    listType !== 'set'
  ) {
    errors.push({
      type: 'FieldValueNotSupported',
      field: `${path}.x-kubernetes-list-type`,
      message: `Unsupported value: ${JSON.stringify(
        listType,
      )}: supported values: "atomic", "map", "set"`,
    });
  }
  return errors;
}
