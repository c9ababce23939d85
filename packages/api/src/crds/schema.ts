/** The part of `JSONSchemaProps` that the manifests here use. */
export interface Schema {
  type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema;
  enum?: string[];
  default?: string | boolean | Record<string, number>;
  pattern?: string;
  format?: string;
  minimum?: number;
  minLength?: number;
  maxLength?: number;
  'x-kubernetes-validations'?: { rule: string; message: string }[];
}

type Extra = Omit<Schema, 'type' | 'description'>;

/** A text field. */
export function string(description: string, extra: Extra = {}): Schema {
  return { description, type: 'string', ...extra };
}

/** A field that takes one of several words. */
export function oneOf(
  description: string,
  words: string[],
  extra: Extra = {},
): Schema {
  return string(description, { enum: words, ...extra });
}

export function boolean(description: string, extra: Extra = {}): Schema {
  return { description, type: 'boolean', ...extra };
}

/** A 64 bit integer. */
export function integer(description: string, extra: Extra = {}): Schema {
  return { description, type: 'integer', format: 'int64', ...extra };
}

export function list(description: string, items: Schema): Schema {
  return { description, type: 'array', items };
}

/** Texts by name. */
export function stringMap(description: string): Schema {
  return {
    description,
    type: 'object',
    additionalProperties: { type: 'string' },
  };
}

/** An object with the given fields; a name that ends in `!` is required. */
export function object(
  description: string,
  fields: Record<string, Schema>,
  extra: Extra = {},
): Schema {
  const required: string[] = [];
  const properties: Record<string, Schema> = {};
  for (const [key, schema] of Object.entries(fields)) {
    const name = key.replace(/!$/, '');
    if (name !== key) required.push(name);
    properties[name] = schema;
  }
  return {
    description,
    type: 'object',
    properties,
    ...(required.length > 0 ? { required: required.sort() } : {}),
    ...extra,
  };
}
