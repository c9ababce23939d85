import {
  type ScalarNode,
  type YamlNode,
  type YamlStyle,
  scalarTag,
} from '@sluice/golang/yaml';

export const nullTag = '!!null';
export const stringTag = '!!str';
export const integerTag = '!!int';
export const booleanTag = '!!bool';
export const mapTag = '!!map';

/** A scalar whose type is left to its text, as kyaml creates them. */
export function newScalar(
  value: string,
  tag: string = '',
  style: YamlStyle = '',
): ScalarNode {
  return { kind: 'scalar', value, tag, style };
}

/** A scalar that is a string whatever its text looks like; text of several lines is written as a block. */
export function newString(value: string): ScalarNode {
  return newScalar(value, stringTag, value.includes('\n') ? 'literal' : '');
}

/** Whether there is a node that says something else than null. */
export function isPresent(node: YamlNode | undefined): node is YamlNode {
  return node !== undefined && node.tag !== nullTag;
}

/** Whether there is no node, or it is null, an empty mapping or an empty sequence. */
export function isMissingOrEmpty(node: YamlNode | undefined): boolean {
  if (node === undefined || node.tag === nullTag) return true;
  if (node.kind === 'mapping') return node.entries.length === 0;
  if (node.kind === 'sequence') return node.items.length === 0;
  return false;
}

/** The text of a scalar; empty for null, for nothing and for collections. */
export function textOf(node: YamlNode | undefined): string {
  if (node === undefined || node.tag === nullTag) return '';
  return node.kind === 'scalar' ? node.value : '';
}

/** The text a node holds, null or not; empty for collections. */
export function rawTextOf(node: YamlNode | undefined): string {
  return node !== undefined && node.kind === 'scalar' ? node.value : '';
}

const collectionStart = /^\s*[-[{?#]|:(\s|$)|^\s*$/;

/**
 * Whether a text, read by itself as YAML 1.1, would be something other than a string. kustomize quotes such texts when it
 * writes them into a field that has no style yet.
 */
export function isNonStringInYaml11(text: string): boolean {
  if (text === '' || text.includes('\n')) return false;
  const tag = scalarTag(newScalar(text), 'sigs');
  if (tag === '!!timestamp' || tag === '!!merge') return false;
  if (tag !== stringTag) return true;
  return collectionStart.test(text);
}

/** Whether a plain scalar may stand for a string: it is tagged as one or not tagged at all. */
export function isStringScalar(node: YamlNode): node is ScalarNode {
  return node.kind === 'scalar' && (node.tag === stringTag || node.tag === '');
}
