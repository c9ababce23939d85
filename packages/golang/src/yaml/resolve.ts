import { fromBytes, toValidText } from '../value/bytes';
import { type JsonValue } from '../json';
import { YamlError } from './error';
import { type Resolved, mayBeTyped, resolvePlain } from './implicit';
import { type ScalarNode } from './node';
import { shortTag } from './tag';
import { reprintFolded } from './folded';
import { formatTimestamp } from './timestamp';

/**
 * Whose rules decide what a plain scalar is: `yaml.v3` (kyaml: resources inside kustomize) or `sigs` (sigs.k8s.io/yaml,
 * YAML 1.1: `yes` is a boolean).
 */
export type YamlProfile = 'yaml.v3' | 'sigs';

const RESOLVABLE = new Set([
  '',
  '!!str',
  '!!bool',
  '!!int',
  '!!float',
  '!!null',
  '!!timestamp',
]);

function isIndicatedString(node: ScalarNode, profile: YamlProfile): boolean {
  if (node.tag === '!!str') {
    return true;
  }
  const quoted = node.style !== '' && node.style !== 'plain';
  return (
    quoted && (node.tag === '' || (node.tag === '!' && profile === 'yaml.v3'))
  );
}

/**
 * Whether the tag of a quoted text is one that its bare text has anyway: yaml.v3 does not print such a tag, and what it
 * then prints and reads again is a string.
 */
function isTagPrintedAway(node: ScalarNode, profile: YamlProfile): boolean {
  return (
    profile === 'yaml.v3' &&
    node.style !== '' &&
    node.style !== 'plain' &&
    resolvePlain(node.value, profile).tag === shortTag(node.tag)
  );
}

/** What the text is under the node's tag; undefined when the tag leaves it a text of its own kind. */
function resolveTagged(
  node: ScalarNode,
  profile: YamlProfile,
): Resolved | undefined {
  const tag = shortTag(node.tag);
  if (isIndicatedString(node, profile)) {
    return { tag: '!!str', value: node.value };
  }
  if (tag === '!' && profile === 'yaml.v3') {
    return resolvePlain(node.value, profile);
  }
  if (!RESOLVABLE.has(tag)) {
    return undefined;
  }
  if (isTagPrintedAway(node, profile)) {
    return { tag: '!!str', value: node.value };
  }
  const resolved = resolvePlain(
    node.value,
    profile,
    tag === '' || tag === '!!timestamp',
  );
  if (tag === '' || resolved.tag === tag) {
    return resolved;
  }
  if (tag === '!!float' && resolved.tag === '!!int') {
    return { tag: '!!float', value: Number(resolved.value) };
  }
  throw new YamlError(
    `yaml: cannot decode ${resolved.tag} \`${node.value}\` as a ${tag}`,
    node.position,
  );
}

function decodeBinary(node: ScalarNode): string {
  const text = node.value.replace(/[\r\n]/g, '');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new YamlError(
      'yaml: !!binary value contains invalid base64 data',
      node.position,
    );
  }
  return toValidText(fromBytes(Buffer.from(text, 'base64')));
}

/** An integer as a number while it is exact as one. */
export function integerValue(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;
}

function jsonOf(
  resolved: Resolved,
  node: ScalarNode,
  profile: YamlProfile,
): JsonValue {
  switch (resolved.tag) {
    case '!!int':
      return integerValue(resolved.value);
    case '!!float':
      if (!Number.isFinite(resolved.value)) {
        const name = Number.isNaN(resolved.value)
          ? 'NaN'
          : `${resolved.value < 0 ? '-' : '+'}Inf`;
        throw new YamlError(`json: unsupported value: ${name}`, node.position);
      }
      return resolved.value;
    case '!!timestamp': {
      if (profile === 'sigs') {
        return node.value;
      }
      const text = formatTimestamp(resolved.value);
      if (text === undefined) {
        throw new YamlError(
          'json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: timezone hour outside of range [0,23]',
          node.position,
        );
      }
      return text;
    }
    default:
      return resolved.value;
  }
}

/**
 * The JSON value of a scalar, decided by its text, tag and style.
 *
 * @throws YamlError when the tag does not fit the text, or the value (`.inf`, `.nan`) has no JSON form
 */
export function resolveScalar(
  node: ScalarNode,
  profile: YamlProfile,
): JsonValue {
  const { tag, style, value } = node;
  if (tag === '!!str' || (tag === '' && style !== '' && style !== 'plain')) {
    return style === 'folded' && profile === 'yaml.v3'
      ? reprintFolded(value)
      : value;
  }
  const resolved = resolveTagged(node, profile);
  if (resolved !== undefined) {
    return jsonOf(resolved, node, profile);
  }
  return shortTag(tag) === '!!binary' ? decodeBinary(node) : value;
}

/**
 * The tag the resolver gives a scalar: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!merge`,
 * `!!binary` or a custom one. An explicit tag is given as it is, whether or not it fits.
 */
export function scalarTag(node: ScalarNode, profile: YamlProfile): string {
  const { tag, style, value } = node;
  if (tag !== '' && tag !== '!') {
    return shortTag(tag);
  }
  if (style !== '' && style !== 'plain') {
    return '!!str';
  }
  if (value === '<<') {
    return '!!merge';
  }
  return mayBeTyped(value) ? resolvePlain(value, profile).tag : '!!str';
}
