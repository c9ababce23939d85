import { formatFloat, quote } from '@sluice/golang/fmt';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { GoError } from '@sluice/golang/value';
import { messageOf } from './error';
import { parseGoYaml } from './parse-yaml';
import { compareNames } from './tree';

/** A Go type that JSON is read into. */
export type Shape =
  | { kind: 'string' }
  | { kind: 'bool' }
  | { kind: 'any' }
  | { kind: 'time' }
  | { kind: 'int' }
  | { kind: 'slice'; name: string; element: Shape }
  | MapShape
  | StructShape;

interface MapShape {
  kind: 'map';
  name: string;
  element: Shape;
}

export interface StructShape {
  kind: 'struct';
  /** As `%T` prints a value of it. */
  name: string;
  fields: Map<string, Shape>;
}

export const stringShape: Shape = { kind: 'string' };
export const boolShape: Shape = { kind: 'bool' };
export const anyShape: Shape = { kind: 'any' };
export const timeShape: Shape = { kind: 'time' };
export const intShape: Shape = { kind: 'int' };

export function sliceShape(element: Shape): Shape {
  return { kind: 'slice', name: `[]${goName(element)}`, element };
}

export function mapShape(element: Shape): Shape {
  return { kind: 'map', name: `map[string]${goName(element)}`, element };
}

/** `name`: as `%T` prints a value of it, `v2.Metadata`. */
export function structShape(
  name: string,
  fields: Record<string, Shape>,
): StructShape {
  return { kind: 'struct', name, fields: new Map(Object.entries(fields)) };
}

/** Elements of slices are pointers where they are structs. */
function goName(shape: Shape): string {
  switch (shape.kind) {
    case 'any':
      return 'interface {}';
    case 'time':
      return 'time.Time';
    case 'struct':
      return `*${shape.name}`;
    case 'slice':
    case 'map':
      return shape.name;
    default:
      return shape.kind;
  }
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return value === null ? 'null' : 'object';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}

export interface ReadOptions {
  /** Refuses keys that stand twice or belong to no field. */
  strict?: boolean;
}

/** Where a value stands: the struct whose field it is in, and the names of fields that lead to it. */
interface Place {
  owner: string;
  path: string;
}

/** Reads JSON as Go's `encoding/json` reads it into a struct: names in any case, null changes nothing, the first error is kept. */
class Decoder {
  readonly #strict: boolean;
  #error: string | undefined;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  get error(): string | undefined {
    return this.#error;
  }

  #mismatch(value: JsonValue, shape: Shape, at: Place): undefined {
    const type = shape.kind === 'struct' ? shape.name : goName(shape);
    const into =
      at.path === ''
        ? `Go value of type ${type}`
        : `Go struct field ${at.owner}.${at.path} of type ${type}`;
    this.#error ??= `json: cannot unmarshal ${kindOf(value)} into ${into}`;
    return undefined;
  }

  decode(value: JsonValue, shape: Shape, at: Place): JsonValue | undefined {
    if (shape.kind === 'any') return value;
    if (value === null) return undefined;
    switch (shape.kind) {
      case 'string':
        return this.#text(value, shape, at);
      case 'bool':
        return typeof value === 'boolean'
          ? value
          : this.#mismatch(value, shape, at);
      case 'int':
        return typeof value === 'number' && Number.isInteger(value)
          ? value
          : this.#mismatch(value, shape, at);
      case 'time':
        if (typeof value === 'string') return value;
        this.#error ??= 'Time.UnmarshalJSON: input is not a JSON string';
        return undefined;
      case 'slice':
        return Array.isArray(value)
          ? value.map(item => this.decode(item, shape.element, at) ?? null)
          : this.#mismatch(value, shape, at);
      case 'map':
        return this.#map(value, shape, at);
      case 'struct':
        return this.#struct(value, shape, at);
      default:
        return value;
    }
  }

  /** sigs.k8s.io/yaml makes texts of what is no text but should be. */
  #text(value: JsonValue, shape: Shape, at: Place): JsonValue | undefined {
    switch (typeof value) {
      case 'string':
        return value;
      case 'boolean':
      case 'bigint':
        return String(value);
      case 'number':
        return Number.isInteger(value) && Math.abs(value) < 1e21
          ? String(value)
          : formatFloat(value);
      default:
        return this.#mismatch(value, shape, at);
    }
  }

  #map(value: JsonValue, shape: MapShape, at: Place): JsonValue | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#mismatch(value, shape, at);
    }
    const entries: JsonObject = Object.create(null);
    for (const key of Object.keys(value)) {
      entries[key] =
        this.decode(value[key] ?? null, shape.element, at) ??
        (shape.element.kind === 'string' ? '' : null);
    }
    return entries;
  }

  #struct(
    value: JsonValue,
    shape: StructShape,
    at: Place,
  ): JsonValue | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#mismatch(value, shape, at);
    }
    const fields: JsonObject = Object.create(null);
    // What sigs.k8s.io/yaml hands on as JSON is sorted.
    for (const key of Object.keys(value).sort(compareNames)) {
      const name = shape.fields.has(key) ? key : foldedName(shape.fields, key);
      const field = name === undefined ? undefined : shape.fields.get(name);
      if (name !== undefined && field !== undefined) {
        const decoded = this.decode(value[key] ?? null, field, {
          owner: fieldOwner(shape.name),
          path: at.path === '' ? name : `${at.path}.${name}`,
        });
        if (decoded !== undefined) fields[name] = decoded;
      } else if (this.#strict) {
        this.#error ??= `json: unknown field ${quote(key)}`;
      }
    }
    return fields;
  }
}

function foldedName(
  fields: Map<string, Shape>,
  key: string,
): string | undefined {
  const folded = key.toLowerCase();
  for (const name of fields.keys()) {
    if (name.toLowerCase() === folded) return name;
  }
  return undefined;
}

/** The type's name in messages about its fields: without the package, '' where it has none. */
function fieldOwner(name: string): string {
  return name.startsWith('struct {') ? '' : name.slice(name.indexOf('.') + 1);
}

/**
 * A JSON value in the form of a Go struct: what does not belong is left out, or an error; what is missing or null is not there.
 *
 * @throws GoError with the message of Go's `encoding/json`
 */
export function decodeStruct(
  value: JsonValue,
  shape: StructShape,
  { strict = false }: ReadOptions = {},
): JsonObject {
  const decoder = new Decoder(strict);
  const decoded = decoder.decode(value, shape, { owner: '', path: '' });
  if (decoder.error !== undefined) throw new GoError(decoder.error);
  return typeof decoded === 'object' &&
    decoded !== null &&
    !Array.isArray(decoded)
    ? decoded
    : {};
}

/**
 * `yaml.Unmarshal` of sigs.k8s.io/yaml into a struct.
 *
 * @throws Error with its message
 */
export function unmarshalYaml(
  text: string,
  shape: StructShape,
  options: ReadOptions = {},
): JsonObject {
  return unmarshalYamlPointer(text, shape, options) ?? {};
}

/**
 * `yaml.Unmarshal` of sigs.k8s.io/yaml into a pointer to a struct; undefined for null.
 *
 * @throws Error with its message
 */
export function unmarshalYamlPointer(
  text: string,
  shape: StructShape,
  options: ReadOptions = {},
): JsonObject | undefined {
  const value = parseGoYaml(
    text,
    options.strict ? { duplicateKeys: 'error' } : {},
  );
  return value === null ? undefined : decodeYaml(value, shape, options);
}

/** The second half of {@link unmarshalYaml}: what was read, into a struct. */
export function decodeYaml(
  value: JsonValue,
  shape: StructShape,
  options: ReadOptions = {},
): JsonObject {
  try {
    return decodeStruct(value, shape, options);
  } catch (error) {
    throw new GoError(
      `error unmarshaling JSON: while decoding JSON: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
