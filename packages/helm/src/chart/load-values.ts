import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { GoError, type GoMap, type GoValue } from '@sluice/golang/value';
import { messageOf } from './error';
import { parseGoYaml } from './parse-yaml';
import { yamlDocuments } from './yaml-documents';

/** A JSON value as Go decodes it into an `interface{}`: every number a float64. */
export function goValueOf(value: JsonValue): GoValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(goValueOf);
  return goMapOf(value);
}

/** A JSON object as Go decodes it into a `map[string]interface{}`. */
export function goMapOf(object: JsonObject): GoMap {
  const map: GoMap = new Map();
  for (const key of Object.keys(object)) {
    map.set(key, goValueOf(object[key] ?? null));
  }
  return map;
}

/** What Go calls a value of JSON that is no object. */
export function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}

/**
 * One document as `yaml.Unmarshal` of sigs.k8s.io/yaml reads it into a `map[string]interface{}`; empty where there is none.
 *
 * @throws Error with its message
 */
export function parseYamlMap(text: string): GoMap {
  const value = parseGoYaml(text);
  if (value === null) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new GoError(
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(
        value,
      )} into Go value of type map[string]interface {}`,
    );
  }
  return goMapOf(value);
}

/** Two maps as one, neither changed: the second's entries win, maps are merged into each other. */
export function mergeMaps(first: GoMap, second: GoMap): GoMap {
  const merged: GoMap = new Map(first);
  for (const [key, value] of second) {
    const before = merged.get(key);
    merged.set(
      key,
      value instanceof Map && before instanceof Map
        ? mergeMaps(before, value)
        : value,
    );
  }
  return merged;
}

/**
 * Values from a text of one or more YAML documents, the later over the earlier.
 *
 * @throws GoError
 */
export function loadValues(text: string): GoMap {
  if (!/^---/m.test(text)) {
    // The reader of documents ends every line.
    return parseDocument(text.endsWith('\n') ? text : `${text}\n`);
  }
  let values: GoMap = new Map();
  for (const document of documentsOf(text)) {
    values = mergeMaps(values, parseDocument(document));
  }
  return values;
}

function* documentsOf(text: string): Generator<string> {
  try {
    yield* yamlDocuments(text);
  } catch (error) {
    throw new GoError(`error reading yaml document: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function parseDocument(text: string): GoMap {
  try {
    return parseYamlMap(text);
  } catch (error) {
    throw new GoError(`cannot unmarshal yaml document: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
