import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { resolveSchema } from '@sluice/kubernetes/schema';
import { field, isObject, listAt, objectAt, textAt } from './fields';

/** What the server does with a leaf value. */
export type ScalarType =
  | 'string'
  | 'int32'
  | 'int64'
  | 'number'
  | 'boolean'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'any';

export interface StructField {
  node: SchemaNode;
  required: boolean;
  default?: JsonValue;
}

/** A built-in schema, compiled: references are followed, types carry the names that Go's decoder prints. */
export type SchemaNode =
  | { kind: 'scalar'; type: ScalarType }
  | { kind: 'list'; items: SchemaNode }
  | { kind: 'map'; values: SchemaNode }
  | {
      kind: 'struct';
      /** `v1.DeploymentSpec` */
      goType: string;
      fields: ReadonlyMap<string, StructField>;
    };

const special: Readonly<Record<string, ScalarType>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intOrString',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microTime',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
};

const compiled = new Map<string, SchemaNode>();

/** The name of the component that a schema refers to, directly or in its `allOf`. */
function referenceOf(schema: JsonObject): string | undefined {
  const direct = textAt(schema, '$ref');
  const reference =
    direct || textAt(listAt(schema, 'allOf').find(isObject), '$ref');
  return reference === ''
    ? undefined
    : reference.slice(reference.lastIndexOf('/') + 1);
}

/** `io.k8s.api.apps.v1.Deployment` → `v1.Deployment` */
function goTypeOf(reference: string): string {
  return reference.split('.').slice(-2).join('.');
}

/** Compiles the schema of a built-in kind; `name` names it where it is not a reference itself. */
export function compileSchema(schema: JsonObject, name: string): SchemaNode {
  const reference = referenceOf(schema);
  if (reference === undefined) {
    return compileInline(schema, name);
  }
  const known = compiled.get(reference);
  if (known) {
    return known;
  }
  const scalar = special[reference];
  if (scalar) {
    return { kind: 'scalar', type: scalar };
  }
  const target = resolveSchema(schema);
  if (!objectAt(target, 'properties')) {
    const node = compileInline(target, goTypeOf(reference));
    compiled.set(reference, node);
    return node;
  }
  // Known before its fields are compiled: JSONSchemaProps contains itself.
  const fields = new Map<string, StructField>();
  const node: SchemaNode = {
    kind: 'struct',
    goType: goTypeOf(reference),
    fields,
  };
  compiled.set(reference, node);
  compileFields(target, fields);
  return node;
}

function compileFields(
  schema: JsonObject,
  fields: Map<string, StructField>,
): void {
  const required = new Set(listAt(schema, 'required'));
  const properties = objectAt(schema, 'properties') ?? {};
  for (const name of Object.keys(properties)) {
    const property = field(properties, name);
    if (isObject(property)) {
      const initial = field(property, 'default');
      fields.set(name, {
        node: compileSchema(property, name),
        required: required.has(name),
        ...(initial === undefined ? {} : { default: initial }),
      });
    }
  }
}

function compileInline(schema: JsonObject, name: string): SchemaNode {
  const type = textAt(schema, 'type');
  const format = textAt(schema, 'format');
  if (format === 'int-or-string') {
    return { kind: 'scalar', type: 'intOrString' };
  }
  switch (type) {
    case 'array': {
      const items = objectAt(schema, 'items');
      return {
        kind: 'list',
        items: items
          ? compileSchema(items, name)
          : { kind: 'scalar', type: 'any' },
      };
    }
    case 'object': {
      if (objectAt(schema, 'properties')) {
        const fields = new Map<string, StructField>();
        compileFields(schema, fields);
        return { kind: 'struct', goType: name, fields };
      }
      const values = objectAt(schema, 'additionalProperties');
      return values
        ? { kind: 'map', values: compileSchema(values, name) }
        : { kind: 'scalar', type: 'any' };
    }
    case 'string':
      return { kind: 'scalar', type: format === 'byte' ? 'bytes' : 'string' };
    case 'integer':
      return { kind: 'scalar', type: format === 'int64' ? 'int64' : 'int32' };
    case 'number':
      return { kind: 'scalar', type: 'number' };
    case 'boolean':
      return { kind: 'scalar', type: 'boolean' };
    default:
      return { kind: 'scalar', type: 'any' };
  }
}
