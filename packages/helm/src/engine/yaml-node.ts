import { formatFloat } from '@sluice/golang/fmt';
import {
  GoError,
  type GoMap,
  GoObject,
  GoTime,
  type GoValue,
  Measure,
  entriesOf,
  floatOf,
  integerOf,
  isNil,
  itemsOf,
  textOf,
  toJson,
} from '@sluice/golang/value';
import {
  type ScalarNode,
  type YamlNode,
  compareKeys,
  isBase60,
  jsonToNode,
} from '@sluice/golang/yaml';

const MAX_DEPTH = 1_000;

function scalar(value: string, tag: string): ScalarNode {
  return { kind: 'scalar', value, tag, style: '' };
}

function textNode(text: string): YamlNode {
  return isBase60(text)
    ? { ...scalar(text, '!!str'), style: 'double' }
    : jsonToNode(text);
}

function floatNode(value: number): ScalarNode {
  const text = formatFloat(value);
  return scalar(text, /[.eIN]/.test(text) ? '!!float' : '!!int');
}

function mappingNode(
  entries: readonly (readonly [key: string, value: GoValue])[],
  depth: number,
  measure: Measure,
): YamlNode {
  return {
    kind: 'mapping',
    tag: '!!map',
    style: '',
    entries: entries.map(([key, value]) => ({
      key: textNode(key),
      value: nodeOf(value, depth + 1, measure),
    })),
  };
}

function sortedEntries(entries: GoMap): [string, GoValue][] {
  return [...entries.keys()]
    .sort(compareKeys)
    .map(key => [key, entries.get(key) ?? null]);
}

/** The fields of a struct without tags for YAML: in their order, by their names in small letters. */
function fieldEntries(value: GoObject): [string, GoValue][] {
  return value
    .fields()
    .filter(({ name }) => /^\p{Lu}/u.test(name))
    .map(field => [field.name.toLowerCase(), field.value]);
}

function nodeOf(value: GoValue, depth: number, measure: Measure): YamlNode {
  measure.visit(typeof value === 'string' ? value.length : 0);
  if (depth > MAX_DEPTH) throw new GoError('yaml: nested too deeply');
  if (value === null) return scalar('null', '!!null');
  const float = floatOf(value);
  if (float !== undefined) return floatNode(float);
  const integer = integerOf(value);
  if (integer) return scalar(String(integer.value), '!!int');
  const text = textOf(value);
  if (text !== undefined) return textNode(text);
  const items = itemsOf(value);
  if (items && !isNil(value)) {
    return {
      kind: 'sequence',
      tag: '!!seq',
      style: '',
      items: items.map(item => nodeOf(item, depth + 1, measure)),
    };
  }
  const entries = entriesOf(value);
  if (entries) return mappingNode(sortedEntries(entries), depth, measure);
  if (value instanceof GoTime) return scalar(value.jsonText(), '!!timestamp');
  if (value instanceof GoObject && value.type.kind === 'struct') {
    return mappingNode(fieldEntries(value), depth, measure);
  }
  return value instanceof GoObject || typeof value === 'boolean'
    ? jsonToNode(toJson(value))
    : scalar('null', '!!null');
}

/** A value as yaml.v3 encodes it: sorted, floats as Go prints them. */
export function yamlNode(value: GoValue): YamlNode {
  return nodeOf(value, 0, new Measure());
}
