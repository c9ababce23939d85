import {
  type MappingNode,
  type ScalarNode,
  type YamlNode,
} from '@sluice/golang/yaml';
import { NodeKindError } from './kindError';
import {
  isPresent,
  isNonStringInYaml11,
  isStringScalar,
  newScalar,
  nullTag,
  rawTextOf,
} from './scalar';
import { newMapping, newSequence, overwriteNode } from './tree';

export interface MappingEntry {
  key: YamlNode;
  value: YamlNode;
}

/** The first entry of a mapping with that key; undefined for other nodes. */
export function entryOf(
  node: YamlNode | undefined,
  name: string,
): MappingEntry | undefined {
  if (node === undefined || node.kind !== 'mapping') return undefined;
  return node.entries.find(entry => rawTextOf(entry.key) === name);
}

/** The value of a field; undefined when the node is no mapping or has no such field. */
export function valueOf(
  node: YamlNode | undefined,
  name: string,
): YamlNode | undefined {
  return entryOf(node, name)?.value;
}

/** Requires a mapping where something else than null stands. @throws NodeKindError */
export function asMapping(node: YamlNode | undefined): MappingNode | undefined {
  if (!isPresent(node)) return undefined;
  if (node.kind !== 'mapping') throw new NodeKindError('mapping', node);
  return node;
}

/** The value of a field. @throws NodeKindError when the node is neither null nor a mapping */
export function getField(
  node: YamlNode | undefined,
  name: string,
): YamlNode | undefined {
  return valueOf(asMapping(node), name);
}

/** Removes the first field of that name. @throws NodeKindError */
export function clearField(node: YamlNode | undefined, name: string): void {
  const mapping = asMapping(node);
  if (!mapping) return;
  const index = mapping.entries.findIndex(
    entry => rawTextOf(entry.key) === name,
  );
  if (index >= 0) mapping.entries.splice(index, 1);
}

/** A text that would not be a string in YAML 1.1 is quoted unless it has a style. */
export function quoteWhenNeeded(value: YamlNode): void {
  if (
    isStringScalar(value) &&
    (value.style === '' || value.style === 'plain') &&
    isNonStringInYaml11(value.value)
  ) {
    value.style = 'double';
  }
}

export interface SetFieldOptions {
  /** Sets the value even when it is null; otherwise null removes the field. */
  keepNull?: boolean;
  /** The style of the key when it has to be added. */
  keyStyle?: ScalarNode['style'];
}

/**
 * Sets a field. An existing value keeps its style and its identity, which is how the style of the target goes on deciding
 * the type of what is written into it.
 *
 * @throws NodeKindError
 */
export function setField(
  node: YamlNode,
  name: string,
  value: YamlNode | undefined,
  options: SetFieldOptions = {},
): void {
  if (value !== undefined) quoteWhenNeeded(value);
  if (value === undefined || (value.tag === nullTag && !options.keepNull)) {
    clearField(node, name);
    return;
  }
  if (!isPresent(node)) return;
  const mapping = asMapping(node);
  if (!mapping) return;
  const existing = valueOf(mapping, name);
  if (existing !== undefined) {
    value.style = existing.style;
    overwriteNode(existing, value);
    return;
  }
  mapping.entries.push({
    key: newScalar(name, '', options.keyStyle ?? ''),
    value,
  });
}

/**
 * Writes a scalar over a scalar, keeping the style of the old one. Null and nothing are left as they are.
 *
 * @throws NodeKindError when the node is a collection
 */
export function setScalar(node: YamlNode, value: ScalarNode): void {
  quoteWhenNeeded(value);
  if (isPresent(node) && node.kind !== 'scalar') {
    throw new NodeKindError('scalar', node);
  }
  if (value.tag === nullTag) return;
  value.style = node.style;
  overwriteNode(node, value);
}

/** Follows mapping fields; undefined as soon as one is missing. @throws NodeKindError */
export function lookup(
  node: YamlNode | undefined,
  path: readonly string[],
): YamlNode | undefined {
  let current = node;
  for (const name of path) {
    current = getField(current, name);
    if (current === undefined) return undefined;
  }
  return current;
}

/** A fresh node of a kind. */
export function newNode(kind: YamlNode['kind']): YamlNode {
  if (kind === 'mapping') return newMapping();
  if (kind === 'sequence') return newSequence();
  return newScalar('');
}

/** The field's value, which is added as an empty node of the kind when missing. @throws NodeKindError */
export function getOrCreateField(
  node: YamlNode | undefined,
  name: string,
  kind: YamlNode['kind'],
): YamlNode | undefined {
  const mapping = asMapping(node);
  if (!mapping) return undefined;
  const existing = valueOf(mapping, name);
  if (existing !== undefined) return existing;
  const value = newNode(kind);
  mapping.entries.push({ key: newScalar(name), value });
  return value;
}

/** Follows mapping fields and adds those that are missing as mappings. @throws NodeKindError */
export function lookupOrCreateMapping(
  node: YamlNode,
  path: readonly string[],
): YamlNode | undefined {
  let current: YamlNode | undefined = node;
  for (const name of path) {
    current = getOrCreateField(current, name, 'mapping');
    if (current === undefined) return undefined;
  }
  return current;
}
