import { formatFloat, quote } from '@sluice/golang/fmt';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { GoError } from '@sluice/golang/value';
import { messageOf } from './error';

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

/** Reads JSON as Go's `encoding/json` reads it into a struct: names in any case, null changes nothing, the first error is kept. */
class Decoder {
  readonly #root: string;
  readonly #strict: boolean;
  #error: string | undefined;

  constructor(root: string, strict: boolean) {
    this.#root = root;
    this.#strict = strict;
  }

  get error(): string | undefined {
    return this.#error;
  }

  #mismatch(value: JsonValue, shape: Shape, path: string): undefined {
    const type = shape.kind === 'struct' ? shape.name : goName(shape);
    const into =
      path === ''
        ? `Go value of type ${type}`
        : `Go struct field ${this.#root}.${path} of type ${type}`;
    this.#error ??= `json: cannot unmarshal ${kindOf(value)} into ${into}`;
    return undefined;
  }

  decode(value: JsonValue, shape: Shape, path: string): JsonValue | undefined {
    if (shape.kind === 'any') return value;
    if (value === null) return undefined;
    switch (shape.kind) {
      case 'string':
        return this.#text(value, shape, path);
      case 'bool':
        return typeof value === 'boolean'
          ? value
          : this.#mismatch(value, shape, path);
      case 'int':
        return typeof value === 'number' && Number.isInteger(value)
          ? value
          : this.#mismatch(value, shape, path);
      case 'time':
        if (typeof value === 'string') return value;
        this.#error ??= 'Time.UnmarshalJSON: input is not a JSON string';
        return undefined;
      case 'slice':
        return Array.isArray(value)
          ? value.map(item => this.decode(item, shape.element, path) ?? null)
          : this.#mismatch(value, shape, path);
      case 'map':
        return this.#map(value, shape, path);
      case 'struct':
        return this.#struct(value, shape, path);
      default:
        return value;
    }
  }

  /** sigs.k8s.io/yaml makes texts of what is no text but should be. */
  #text(value: JsonValue, shape: Shape, path: string): JsonValue | undefined {
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
        return this.#mismatch(value, shape, path);
    }
  }

  #map(value: JsonValue, shape: MapShape, path: string): JsonValue | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#mismatch(value, shape, path);
    }
    const entries: JsonObject = Object.create(null);
    for (const key of Object.keys(value)) {
      entries[key] =
        this.decode(value[key] ?? null, shape.element, path) ??
        (shape.element.kind === 'string' ? '' : null);
    }
    return entries;
  }

  #struct(
    value: JsonValue,
    shape: StructShape,
    path: string,
  ): JsonValue | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#mismatch(value, shape, path);
    }
    const fields: JsonObject = Object.create(null);
    for (const key of Object.keys(value)) {
      const name = shape.fields.has(key) ? key : foldedName(shape.fields, key);
      const field = name === undefined ? undefined : shape.fields.get(name);
      if (name !== undefined && field !== undefined) {
        const decoded = this.decode(
          value[key] ?? null,
          field,
          path === '' ? name : `${path}.${name}`,
        );
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

/** The type's name in messages about its fields: without the package. */
function fieldOwner(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/**
 * A JSON value in the form of a Go struct: what does not belong is left out, or an error; what is missing or null is not there.
 *
 * @throws GoError with the message of Go's `encoding/json`
 */
export function decodeStruct(
  value: JsonValue,
  shape: StructShape,
  options: { unknownFields?: 'ignore' | 'error' } = {},
): JsonObject {
  const decoder = new Decoder(
    fieldOwner(shape.name),
    options.unknownFields === 'error',
  );
  const decoded = decoder.decode(value, shape, '');
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
  options: { strict?: boolean } = {},
): JsonObject {
  const value = parseSigsYaml(
    text,
    options.strict ? { duplicateKeys: 'error' } : {},
  );
  try {
    return decodeStruct(value, shape);
  } catch (error) {
    throw new GoError(
      `error unmarshaling JSON: while decoding JSON: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
