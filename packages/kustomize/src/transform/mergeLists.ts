import { type SequenceNode, type YamlNode } from '@sluice/golang/yaml';
import { elementValues, findElement, setElement } from '../node/elements';
import { entryOf, setField, valueOf } from '../node/fields';
import { isPresent, newScalar, rawTextOf } from '../node/scalar';
import { newSequence } from '../node/tree';
import { type MergeSchema } from '../schema/mergeSchema';
import { type StrategicMerge } from './strategicMerge';

/** The effort grows with the square of this. */
const maxElements = 5000;

/** The key values of all elements, each once, those of the list that comes first first. */
function distinctValues(
  lists: readonly SequenceNode[],
  valuesOf: (list: SequenceNode) => string[][],
): string[][] {
  const seen = new Set<string>();
  const result: string[][] = [];
  for (const list of lists) {
    for (const values of valuesOf(list)) {
      if (values.length === 0) continue;
      const key = values.join('\0');
      if (seen.has(key)) continue;
      seen.add(key);
      result.push(values);
    }
  }
  return result;
}

/** Two elements are the same when they share a value and no value contradicts; then each fills what the other lacks. */
function unify(
  a: readonly string[],
  b: readonly string[],
): string[] | undefined {
  if (a.length !== b.length) return undefined;
  let common = false;
  const result: string[] = [];
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) {
      common = true;
      result.push(a[i]);
    } else if (a[i] !== '' && b[i] !== '') {
      return undefined;
    } else {
      result.push(a[i] || b[i]);
    }
  }
  return common ? result : undefined;
}

function fillMissingKeys(values: string[][]): void {
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      const unified = unify(values[i], values[j]);
      if (unified) {
        values[i] = unified;
        values[j] = unified;
      }
    }
  }
}

/** Leaves out the keys that no element has, unless none has any. */
function usableKeys(
  all: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): { keys: readonly string[]; values: readonly string[] } {
  const usable = new Set<string>();
  for (const other of all) {
    other.forEach((value, i) => {
      if (value !== '') usable.add(keys[i]);
    });
  }
  if (usable.size === 0) return { keys, values };
  return {
    keys: keys.filter(key => usable.has(key)),
    values: values.filter((value, i) => value !== '' || usable.has(keys[i])),
  };
}

/** Adds what one list has to another one, element by element, replacing those with the same keys. */
function appendElements(
  target: SequenceNode,
  source: SequenceNode,
  keys: readonly string[],
): void {
  for (const element of [...source.items]) {
    if (keys[0] === '') {
      setElement(target, element, [''], [rawTextOf(element)]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = valueOf(element, key);
      if (value === undefined) target.items.push(element);
      else values.push(rawTextOf(value));
    }
    if (keys.length > 1) setElement(target, undefined, keys, values);
    setElement(target, element, keys, values);
  }
}

function isEmptyMapping(node: YamlNode): boolean {
  return node.kind === 'mapping' && node.entries.length === 0;
}

/**
 * Merges two lists by the keys of their elements (scalars: by their text). What the patch brings or changes comes first,
 * in its order, then what it does not mention (`prepend`), or the other way round.
 */
export function mergeAssociativeList(
  merge: StrategicMerge,
  dest: SequenceNode,
  patch: SequenceNode | undefined,
  mergeKeys: readonly string[],
  items: MergeSchema | undefined,
): YamlNode | undefined {
  const prepend = merge.options.direction === 'prepend';
  const lists = (prepend ? [patch, dest] : [dest, patch]).flatMap(list =>
    list ? [list] : [],
  );
  const scalars = mergeKeys.length === 0;
  const keys = scalars ? [''] : mergeKeys;
  const all = distinctValues(lists, list =>
    scalars
      ? list.items.map(item => [rawTextOf(item)])
      : elementValues(list, keys),
  );
  if (all.length > maxElements) {
    throw new Error(
      `a list of more than ${maxElements} elements is not merged`,
    );
  }
  if (keys.length > 1) fillMissingKeys(all);

  const added = newSequence();
  let lastKeys: readonly string[] = [];
  for (const values of all) {
    const usable = usableKeys(all, values, keys);
    lastKeys = usable.keys;
    const own = usableKeys([usable.values], usable.values, usable.keys);
    const merged = merge.merge(
      findElement(dest, own.keys, own.values),
      findElement(patch, own.keys, own.values),
      items,
    ).node;
    if (!isPresent(merged) || isEmptyMapping(merged)) {
      for (let i = 0; i < usable.keys.length; i++) {
        setElement(dest, undefined, usable.keys, usable.values);
      }
      continue;
    }
    usable.keys.forEach((key, i) => {
      const value = usable.values[i] ?? '';
      if (!entryOf(merged, key) && value !== '' && key !== '') {
        setField(merged, key, newScalar(value));
      }
    });
    setElement(added, merged, usable.keys, usable.values);
  }
  if (all.length === 0) return dest;
  if (!prepend) {
    appendElements(dest, added, lastKeys);
    return dest;
  }
  appendElements(added, dest, lastKeys);
  return added;
}
