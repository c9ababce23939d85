import type { JsonObject, JsonValue } from '@sluice/golang/json';
import {
  Atom,
  DEDUCED,
  DEDUCED_TYPE,
  type ListType,
  MapType,
  type Relationship,
  type Scalar,
  TypeRef,
  TypeSchema,
  UNTYPED,
} from '../smd/typeSchema';
import { builtinComponent, referencedComponent } from './builtin';

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapRelationship(schema: JsonObject): Relationship | undefined {
  const type = schema['x-kubernetes-map-type'];
  switch (type) {
    case undefined:
      return undefined;
    case 'atomic':
      return 'atomic';
    case 'granular':
      return 'separable';
    default:
      throw new Error(`unknown map type ${String(type)}`);
  }
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}

function listRelationship(schema: JsonObject): {
  relationship: Relationship;
  keys: readonly string[];
} {
  const type = schema['x-kubernetes-list-type'];
  if (type !== undefined) {
    switch (type) {
      case 'atomic':
        return { relationship: 'atomic', keys: [] };
      case 'set':
        return { relationship: 'associative', keys: [] };
      case 'map':
        return {
          relationship: 'associative',
          keys: texts(schema['x-kubernetes-list-map-keys']),
        };
      default:
        throw new Error(`unknown list type ${String(type)}`);
    }
  }
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (strategy === 'merge' || strategy === 'merge,retainKeys') {
    const key = schema['x-kubernetes-patch-merge-key'];
    return {
      relationship: 'associative',
      keys: typeof key === 'string' ? [key] : [],
    };
  }
  return { relationship: 'atomic', keys: [] };
}

function scalarOf(type: string, format: JsonValue | undefined): Scalar {
  switch (type) {
    case 'integer':
    case 'number':
      return 'numeric';
    case 'boolean':
      return 'boolean';
    default:
      return format === undefined || format === '' || format === 'byte'
        ? 'string'
        : 'untyped';
  }
}

/** Fields that every object has, whatever its schema says of them. */
function withObjectFields(schema: JsonObject): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const { metadata } = properties;
  const described =
    isObject(metadata) &&
    (referencedComponent(metadata) !== undefined ||
      (isObject(metadata.properties) &&
        Object.hasOwn(metadata.properties, 'labels')));
  return {
    ...schema,
    properties: {
      ...properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: described
        ? metadata
        : { $ref: `#/components/schemas/${OBJECT_META}` },
    },
  };
}

class Converter {
  readonly #schema: TypeSchema;

  constructor(schema: TypeSchema) {
    this.#schema = schema;
  }

  /** `preserve`: an enclosing schema keeps unknown fields. */
  atom(schema: JsonObject, preserve: boolean): Atom {
    const source =
      schema['x-kubernetes-embedded-resource'] === true
        ? withObjectFields(schema)
        : schema;
    const keep =
      preserve || schema['x-kubernetes-preserve-unknown-fields'] === true;
    const type = typeof schema.type === 'string' ? schema.type : '';
    switch (type) {
      case 'object':
        return new Atom({ map: this.#map(source, keep) });
      case 'array':
        return new Atom({ list: this.#list(schema, keep) });
      case 'integer':
      case 'number':
      case 'boolean':
      case 'string':
        return new Atom({ scalar: scalarOf(type, schema.format) });
      default:
        return new Atom({
          scalar: 'untyped',
          list: this.#list(schema, keep),
          map: this.#map(source, keep),
        });
    }
  }

  #ref(schema: JsonObject, preserve: boolean): TypeRef {
    const name = referencedComponent(schema);
    return name === undefined
      ? this.#schema.inline(this.atom(schema, preserve))
      : this.#schema.ref(name, mapRelationship(schema));
  }

  #map(schema: JsonObject, preserve: boolean): MapType {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const fields = Object.entries(properties).flatMap(([name, property]) =>
      isObject(property)
        ? [
            {
              name,
              type: this.#ref(property, preserve),
              default: property.default,
            },
          ]
        : [],
    );
    return new MapType({
      // Upstream tells no fields from an empty list of fields.
      fields: fields.length > 0 ? fields : undefined,
      elementType: this.#unknownFields(schema, preserve, fields.length > 0),
      relationship: mapRelationship(schema),
    });
  }

  #unknownFields(
    schema: JsonObject,
    preserve: boolean,
    hasFields: boolean,
  ): TypeRef | undefined {
    const additional = schema.additionalProperties;
    if (additional === undefined) {
      return preserve || !hasFields ? this.#schema.ref(DEDUCED) : undefined;
    }
    if (isObject(additional)) {
      return this.#ref(additional, preserve);
    }
    return additional === true ? this.#schema.ref(DEDUCED) : undefined;
  }

  #list(schema: JsonObject, preserve: boolean): ListType {
    return {
      ...listRelationship(schema),
      elementType: isObject(schema.items)
        ? this.#ref(schema.items, preserve)
        : this.#schema.ref(UNTYPED),
    };
  }
}

function componentAtom(name: string, schema: TypeSchema): Atom | undefined {
  if (name === QUANTITY) {
    return new Atom({ scalar: 'untyped' });
  }
  if (name === RAW_EXTENSION) {
    return schema.type(UNTYPED);
  }
  const component = builtinComponent(name);
  return component && new Converter(schema).atom(component, false);
}

const builtinTypeSchema = new TypeSchema(componentAtom);
const cache = new WeakMap<JsonObject, TypeRef>();

/**
 * The type that field ownership goes by, from the OpenAPI v3 schema of a kind. References are looked up among the
 * built-in components; `metadata` without a description is ObjectMeta. Throws an Error when an extension has an unknown
 * value. Kept for as long as the schema object lives.
 */
export function fieldTypeOf(schema: JsonObject | 'deduced'): TypeRef {
  if (schema === 'deduced') {
    return DEDUCED_TYPE;
  }
  let type = cache.get(schema);
  if (!type) {
    type = builtinTypeSchema.inline(
      new Converter(builtinTypeSchema).atom(withObjectFields(schema), false),
    );
    cache.set(schema, type);
  }
  return type;
}
