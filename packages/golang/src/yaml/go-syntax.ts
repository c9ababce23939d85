import { quote } from '../fmt/quote';
import { type JsonValue } from '../json';
import { formatFloat } from '../fmt/float';
import { nodeToJson } from './convert';
import { type YamlNode } from './node';
import { type YamlProfile } from './resolve';

function ofValue(value: JsonValue, mapType: string): string {
  if (value === null) {
    return 'interface {}(nil)';
  }
  if (typeof value === 'string') {
    return quote(value);
  }
  if (typeof value === 'number') {
    return formatFloat(value);
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[]interface {}{${value
      .map(item => ofValue(item, mapType))
      .join(', ')}}`;
  }
  const entries = Object.keys(value)
    .sort()
    .map(key => `${quote(key)}:${ofValue(value[key] ?? null, mapType)}`);
  return `${mapType}{${entries.join(', ')}}`;
}

/** A node, or a text, as Go's `%#v` prints it once go-yaml has decoded it. */
export function goSyntax(
  node: YamlNode | string,
  profile: YamlProfile = 'yaml.v3',
): string {
  if (typeof node === 'string') {
    return quote(node);
  }
  const mapType =
    profile === 'sigs'
      ? 'map[interface {}]interface {}'
      : 'map[string]interface {}';
  const value = nodeToJson(node, profile);
  return value === null ? '<nil>' : ofValue(value, mapType);
}
