import { type YamlNode, emitSigsYaml, nodeToJson } from '@sluice/golang/yaml';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';

/** An own property of an object; inherited names are not there. */
export function ownValue(
  object: JsonObject,
  name: string,
): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * The JSON value of a node as kustomize prints it.
 *
 * @throws YamlError for keys that are not strings and for scalars without a JSON form
 */
export function toJson(node: YamlNode): JsonValue {
  return nodeToJson(node, 'yaml.v3');
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
