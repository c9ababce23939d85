import {
  type JsonObject,
  type JsonValue,
  goJsonStringify,
  setEntry,
  sortedKeys,
} from '@sluice/golang/json';
import { floatText } from '../node/fromJson';

/** How strictly a file is read. */
export interface DecodeMode {
  /** Whether a field that does not exist is an error. */
  unknownFields: 'error' | 'ignore';
  /** Whether numbers and booleans stand for strings where a string is expected. */
  scalarsAsStrings: boolean;
}

/** kustomize itself: encoding/json with DisallowUnknownFields. */
export const strictMode: DecodeMode = {
  unknownFields: 'error',
  scalarsAsStrings: false,
};

/** sigs.k8s.io/yaml's Unmarshal, which is how Flux reads the file it completes and how plugins read their configuration. */
export const lenientMode: DecodeMode = {
  unknownFields: 'ignore',
  scalarsAsStrings: true,
};

/** sigs.k8s.io/yaml's UnmarshalStrict. */
export const strictYamlMode: DecodeMode = {
  unknownFields: 'error',
  scalarsAsStrings: true,
};

/** A field of the wrong type, or one that does not exist; the message is encoding/json's. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}

interface Place {
  /** The type that the value is a field of. */
  struct: string;
  path: string;
  mode: DecodeMode;
}

/** Turns a JSON value into a type; null gives the type's zero value. */
export interface Shape<T> {
  readonly goType: string;
  zero(): T;
  decode(value: JsonValue, place: Place): T;
}

/** What encoding/json calls the type of a value. */
export function jsonTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return 'object';
}

function mismatch(value: JsonValue, goType: string, place: Place): DecodeError {
  const target = place.path
    ? `struct field ${place.struct}.${place.path} of type ${goType}`
    : `value of type ${goType}`;
  return new DecodeError(
    `json: cannot unmarshal ${jsonTypeOf(value)} into Go ${target}`,
  );
}

function asText(value: JsonValue): string | undefined {
  if (typeof value === 'boolean' || typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? String(value) : floatText(value);
  }
  return undefined;
}

/** A text of a type with a name of its own. */
export function namedText(goType: string): Shape<string> {
  return {
    goType,
    zero: () => '',
    decode(value, place) {
      if (typeof value === 'string') return value;
      const converted = place.mode.scalarsAsStrings ? asText(value) : undefined;
      if (converted === undefined) throw mismatch(value, goType, place);
      return converted;
    },
  };
}

export const text = namedText('string');

export const flag: Shape<boolean> = {
  goType: 'bool',
  zero: () => false,
  decode(value, place) {
    if (typeof value !== 'boolean') throw mismatch(value, 'bool', place);
    return value;
  },
};

function wholeNumber(goType: string): Shape<number | bigint> {
  return {
    goType,
    zero: () => 0,
    decode(value, place) {
      if (typeof value !== 'number' && typeof value !== 'bigint') {
        throw mismatch(value, goType, place);
      }
      const isWhole =
        typeof value === 'bigint'
          ? BigInt.asIntN(64, value) === value
          : Number.isInteger(value) && Math.abs(value) < 2 ** 63;
      if (!isWhole) {
        throw new DecodeError(
          `json: cannot unmarshal number ${goJsonStringify(
            value,
          )} into Go struct field ${place.struct}.${
            place.path
          } of type ${goType}`,
        );
      }
      return value;
    },
  };
}

/** A whole number of 64 bits. */
export const integer = wholeNumber('int64');
/** Go's `int`. */
export const index = wholeNumber('int');

/** A list; an element that is null is the element's zero value. */
export function list<T>(shape: Shape<T>): Shape<T[]> {
  const goType = `[]${shape.goType}`;
  return {
    goType,
    zero: () => [],
    decode(value, place) {
      if (!Array.isArray(value)) throw mismatch(value, goType, place);
      return value.map(item =>
        item === null ? shape.zero() : shape.decode(item, place),
      );
    },
  };
}

/** Texts by name. */
export const textMap: Shape<Map<string, string>> = {
  goType: 'map[string]string',
  zero: () => new Map(),
  decode(value, place) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw mismatch(value, 'map[string]string', place);
    }
    const result = new Map<string, string>();
    for (const name of sortedKeys(value)) {
      const item = value[name] ?? null;
      result.set(name, item === null ? '' : text.decode(item, place));
    }
    return result;
  },
};

/** Something that may be missing. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return {
    goType: shape.goType,
    zero: () => undefined,
    decode: (value, place) => shape.decode(value, place),
  };
}

/** A value that is taken as it is. */
export const anything: Shape<JsonValue> = {
  goType: 'interface {}',
  zero: () => null,
  decode: value => value,
};

type Fields = Record<string, Shape<unknown>>;

/** The type that a set of fields gives. */
export type Decoded<F extends Fields> = {
  [K in keyof F]: F[K] extends Shape<infer T> ? T : never;
};

export type TypeOf<S> = S extends Shape<infer T> ? T : never;

function fieldNamed(fields: Fields, name: string): string | undefined {
  if (Object.hasOwn(fields, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(fields).find(field => field.toLowerCase() === lower);
}

function decodeField<F extends Fields, K extends keyof F & string>(
  result: Decoded<F>,
  fields: F,
  name: K,
  decode: (shape: Shape<unknown>) => unknown,
): void {
  Object.assign(result, { [name]: decode(fields[name]) });
}

/**
 * An object with these fields; their names are matched without regard to case, as encoding/json does.
 *
 * @param embedded - for fields of embedded types, how messages name those: `TypeMeta.`
 */
export function struct<F extends Fields>(
  goType: string,
  fields: F,
  embedded: Readonly<Record<string, string>> = {},
): Shape<Decoded<F>> {
  const name = goType.replace(/^.*\./, '');
  const zero = (): Decoded<F> => {
    const result = Object.create(Object.prototype);
    for (const field of Object.keys(fields)) {
      decodeField(result, fields, field, shape => shape.zero());
    }
    return result;
  };
  return {
    goType,
    zero,
    decode(value, place) {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        throw mismatch(value, goType, place);
      }
      const result = zero();
      // What is read has gone through JSON with sorted keys: of two spellings of a field the later one counts.
      for (const key of sortedKeys(value)) {
        const item = value[key] ?? null;
        const field = fieldNamed(fields, key);
        if (field === undefined) {
          if (place.mode.unknownFields === 'ignore') continue;
          throw new DecodeError(`json: unknown field ${JSON.stringify(key)}`);
        }
        if (item === null) continue;
        const own = `${embedded[field] ?? ''}${field}`;
        const path = place.path ? `${place.path}.${own}` : own;
        decodeField(result, fields, field, shape =>
          shape.decode(item, {
            struct: name,
            path,
            mode: place.mode,
          }),
        );
      }
      return result;
    },
  };
}

/** Decodes a whole value. @throws DecodeError */
export function decodeAs<T>(
  shape: Shape<T>,
  value: JsonValue,
  mode: DecodeMode,
): T {
  if (value === null) return shape.zero();
  return shape.decode(value, { struct: '', path: '', mode });
}

/** The JSON of some fields, leaving out those that are empty, as `omitempty` does. */
export function omitEmpty(
  fields: Record<string, JsonValue | ReadonlyMap<string, string> | undefined>,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === '') continue;
    if (value === false || value === 0) continue;
    if (value instanceof Map) {
      if (value.size === 0) continue;
      const object: JsonObject = {};
      for (const [key, item] of value) setEntry(object, key, item);
      result[name] = object;
    } else if (isJson(value)) {
      if (Array.isArray(value) && value.length === 0) continue;
      result[name] = value;
    }
  }
  return result;
}

function isJson(
  value: JsonValue | ReadonlyMap<string, string>,
): value is JsonValue {
  return !(value instanceof Map);
}
