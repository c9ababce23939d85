import { quote } from '../fmt/quote';
import { type JsonValue } from '../json';
import { formatFloat } from '../fmt/float';
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

/** A value that go-yaml decoded, as Go's `%#v` prints it. */
export function goSyntaxOfValue(
  value: JsonValue,
  profile: YamlProfile,
): string {
  const mapType =
    profile === 'sigs'
      ? 'map[interface {}]interface {}'
      : 'map[string]interface {}';
  return value === null ? '<nil>' : ofValue(value, mapType);
}
