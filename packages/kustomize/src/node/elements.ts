import { type SequenceNode, type YamlNode } from '@sluice/golang/yaml';
import { entryOf, getField, valueOf } from './fields';
import { NodeKindError } from './kindError';
import { isMissingOrEmpty, isPresent, rawTextOf, textOf } from './scalar';

/** Requires a sequence where something else than null stands. @throws NodeKindError */
export function asSequence(
  node: YamlNode | undefined,
): SequenceNode | undefined {
  if (!isPresent(node)) return undefined;
  if (node.kind !== 'sequence') throw new NodeKindError('sequence', node);
  return node;
}

function isEmptyMapping(node: YamlNode): boolean {
  return node.kind === 'mapping' && node.entries.length === 0;
}

/** The field whose text is `value`, or that merely exists when `value` is empty; with no name, the scalar itself. */
function matchField(
  node: YamlNode,
  name: string,
  value: string,
): YamlNode | undefined {
  if (!isPresent(node)) return undefined;
  if (name === '') {
    if (node.kind !== 'scalar') throw new NodeKindError('scalar', node);
    return textOf(node) === value ? node : undefined;
  }
  const found = getField(node, name);
  if (found === undefined) return undefined;
  return value === '' || rawTextOf(found) === value ? found : undefined;
}

/**
 * Replaces the elements whose keys have the values by one element (none: removes them), or appends it. Null and empty
 * elements are dropped on the way.
 *
 * @throws NodeKindError
 */
export function setElement(
  list: YamlNode,
  element: YamlNode | undefined,
  keys: readonly string[],
  values: readonly string[],
): void {
  const sequence = asSequence(list);
  if (!sequence) return;
  const names = keys.length === 0 ? [''] : keys;
  const setsMapping = names[0] !== '' && values.length > 0 && values[0] !== '';
  const items: YamlNode[] = [];
  let matched = false;
  for (const item of sequence.items) {
    if (item.tag === '!!null' || isEmptyMapping(item)) continue;
    if (item.kind !== 'mapping' && setsMapping) {
      items.push(item);
      continue;
    }
    let found = true;
    let field: YamlNode | undefined;
    for (let i = 0; i < names.length; i++) {
      if (i < values.length) field = matchField(item, names[i], values[i]);
      if (field === undefined) {
        found = false;
        break;
      }
    }
    if (!found) {
      if (values.length > 0) items.push(item);
      continue;
    }
    matched = true;
    if (element !== undefined) items.push(element);
  }
  sequence.items = items;
  if (isPresent(element) && !matched) sequence.items.push(element);
}

/** The first mapping in a list that has the key, whatever its value. */
export function elementWithKey(
  list: SequenceNode,
  key: string,
): YamlNode | undefined {
  return list.items.find(
    item =>
      item.tag !== '!!null' &&
      item.kind === 'mapping' &&
      entryOf(item, key) !== undefined,
  );
}

/** The first element whose keys have exactly the values; with one empty key, the scalar of that text. */
export function findElement(
  list: YamlNode | undefined,
  keys: readonly string[],
  values: readonly string[],
): YamlNode | undefined {
  if (list === undefined || list.kind !== 'sequence') return undefined;
  if (keys.length === 0 || keys[0] === '') {
    const wanted = values[0] ?? '';
    return list.items.find(item => rawTextOf(item) === wanted);
  }
  if (keys.length !== Math.max(values.length, 1)) return undefined;
  for (const item of list.items) {
    const mapping = item.tag === '!!null' ? undefined : item;
    if (mapping && mapping.kind !== 'mapping') continue;
    let matches = true;
    for (let i = 0; i < keys.length; i++) {
      const field = valueOf(mapping, keys[i]);
      if (field === undefined || rawTextOf(field) !== (values[i] ?? '')) {
        matches = false;
        break;
      }
    }
    if (matches) return item;
  }
  return undefined;
}

/** For each element, the texts of its keys; empty where one is missing. */
export function elementValues(
  list: SequenceNode,
  keys: readonly string[],
): string[][] {
  return list.items.map(item =>
    keys.map(key => {
      const value = entryOf(item, key)?.value;
      return isMissingOrEmpty(value) ? '' : rawTextOf(value);
    }),
  );
}
