import {
  type ScalarNode,
  type YamlNode,
  emitSigsYaml,
  resolveScalar,
  scalarTag,
} from '@sluice/golang/yaml';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { newScalar, stringTag } from './scalar';

/** An object that has no JSON form. */
export class JsonFormError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonFormError';
  }
}

const quotedStyles = new Set(['single', 'double', 'literal', 'folded']);

/**
 * What a scalar becomes when it is printed and read again: a tag that the bare text resolves to anyway is not printed, and
 * then the style decides (`3` tagged as integer, but quoted, is a string).
 */
function scalarValue(node: ScalarNode): JsonValue {
  const quoted = quotedStyles.has(node.style);
  if (node.tag === stringTag) return resolveScalar(node, 'yaml.v3');
  if (node.tag === '') {
    return resolveScalar(quoted ? node : newScalar(node.value), 'yaml.v3');
  }
  if (quoted && scalarTag(newScalar(node.value), 'yaml.v3') === node.tag) {
    return node.value;
  }
  return resolveScalar(newScalar(node.value, node.tag), 'yaml.v3');
}

/** Sets an own property whatever its name is. */
export function setOwn(
  object: JsonObject,
  name: string,
  value: JsonValue,
): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    return;
  }
  object[name] = value;
}

/** An own property of an object; inherited names are not there. */
export function ownValue(
  object: JsonObject,
  name: string,
): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The name a mapping key gives: only strings have one. */
function keyName(key: YamlNode): string {
  if (key.kind === 'scalar') {
    const value = scalarValue(key);
    if (typeof value === 'string') return value;
  }
  throw new JsonFormError(
    'json: unsupported type: map[interface {}]interface {}',
  );
}

/**
 * The JSON value of a node as kustomize prints it.
 *
 * @throws JsonFormError for keys that are not strings; YamlError for scalars without a JSON form
 */
export function toJson(node: YamlNode): JsonValue {
  switch (node.kind) {
    case 'mapping': {
      const object: JsonObject = {};
      for (const { key, value } of node.entries) {
        setOwn(object, keyName(key), toJson(value));
      }
      return object;
    }
    case 'sequence':
      return node.items.map(toJson);
    default:
      return scalarValue(node);
  }
}

/** A readable text of a node for error messages, cut to a bound. */
export function nodeText(node: YamlNode): string {
  try {
    const text = emitSigsYaml(toJson(node));
    return text.length > 2000 ? `${text.slice(0, 2000)}…\n` : text;
  } catch (error) {
    return error instanceof Error ? `<${error.message}>\n` : '';
  }
}
