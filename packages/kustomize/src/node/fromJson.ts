import { type ScalarNode, type YamlNode, scalarTag } from '@sluice/golang/yaml';
import { type JsonValue } from '@sluice/golang/json';
import { newScalar, stringTag } from './scalar';
import { newMapping, newSequence } from './tree';

/** A number as Go prints a float64 with `%g` and the fewest digits: an exponent from 1e6 up and below 1e-4. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [mantissa, exponentText] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(value);
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

const oldBooleans = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function plainString(value: string): ScalarNode {
  if (value.includes('\n')) return newScalar(value, stringTag, 'literal');
  const plain =
    scalarTag(newScalar(value), 'yaml.v3') === stringTag &&
    !oldBooleans.test(value) &&
    !sexagesimal.test(value);
  return newScalar(value, stringTag, plain ? '' : 'double');
}

/**
 * The node tree of a JSON value.
 *
 * `json`: as when JSON text is read as YAML, where all strings are quoted. `float64`: as when Go decodes the JSON into
 * `interface{}` (every number a float64) and prints that as YAML, which is what a JSON patch does to an object.
 */
export function fromJson(value: JsonValue, form: 'json' | 'float64'): YamlNode {
  if (value === null) return newScalar('null', '!!null');
  if (typeof value === 'string') {
    return form === 'json'
      ? newScalar(value, stringTag, 'double')
      : plainString(value);
  }
  if (typeof value === 'boolean') return newScalar(String(value), '!!bool');
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = form === 'json' ? String(value) : floatText(Number(value));
    const node = newScalar(text);
    node.tag = scalarTag(node, 'yaml.v3');
    return node;
  }
  if (Array.isArray(value)) {
    const list = newSequence();
    list.tag = '!!seq';
    list.items = value.map(item => fromJson(item, form));
    return list;
  }
  const mapping = newMapping('!!map');
  const names = Object.keys(value);
  if (form === 'float64') names.sort();
  for (const name of names) {
    mapping.entries.push({
      key: fromJson(name, form),
      value: fromJson(value[name] ?? null, form),
    });
  }
  return mapping;
}
