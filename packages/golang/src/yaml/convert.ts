import { type JsonValue } from '../json';
import { type YamlNode } from './node';
import { type YamlProfile } from './resolve';
import { type YamlReadOptions } from './read';

/**
 * The JSON value of a node; keys that are not strings become their JSON text.
 *
 * @throws YamlError
 */
export function nodeToJson(_node: YamlNode, _profile: YamlProfile): JsonValue {
  throw new Error('not implemented');
}

/** A node tree that reads back as the value: strings that would be something else in plain style are double-quoted. */
export function jsonToNode(_value: JsonValue): YamlNode {
  throw new Error('not implemented');
}

/**
 * The first document of a text as sigs.k8s.io/yaml (`yaml.Unmarshal` into `interface{}`) reads it: YAML 1.1; null when empty. The last of
 * a repeated key wins unless `duplicateKeys: 'error'` (`UnmarshalStrict`).
 *
 * @throws YamlError with the prefix `error converting YAML to JSON: `
 */
export function parseSigsYaml(
  _text: string,
  _options: YamlReadOptions = {},
): JsonValue {
  throw new Error('not implemented');
}
