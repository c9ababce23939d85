import { type JsonValue, parseJson } from '@sluice/golang/json';
import { encodeJson } from '@sluice/golang/sprig';
import {
  GoError,
  type GoFunction,
  type GoMap,
  GoSlice,
  type GoType,
  type GoValue,
  ValueLimitError,
  anyMapType,
  anySliceType,
  anyType,
  fromJson,
  nilMap,
  stringType,
  toJson,
} from '@sluice/golang/value';
import { emitSigsYaml, emitYamlLayout } from '@sluice/golang/yaml';
import { messageOf } from '../chart/error';
import { parseGoYaml } from '../chart/parse-yaml';
import { jsonSyntaxMessage } from '../json-syntax';
import { decodeToml } from './toml-decode';
import { encodeToml } from './toml-encode';
import { yamlNode } from './yaml-node';

/** A function of one argument that gives a text. */
export function textFunction(
  param: GoType,
  call: (value: GoValue) => string,
): GoFunction {
  return {
    params: [param],
    result: stringType,
    call: ([value]) => call(value),
  };
}

function asText(value: GoValue): string {
  return typeof value === 'string' ? value : '';
}

/** What cannot be printed gives '', or what it is told instead. */
function lenient(
  print: (value: GoValue) => string,
  otherwise: (error: unknown) => string = () => '',
): (value: GoValue) => string {
  return value => {
    try {
      return print(value);
    } catch (error) {
      if (error instanceof ValueLimitError) throw error;
      return otherwise(error);
    }
  };
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** `yaml.Marshal` of sigs.k8s.io/yaml. */
export function toYaml(value: GoValue): string {
  return withoutNewline(emitSigsYaml(jsonForYaml(value)));
}

function jsonForYaml(value: GoValue): JsonValue {
  try {
    return toJson(value);
  } catch (error) {
    if (!(error instanceof GoError) || error instanceof ValueLimitError) {
      throw error;
    }
    throw new GoError(`error marshaling into JSON: ${error.message}`, {
      cause: error,
    });
  }
}

function toYamlPretty(value: GoValue): string {
  return withoutNewline(
    emitYamlLayout(
      { root: yamlNode(value), head: '', foot: '' },
      { indentSequences: true },
    ),
  );
}

function toJsonText(value: GoValue): string {
  return encodeJson(value);
}

/** Unlike other errors, that of nothing at all is none of the encoder: it ends the template. */
function toToml(value: GoValue): string {
  return value === null
    ? encodeToml(value)
    : lenient(encodeToml, messageOf)(value);
}

function kindName(value: GoValue): string {
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}

function mapFrom(value: GoValue): GoMap {
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new GoError(
    `json: cannot unmarshal ${kindName(value)} into Go value of type ${
      anyMapType.name
    }`,
  );
}

function listFrom(value: GoValue): GoValue[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new GoError(
    `json: cannot unmarshal ${kindName(value)} into Go value of type ${
      anySliceType.name
    }`,
  );
}

function readYaml<T>(text: string, as: (value: GoValue) => T): T {
  const value = fromJson(parseGoYaml(text));
  try {
    return as(value);
  } catch (error) {
    throw new GoError(
      `error unmarshaling JSON: while decoding JSON: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** Null is a nil map or list, which unlike an empty one prints as `null`. */
function readJson<T>(
  text: string,
  as: (value: GoValue) => T,
  nil: GoValue,
): T | GoValue {
  const message = jsonSyntaxMessage(text);
  if (message !== undefined) throw new GoError(message);
  const value = fromJson(parseJson(text));
  return value === null ? nil : as(value);
}

/** A function that reads a text into a map; what is wrong with it is the entry `Error`. */
function mapReader(read: (text: string) => GoValue): GoFunction {
  return {
    params: [stringType],
    result: anyMapType,
    call: ([text]) => {
      try {
        return read(asText(text));
      } catch (error) {
        return new Map([['Error', messageOf(error)]]);
      }
    },
  };
}

/** A function that reads a text into a list; what is wrong with it is its only element. */
function listReader(read: (text: string) => GoValue): GoFunction {
  return {
    params: [stringType],
    result: anySliceType,
    call: ([text]) => {
      try {
        return read(asText(text));
      } catch (error) {
        return [messageOf(error)];
      }
    },
  };
}

const nilList = new GoSlice(anySliceType, [], true);

/** What Helm adds for YAML, JSON and TOML. */
export const dataFunctions: ReadonlyMap<string, GoFunction> = new Map([
  ['toYaml', textFunction(anyType, lenient(toYaml))],
  ['mustToYaml', textFunction(anyType, toYaml)],
  ['toYamlPretty', textFunction(anyType, lenient(toYamlPretty))],
  ['fromYaml', mapReader(text => readYaml(text, mapFrom))],
  ['fromYamlArray', listReader(text => readYaml(text, listFrom))],
  ['toJson', textFunction(anyType, lenient(toJsonText))],
  ['mustToJson', textFunction(anyType, toJsonText)],
  ['fromJson', mapReader(text => readJson(text, mapFrom, nilMap))],
  ['fromJsonArray', listReader(text => readJson(text, listFrom, nilList))],
  ['toToml', textFunction(anyType, toToml)],
  ['mustToToml', textFunction(anyType, encodeToml)],
  ['fromToml', mapReader(decodeToml)],
]);
