import { formatFloat } from '../fmt/float';
import { type JsonValue } from '../json';
import { YamlError } from './error';
import { mayBeTyped, resolvePlain } from './implicit';
import { type ScalarNode, type YamlNode } from './node';
import { nodeToJson } from './node-to-json';
import { parseYamlDocument, type YamlReadOptions } from './read';

function scalar(value: string, tag: string, style: '' | 'double'): ScalarNode {
  return { kind: 'scalar', value, tag, style };
}

function stringNode(value: string): ScalarNode {
  const plain =
    !mayBeTyped(value) || resolvePlain(value, 'sigs').tag === '!!str';
  return scalar(value, '!!str', plain ? '' : 'double');
}

/** A node tree that reads back as the value: strings that would be something else in plain style are double-quoted. */
export function jsonToNode(value: JsonValue): YamlNode {
  switch (typeof value) {
    case 'string':
      return stringNode(value);
    case 'boolean':
      return scalar(String(value), '!!bool', '');
    case 'bigint':
      return scalar(String(value), '!!int', '');
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 1e21
        ? scalar(String(value), '!!int', '')
        : scalar(formatFloat(value), '!!float', '');
    default:
  }
  if (value === null) {
    return scalar('null', '!!null', '');
  }
  if (Array.isArray(value)) {
    return {
      kind: 'sequence',
      tag: '!!seq',
      style: '',
      items: value.map(jsonToNode),
    };
  }
  return {
    kind: 'mapping',
    tag: '!!map',
    style: '',
    entries: Object.entries(value).flatMap(([key, entry]) =>
      entry === undefined
        ? []
        : [{ key: stringNode(key), value: jsonToNode(entry) }],
    ),
  };
}

/**
 * The first document of a text as sigs.k8s.io/yaml (`yaml.Unmarshal` into `interface{}`) reads it: YAML 1.1; null when empty. The last of
 * a repeated key wins unless `duplicateKeys: 'error'` (`UnmarshalStrict`).
 *
 * @throws YamlError with the prefix `error converting YAML to JSON: `
 */
export function parseSigsYaml(
  text: string,
  options: YamlReadOptions = {},
): JsonValue {
  try {
    const node = parseYamlDocument(text, {
      duplicateKeys: 'last',
      ...options,
      profile: 'sigs',
    });
    return node === undefined ? null : nodeToJson(node, 'sigs');
  } catch (error) {
    if (error instanceof YamlError) {
      throw new YamlError(`error converting YAML to JSON: ${error.message}`, {
        line: error.line,
        column: error.column,
        file: error.file ?? options.file,
      });
    }
    throw error;
  }
}
