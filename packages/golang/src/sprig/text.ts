import { formatFloat, sprint } from '../fmt';
import {
  GoBytes,
  GoInteger,
  GoObject,
  itemsOf,
  joinBytes,
  kindOf,
  type GoValue,
} from '../value';
import { assertLength } from './panics';

/** The text of a value: strings and bytes as they are, else what `%v` prints. */
export function textOfValue(value: GoValue): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof GoInteger) {
    return String(value.value);
  }
  if (typeof value === 'number') {
    return formatFloat(value);
  }
  if (value instanceof GoBytes && value.type.name === '[]uint8') {
    return value.text();
  }
  if (value instanceof GoObject) {
    const text = value.stringer();
    if (text !== undefined) return text;
  }
  return sprint([value]);
}

/** The texts of a list without its nils; of anything else, its own text. */
export function textsOf(value: GoValue): string[] {
  if (value === null) {
    return [];
  }
  const items =
    kindOf(value) === 'slice' || kindOf(value) === 'array'
      ? itemsOf(value)
      : undefined;
  if (items === undefined) {
    return [textOfValue(value)];
  }
  const texts: string[] = [];
  for (const item of items) {
    if (item !== null) texts.push(textOfValue(item));
  }
  return texts;
}

/** Joins Go strings; halves of a character that meet become whole. @throws GoError where the result is too long */
export function joinTexts(texts: readonly string[], separator: string): string {
  let length = Math.max(0, texts.length - 1) * separator.length;
  for (const text of texts) {
    length += text.length;
  }
  assertLength(length);
  return joinBytes(texts.join(separator));
}
