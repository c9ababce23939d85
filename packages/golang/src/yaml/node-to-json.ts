import { formatFloat } from '../fmt/float';
import { type JsonObject, type JsonValue, setEntry } from '../json';
import { YamlError } from './error';
import { requireReadableLiteral } from './folded';
import { goSyntaxOfValue } from './go-syntax';
import { type MappingNode, type ScalarNode, type YamlNode } from './node';
import { resolveScalar, scalarTag, type YamlProfile } from './resolve';

const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

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
  // Printed, as happens in between, a key of nothing is `''`.
  if (tag === '!!null' && node.value === '') return '';
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
      setEntry(object, key, toJson(entries[index].value, profile, false, flow));
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
      if (profile === 'yaml.v3' && node.style === 'literal' && !inFlow) {
        requireReadableLiteral(node.value);
      }
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

/** A node as Go's `%#v` prints it once go-yaml has decoded it. */
export function goSyntax(node: YamlNode, profile: YamlProfile): string {
  return goSyntaxOfValue(nodeToJson(node, profile), profile);
}
