import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { builtinSchema, referencedComponent, resolveSchema } from './builtin';

/** What the Go type of a field makes of an absent value. */
type Zero = 'struct' | 'null' | undefined;

interface Field {
  readonly name: string;
  readonly schema: JsonObject;
  readonly zero: Zero;
}

interface Fields {
  readonly list: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  readonly items: JsonObject | undefined;
  readonly values: JsonObject | undefined;
}

const fieldsCache = new WeakMap<JsonObject, Fields>();

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function zeroOf(property: JsonObject, required: boolean): Zero {
  if (
    isObject(property.default) &&
    referencedComponent(property) !== undefined &&
    isObject(resolveSchema(property).properties)
  ) {
    return 'struct';
  }
  const resolved = required ? resolveSchema(property) : property;
  return required &&
    property.default === undefined &&
    (resolved.type === 'array' || resolved.type === 'object')
    ? 'null'
    : undefined;
}

function fieldsOf(schema: JsonObject): Fields {
  let fields = fieldsCache.get(schema);
  if (!fields) {
    const resolved = resolveSchema(schema);
    const required = Array.isArray(resolved.required) ? resolved.required : [];
    const properties = isObject(resolved.properties) ? resolved.properties : {};
    const list = Object.entries(properties).flatMap(([name, property]) =>
      isObject(property)
        ? [
            {
              name,
              schema: property,
              zero: zeroOf(property, required.includes(name)),
            },
          ]
        : [],
    );
    fields = {
      list,
      byName: new Map(list.map(field => [field.name, field])),
      items: isObject(resolved.items) ? resolved.items : undefined,
      values: isObject(resolved.additionalProperties)
        ? resolved.additionalProperties
        : undefined,
    };
    fieldsCache.set(schema, fields);
  }
  return fields;
}

function fill(value: JsonValue, schema: JsonObject): JsonValue {
  const fields = fieldsOf(schema);
  if (Array.isArray(value)) {
    const { items } = fields;
    if (!items) {
      return value;
    }
    const filled = value.map(item => fill(item, items));
    return filled.some((item, i) => item !== value[i]) ? filled : value;
  }
  if (!isObject(value)) {
    return value;
  }
  let result = value;
  const set = (name: string, entry: JsonValue) => {
    if (result === value) {
      result = { ...value };
    }
    setEntry(result, name, entry);
  };
  for (const name of Object.keys(value)) {
    const entry = value[name];
    const type = fields.byName.get(name)?.schema ?? fields.values;
    if (type && typeof entry === 'object' && entry !== null) {
      const filled = fill(entry, type);
      if (filled !== entry) {
        set(name, filled);
      }
    }
  }
  for (const { name, schema: type, zero } of fields.list) {
    const absent = !Object.hasOwn(value, name) || value[name] === undefined;
    if (zero && (absent || (zero === 'struct' && value[name] === null))) {
      set(name, zero === 'struct' ? fill({}, type) : null);
    }
  }
  return result;
}

/**
 * An object of a built-in kind with the fields that the real server always has because their Go types are structs (`spec`,
 * `status`, `strategy`, `resources` …: empty objects) or lists and maps that are always written (null). Other kinds are
 * answered as they are. The object is not changed; unchanged parts are shared.
 */
export function withZeroFields(
  object: JsonObject,
  apiVersion: string,
  kind: string,
): JsonObject {
  const schema = builtinSchema(apiVersion, kind);
  const filled = schema ? fill(object, schema) : object;
  return isObject(filled) ? filled : object;
}
