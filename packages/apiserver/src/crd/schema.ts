import type { JsonObject, JsonValue } from '@sluice/golang/json';
import {
  at,
  field,
  isObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../resources/fields';
import { compilePattern, type Pattern } from './pattern';

/** An `x-kubernetes-validations` entry. */
export interface ValidationRule {
  rule: string;
  message: string;
  messageExpression: string;
  reason: string;
  fieldPath: string;
  optionalOldSelf: boolean;
}

/** A custom resource's schema, compiled once: structure, pruning, defaults and all validations. */
export interface Schema {
  /** Empty where the schema says none (preserve-unknown, int-or-string, inside allOf and such). */
  type: string;
  format: string;
  nullable: boolean;
  preserveUnknown: boolean;
  embedded: boolean;
  intOrString: boolean;
  properties: ReadonlyMap<string, Schema>;
  additional?: Schema;
  /** `additionalProperties: true` */
  anyAdditional: boolean;
  items?: Schema;
  default?: JsonValue;
  listType: string;
  listMapKeys: readonly string[];
  atomicMap: boolean;
  rules: readonly ValidationRule[];
  required: readonly string[];
  enum?: readonly JsonValue[];
  pattern?: Pattern;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum: boolean;
  exclusiveMaximum: boolean;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems: boolean;
  minProperties?: number;
  maxProperties?: number;
  allOf: readonly Schema[];
  anyOf: readonly Schema[];
  oneOf: readonly Schema[];
  not?: Schema;
}

/** Deeper schemas are refused; the real server's own limit comes from its request size. */
export const maximumDepth = 64;

function flag(source: JsonObject, name: string): boolean {
  return field(source, name) === true;
}

function ruleOf(source: JsonObject): ValidationRule {
  return {
    rule: textAt(source, 'rule'),
    message: textAt(source, 'message'),
    messageExpression: textAt(source, 'messageExpression'),
    reason: textAt(source, 'reason'),
    fieldPath: textAt(source, 'fieldPath'),
    optionalOldSelf: flag(source, 'optionalOldSelf'),
  };
}

/** Compiles `openAPIV3Schema`. What is not well formed is ignored here: registration refuses it before. */
export function compileCustomSchema(source: JsonObject, depth = 0): Schema {
  if (depth > maximumDepth) {
    throw new RangeError(`a schema may be ${maximumDepth} levels deep`);
  }
  const inner = (schema: JsonObject) => compileCustomSchema(schema, depth + 1);
  const additional = objectAt(source, 'additionalProperties');
  const items = objectAt(source, 'items');
  const not = objectAt(source, 'not');
  const pattern = textAt(source, 'pattern');
  const initial = field(source, 'default');
  const choices = field(source, 'enum');
  return {
    type: textAt(source, 'type'),
    format: textAt(source, 'format'),
    nullable: flag(source, 'nullable'),
    preserveUnknown: flag(source, 'x-kubernetes-preserve-unknown-fields'),
    embedded: flag(source, 'x-kubernetes-embedded-resource'),
    intOrString: flag(source, 'x-kubernetes-int-or-string'),
    properties: new Map(
      Object.entries(objectAt(source, 'properties') ?? {}).flatMap(
        ([name, value]): [string, Schema][] =>
          isObject(value) ? [[name, inner(value)]] : [],
      ),
    ),
    ...(additional ? { additional: inner(additional) } : {}),
    anyAdditional: flag(source, 'additionalProperties'),
    ...(items ? { items: inner(items) } : {}),
    ...(initial === undefined ? {} : { default: initial }),
    listType: textAt(source, 'x-kubernetes-list-type'),
    listMapKeys: listAt(source, 'x-kubernetes-list-map-keys').map(String),
    atomicMap: textAt(source, 'x-kubernetes-map-type') === 'atomic',
    rules: objectsAt(source, 'x-kubernetes-validations').map(ruleOf),
    required: listAt(source, 'required').map(String),
    ...(Array.isArray(choices) ? { enum: choices } : {}),
    ...(pattern === '' ? {} : { pattern: compilePattern(pattern) }),
    minLength: numberAt(source, 'minLength'),
    maxLength: numberAt(source, 'maxLength'),
    minimum: numberAt(source, 'minimum'),
    maximum: numberAt(source, 'maximum'),
    exclusiveMinimum: flag(source, 'exclusiveMinimum'),
    exclusiveMaximum: flag(source, 'exclusiveMaximum'),
    multipleOf: numberAt(source, 'multipleOf'),
    minItems: numberAt(source, 'minItems'),
    maxItems: numberAt(source, 'maxItems'),
    uniqueItems: flag(source, 'uniqueItems'),
    minProperties: numberAt(source, 'minProperties'),
    maxProperties: numberAt(source, 'maxProperties'),
    allOf: objectsAt(source, 'allOf').map(inner),
    anyOf: objectsAt(source, 'anyOf').map(inner),
    oneOf: objectsAt(source, 'oneOf').map(inner),
    ...(not ? { not: inner(not) } : {}),
  };
}

/** The schema of a property, or of what the map holds. */
export function propertySchema(
  schema: Schema,
  name: string,
): Schema | undefined {
  return schema.properties.get(name) ?? schema.additional;
}

/** The item of an old list that stands for an item of the new one, where lists are keyed by fields. */
export function keyOf(item: unknown, keys: readonly string[]): string {
  return JSON.stringify(
    keys.map(key => at(item, key) ?? null),
    (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
  );
}

/** Old values of a list's items: known only where the list is a map; undefined otherwise. */
export function oldItems(
  schema: Schema,
  old: JsonValue | undefined,
): ReadonlyMap<string, JsonValue> | undefined {
  return schema.listType === 'map' && Array.isArray(old)
    ? new Map(old.map(item => [keyOf(item, schema.listMapKeys), item]))
    : undefined;
}
