import { type JsonObject, type JsonValue, setEntry } from '../json';
import { toValidText } from './bytes';
import { Measure } from './measure';
import {
  entriesOf,
  floatOf,
  integerOf,
  itemsOf,
  textOf,
  typeName,
} from './reflect';
import { GoBytes, GoSlice, GoTypedMap } from './typed';
import {
  type GoMap,
  type GoValue,
  GoError,
  GoInteger,
  GoObject,
} from './value';

export interface FromJsonOptions {
  /**
   * What a number becomes: `float64` (the default) as in a values file; `int64` where it is whole, as in unstructured
   * objects of Kubernetes.
   */
  numbers?: 'float64' | 'int64';
}

function fromNumber(value: number | bigint, numbers: 'float64' | 'int64') {
  if (numbers === 'float64') return Number(value);
  if (typeof value === 'bigint') {
    return BigInt.asIntN(64, value) === value
      ? new GoInteger('int64', value)
      : Number(value);
  }
  return Number.isSafeInteger(value) && !Object.is(value, -0)
    ? new GoInteger('int64', BigInt(value))
    : value;
}

/** The Go value of JSON data: objects become maps, lists slices of `interface {}`. */
export function fromJson(
  value: JsonValue | undefined,
  options: FromJsonOptions = {},
): GoValue {
  const numbers = options.numbers ?? 'float64';
  const convert = (json: JsonValue | undefined): GoValue => {
    if (json === undefined || json === null) return null;
    if (typeof json === 'string' || typeof json === 'boolean') return json;
    if (typeof json !== 'object') return fromNumber(json, numbers);
    if (Array.isArray(json)) return json.map(convert);
    const map: GoMap = new Map();
    for (const key of Object.keys(json)) map.set(key, convert(json[key]));
    return map;
  };
  return convert(value);
}

/** How deep a value may be, so that one that holds itself is an error. */
const maximumDepth = 1_000;

function objectToJson(
  value: GoObject,
  depth: number,
  measure: Measure,
): JsonValue {
  if (value instanceof GoBytes) {
    return value.isNil ? null : Buffer.from(value.bytes).toString('base64');
  }
  const text = value.jsonText();
  if (text !== undefined) return toValidText(text);
  const target = value.pointee();
  if (target !== undefined) return convertToJson(target, depth + 1, measure);
  if (value.type.kind === 'struct') {
    const object: JsonObject = {};
    for (const field of value.jsonFields()) {
      setEntry(
        object,
        field.name,
        convertToJson(field.value, depth + 1, measure),
      );
    }
    return object;
  }
  throw new GoError(`json: unsupported type: ${value.type.name}`);
}

function convertToJson(
  value: GoValue,
  depth: number,
  measure: Measure,
): JsonValue {
  if (depth > maximumDepth) {
    throw new GoError(
      `json: unsupported value: encountered a cycle via ${typeName(value)}`,
    );
  }
  measure.visit();
  if (value === null || typeof value === 'boolean') return value;
  if (
    (value instanceof GoSlice || value instanceof GoTypedMap) &&
    value.isNil
  ) {
    return null;
  }
  const text = textOf(value);
  if (text !== undefined) {
    measure.visit(text.length);
    return toValidText(text);
  }
  const integer = integerOf(value)?.value;
  if (integer !== undefined) {
    const number = Number(integer);
    return Number.isSafeInteger(number) ? number : integer;
  }
  const float = floatOf(value);
  if (float !== undefined) {
    if (Number.isFinite(float)) return float;
    const infinity = float < 0 ? '-Inf' : '+Inf';
    throw new GoError(
      `json: unsupported value: ${Number.isNaN(float) ? 'NaN' : infinity}`,
    );
  }
  if (!(value instanceof GoBytes)) {
    const items = itemsOf(value);
    if (items)
      return items.map(item => convertToJson(item, depth + 1, measure));
  }
  const entries = entriesOf(value);
  if (entries) {
    const object: JsonObject = {};
    for (const [key, entry] of entries) {
      setEntry(
        object,
        toValidText(key),
        convertToJson(entry, depth + 1, measure),
      );
    }
    return object;
  }
  return value instanceof GoObject ? objectToJson(value, depth, measure) : null;
}

/**
 * The JSON data of a Go value: integers of any kind become numbers (`bigint` beyond 2^53), bytes base64, structs objects of their
 * fields. A float stays a number; whether `1` was an integer is not kept.
 *
 * @throws GoError as `encoding/json` for NaN, infinities and functions
 * @throws ValueLimitError for what would be endless once it is written
 */
export function toJson(value: GoValue): JsonValue {
  return convertToJson(value, 0, new Measure());
}
