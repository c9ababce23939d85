import { type MappingNode, type YamlNode } from './node';

function move(from: YamlNode, to: YamlNode): void {
  if (!from.layout?.foot || !to.layout) return;
  to.layout.foot = from.layout.foot;
  from.layout.foot = '';
}

/** What stands below a value is kept at its key, unless something is already. */
export function giveFootToKey(value: YamlNode, key: YamlNode): void {
  if (key.layout?.foot === '') move(value, key);
}

/** What ends before a key of a block stands below the entry before it. */
export function giveFootToPrevious(key: YamlNode, mapping: MappingNode): void {
  const previous = mapping.entries.at(-1);
  if (previous) move(key, previous.key);
}

/** What stands below a block stands below its last entry. */
export function giveFootToLastKey(mapping: MappingNode): void {
  const last = mapping.entries.at(-1);
  if (last) move(mapping, last.key);
}
