import {
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
  type UnstructuredObject,
  parseApiVersion,
} from '../objects';
import { builtinSchema, resolveSchema } from '../schema';
import {
  isNotPrinted,
  isOmittedWhenZero,
  isPointerText,
  zeroOf,
} from './goTypes';

/** The value cannot be read into its Go type. */
class TypeMismatch extends Error {}

const componentPrefix = '#/components/schemas/';
const meta = 'io.k8s.apimachinery.pkg.';

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name of the component that a schema refers to; empty when it is inline. */
function componentOf(schema: JsonObject): string {
  const ref = schema.$ref;
  if (typeof ref === 'string') return ref.slice(componentPrefix.length);
  const allOf = schema.allOf;
  return Array.isArray(allOf) && isJsonObject(allOf[0])
    ? componentOf(allOf[0])
    : '';
}

function isEmpty(value: JsonValue): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : isJsonObject(value) && Object.keys(value).length === 0;
}

/** Reads a value whose type has a text form of its own; undefined when the type is none of these. */
function readSpecial(
  value: JsonValue,
  component: string,
): JsonValue | undefined {
  switch (component) {
    case `${meta}api.resource.Quantity`:
    case `${meta}util.intstr.IntOrString`:
      if (typeof value === 'string' || typeof value === 'number') return value;
      throw new TypeMismatch();
    case `${meta}apis.meta.v1.Time`:
    case `${meta}apis.meta.v1.MicroTime`:
      if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) {
        return value;
      }
      throw new TypeMismatch();
    case `${meta}runtime.RawExtension`:
    case `${meta}apis.meta.v1.FieldsV1`:
      return value;
    default:
      return undefined;
  }
}

function readScalar(value: JsonValue, schema: JsonObject): JsonValue {
  switch (schema.type) {
    case 'string':
      if (typeof value !== 'string') throw new TypeMismatch();
      if (schema.format === 'byte' && !isBase64(value)) {
        throw new TypeMismatch();
      }
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw new TypeMismatch();
      return value;
    case 'integer':
      if (
        typeof value === 'bigint' ||
        (typeof value === 'number' && Number.isInteger(value))
      ) {
        return value;
      }
      throw new TypeMismatch();
    case 'number':
      if (typeof value !== 'number' && typeof value !== 'bigint') {
        throw new TypeMismatch();
      }
      return value;
    default:
      return value;
  }
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(
    text.replace(/[\r\n]/g, ''),
  );
}

function readValue(value: JsonValue, schema: JsonObject): JsonValue {
  const component = componentOf(schema);
  const special = readSpecial(value, component);
  if (special !== undefined) return special;
  const resolved = resolveSchema(schema);
  if (isJsonObject(resolved.properties)) {
    if (!isJsonObject(value)) throw new TypeMismatch();
    return readStruct(value, resolved.properties, resolved, component);
  }
  if (isJsonObject(resolved.additionalProperties)) {
    if (!isJsonObject(value)) throw new TypeMismatch();
    return readMap(value, resolved.additionalProperties);
  }
  if (resolved.type === 'array' && isJsonObject(resolved.items)) {
    if (!Array.isArray(value)) throw new TypeMismatch();
    const { items } = resolved;
    return value.map(item => readValue(item, items));
  }
  return readScalar(value, resolved);
}

function readMap(value: JsonObject, item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      entry === null || entry === undefined ? '' : readValue(entry, item),
    ]),
  );
}

/** Whether a value that was stated is left out, as `omitempty` does. */
function isOmitted(
  value: JsonValue,
  component: string,
  field: string,
  hasZeroDefault: boolean,
): boolean {
  switch (typeof value) {
    case 'string':
      return (
        value === '' && !hasZeroDefault && !isPointerText(component, field)
      );
    case 'number':
    case 'boolean':
      return !value && isOmittedWhenZero(component, field);
    default:
      return false;
  }
}

function isZeroDefault(value: JsonValue | undefined): boolean {
  return value === '' || value === 0 || value === false;
}

function readStruct(
  value: JsonObject,
  properties: JsonObject,
  schema: JsonObject,
  component: string,
): JsonObject {
  const result: [string, JsonValue][] = [];
  for (const [field, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const stated = Object.hasOwn(value, field) ? value[field] : undefined;
    const printed = isNotPrinted(component, field)
      ? undefined
      : property.default;
    const read = readField(stated, property, printed);
    if (read === undefined) {
      const zero = zeroOf(component)?.[field];
      if (zero !== undefined) result.push([field, zero]);
      else if (isRequiredList(schema, field, property)) {
        result.push([field, null]);
      }
    } else if (
      !isOmitted(read, component, field, isZeroDefault(printed)) &&
      !(isList(property) && isEmpty(read) && !isRequired(schema, field))
    ) {
      result.push([field, read]);
    }
  }
  return Object.fromEntries(result);
}

/** The value to print for a field; undefined when there is none. */
function readField(
  stated: JsonValue | undefined,
  property: JsonObject,
  printed: JsonValue | undefined,
): JsonValue | undefined {
  if (stated !== undefined && stated !== null) {
    return readValue(stated, property);
  }
  if (isJsonObject(printed)) return readValue({}, property);
  return isZeroDefault(printed) ? printed : undefined;
}

/** Lists and maps, which `omitempty` leaves out when they are empty; structs are printed. */
function isList(property: JsonObject): boolean {
  const resolved = resolveSchema(property);
  return (
    resolved.type === 'array' ||
    (isJsonObject(resolved.additionalProperties) &&
      !isJsonObject(resolved.properties))
  );
}

function isRequired(schema: JsonObject, field: string): boolean {
  return Array.isArray(schema.required) && schema.required.includes(field);
}

function isRequiredList(
  schema: JsonObject,
  field: string,
  property: JsonObject,
): boolean {
  return isRequired(schema, field) && resolveSchema(property).type === 'array';
}

/** Groups that the API server has itself but client-go's scheme, which Flux reads with, does not know. */
const unknownToScheme = new Set([
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
]);

/** The component of a built-in kind: `io.k8s.api.apps.v1.Deployment`. */
function componentOfKind(object: KubernetesObject): string {
  const { group, version } = parseApiVersion(object.apiVersion);
  const folder = group === '' ? 'core' : group.split('.')[0];
  return `io.k8s.api.${folder}.${version}.${object.kind}`;
}

/**
 * What comes back when an object of a built-in kind is read into its Go type and printed again, as Flux does with everything it applies
 * (fluxcd/pkg/ssa `normalize`): fields that the type does not have are gone, empty values too, and structs that are no pointers appear
 * (`strategy: {}`, `resources: {}`), so that the field manager owns them.
 *
 * Undefined when the kind is not built in, or when a value does not fit its type: Flux then applies the object as it is written.
 */
export function typedRoundTrip(
  object: KubernetesObject,
): UnstructuredObject | undefined {
  const { group } = parseApiVersion(object.apiVersion);
  const schema = unknownToScheme.has(group)
    ? undefined
    : builtinSchema(object.apiVersion, object.kind);
  if (!schema || !isJsonObject(object)) return undefined;
  const resolved = resolveSchema(schema);
  if (!isJsonObject(resolved.properties)) return undefined;
  try {
    const result = readStruct(
      object,
      resolved.properties,
      resolved,
      componentOfKind(object),
    );
    return {
      ...result,
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: isJsonObject(result.metadata) ? { ...result.metadata } : {},
    };
  } catch (error) {
    if (error instanceof TypeMismatch) return undefined;
    throw error;
  }
}
