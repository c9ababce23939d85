import { formatFloat } from '../fmt/float';
import { type JsonObject, type JsonValue } from '../json';
import { YamlError } from './error';
import { mayBeTyped, resolvePlain } from './implicit';
import { type MappingNode, type ScalarNode, type YamlNode } from './node';
import { goSyntax } from './go-syntax';
import { parseYamlDocument, type YamlReadOptions } from './read';
import { resolveScalar, scalarTag, type YamlProfile } from './resolve';

const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

/** Sets an own property, whatever its name is. */
function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}

/** Infinities and NaN, which are no JSON value but may be a key. */
const SPECIAL_FLOAT = /^([-+]?)\.(inf|nan)$/i;

function sigsKey(node: ScalarNode, entry: YamlNode): string {
  const special = SPECIAL_FLOAT.exec(node.value);
  if (special !== null && scalarTag(node, 'sigs') === '!!float') {
    const sign = special[1] === '-' ? '-' : '';
    return `${sign}.${special[2].toLowerCase()}`;
  }
  const value = resolveScalar(node, 'sigs');
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return scalarTag(node, 'sigs') === '!!float'
        ? formatFloat(value, 32)
        : String(value);
    case 'bigint':
      if (value <= MAX_INT64) {
        return String(value);
      }
      throw unsupportedKey('uint64', goHex(value), node, entry);
    default:
      throw unsupportedKey('%!s(<nil>)', '<nil>', node, entry);
  }
}

/** Go's `%+#v` of an unsigned integer. */
function goHex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function unsupportedKey(
  type: string,
  text: string,
  node: ScalarNode,
  entry: YamlNode,
): YamlError {
  return new YamlError(
    `unsupported map key of type: ${type}, key: ${text}, value: ${goSyntax(
      entry,
      'sigs',
    )}`,
    node.position,
  );
}

function keyOf(
  node: YamlNode,
  entry: YamlNode,
  profile: YamlProfile,
  root: boolean,
): string {
  if (node.kind !== 'scalar') {
    throw new YamlError(
      `yaml: invalid map key: ${goSyntax(node, profile)}`,
      node.position,
    );
  }
  if (profile === 'sigs') {
    return sigsKey(node, entry);
  }
  const tag = scalarTag(node, profile);
  if (tag !== '!!str' && tag !== '!!merge' && !root) {
    throw new YamlError(
      'json: unsupported type: map[interface {}]interface {}',
      node.position,
    );
  }
  if (tag !== '!!str') {
    // For the error that a tag gives which does not fit.
    resolveScalar(node, profile);
  }
  return node.value;
}

/**
 * Whether printing a plain text inside `[…]` or `{…}` and reading it again, as kyaml does, makes a string of it: there an empty text
 * and one with a colon are quoted.
 */
function isQuotedInFlow({ value, tag, style }: ScalarNode): boolean {
  if (style !== '' && style !== 'plain') {
    return false;
  }
  return value === ''
    ? tag === '' || tag === '!!null'
    : value.includes(':') && (tag === '' || tag === '!!timestamp');
}

function mappingToJson(
  node: MappingNode,
  profile: YamlProfile,
  root: boolean,
  flow: boolean,
): JsonObject {
  const { entries } = node;
  const keys = entries.map(({ key, value }) =>
    keyOf(key, value, profile, root),
  );
  const object: JsonObject = {};
  // A value that a later one of the same key replaces is not looked at.
  const last =
    profile === 'sigs' && new Set(keys).size < keys.length
      ? new Map(keys.map((key, index) => [key, index]))
      : undefined;
  keys.forEach((key, index) => {
    if (last === undefined || last.get(key) === index) {
      setOwn(object, key, toJson(entries[index].value, profile, false, flow));
    }
  });
  return object;
}

/** `inFlow`: a collection around the node is printed as `[…]` or `{…}`. */
function toJson(
  node: YamlNode,
  profile: YamlProfile,
  root: boolean,
  inFlow: boolean,
): JsonValue {
  const flow = inFlow || node.style === 'flow';
  switch (node.kind) {
    case 'scalar':
      return inFlow && profile === 'yaml.v3' && isQuotedInFlow(node)
        ? node.value
        : resolveScalar(node, profile);
    case 'sequence':
      return node.items.map(item => toJson(item, profile, false, flow));
    default:
      return mappingToJson(node, profile, root, flow);
  }
}

/**
 * The JSON value of a node. Keys that are not strings become their JSON text in `sigs`; in `yaml.v3` they are an error
 * below the root, as in kustomize.
 *
 * @throws YamlError
 */
export function nodeToJson(node: YamlNode, profile: YamlProfile): JsonValue {
  return toJson(node, profile, true, false);
}

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
