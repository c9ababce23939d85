import type { JsonObject, JsonValue } from '@sluice/golang/json';
import {
  Atom,
  type ListType,
  MapType,
  type Relationship,
  type Scalar,
  TypeRef,
  TypeSchema,
} from './typeSchema';
import { isJsonObject } from './value';

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function relationshipOf(
  value: JsonValue | undefined,
): Relationship | undefined {
  return value === 'associative' || value === 'atomic' || value === 'separable'
    ? value
    : undefined;
}

const SCALARS: readonly Scalar[] = ['numeric', 'string', 'boolean', 'untyped'];

function parseRef(
  value: JsonValue | undefined,
  schema: TypeSchema,
): TypeRef | undefined {
  if (!isJsonObject(value) || Object.keys(value).length === 0) {
    return undefined;
  }
  const relationship = relationshipOf(value.elementRelationship);
  return new TypeRef(
    schema,
    textOf(value.namedType) ?? parseAtom(value, schema),
    relationship,
  );
}

function parseList(value: JsonObject, schema: TypeSchema): ListType {
  return {
    elementType: parseRef(value.elementType, schema),
    relationship: relationshipOf(value.elementRelationship),
    keys: Array.isArray(value.keys)
      ? value.keys.filter(key => typeof key === 'string')
      : [],
  };
}

function parseMap(value: JsonObject, schema: TypeSchema): MapType {
  return new MapType({
    fields: Array.isArray(value.fields)
      ? objectsOf(value.fields).map(field => ({
          name: textOf(field.name) ?? '',
          type: parseRef(field.type, schema) ?? schema.inline(new Atom({})),
          default: field.default,
        }))
      : undefined,
    elementType: parseRef(value.elementType, schema),
    relationship: relationshipOf(value.elementRelationship),
  });
}

function parseAtom(value: JsonObject, schema: TypeSchema): Atom {
  return new Atom({
    scalar: SCALARS.find(scalar => scalar === value.scalar),
    list: isJsonObject(value.list) ? parseList(value.list, schema) : undefined,
    map: isJsonObject(value.map) ? parseMap(value.map, schema) : undefined,
  });
}

/**
 * Reads a schema in the notation of structured-merge-diff: `types`, each with a `name` and `scalar`, `list` or `map`.
 */
export function parseTypeSchema(source: JsonValue): TypeSchema {
  const types = new Map(
    objectsOf(isJsonObject(source) ? source.types : undefined).map(type => [
      textOf(type.name) ?? '',
      type,
    ]),
  );
  return new TypeSchema((name, schema) => {
    const type = types.get(name);
    return type && parseAtom(type, schema);
  });
}
