import { fromBinary, toBinary } from '../bytes';
import { runes } from '../unicode';
import { hasInvalidBytes, joinBytes, runeCount } from '../value';
import { assertLength } from './panics';

/**
 * Looks for one Go string in another. Where both are UTF-8 their texts are searched, which finds the same as the bytes; else
 * the bytes.
 */
export function withSearchable<T>(
  text: string,
  needle: string,
  search: (text: string, needle: string) => T,
): T {
  return hasInvalidBytes(needle)
    ? search(toBinary(text), toBinary(needle))
    : search(text, needle);
}

/** The same for what gives parts of the text. */
function partsOf(
  text: string,
  needle: string,
  search: (text: string, needle: string) => string[],
): string[] {
  return hasInvalidBytes(needle)
    ? search(toBinary(text), toBinary(needle)).map(fromBinary)
    : search(text, needle);
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

function withoutEnd(text: string, end: string): string {
  return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

export function trimPrefix(prefix: string, text: string): string {
  return hasInvalidBytes(prefix)
    ? fromBinary(withoutStart(toBinary(text), toBinary(prefix)))
    : withoutStart(text, prefix);
}

export function trimSuffix(suffix: string, text: string): string {
  return hasInvalidBytes(suffix)
    ? fromBinary(withoutEnd(toBinary(text), toBinary(suffix)))
    : withoutEnd(text, suffix);
}

/** Go's `strings.Trim`: the characters of a set, from both ends. */
export function trimSet(set: string, text: string): string {
  if (set === '' || text === '') return text;
  const members = new Set(runes(set));
  const characters = [...text];
  const isMember = (character: string) =>
    members.has(hasInvalidBytes(character) ? '\ufffd' : character);
  let from = 0;
  let to = characters.length;
  while (from < to && isMember(characters[from])) from += 1;
  while (to > from && isMember(characters[to - 1])) to -= 1;
  return from === 0 && to === characters.length
    ? text
    : characters.slice(from, to).join('');
}

/** Go's `strings.SplitN`: into at most so many parts, all with a negative limit; between characters without a separator. */
export function split(text: string, separator: string, limit = -1): string[] {
  if (limit === 0) return [];
  return partsOf(text, separator, (whole, part) => {
    const parts = part === '' ? [...whole] : whole.split(part);
    return limit < 0 || parts.length <= limit
      ? parts
      : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(part)];
  });
}

/** Go's `strings.ReplaceAll`: nothing is replaced before every character, and at the end. */
export function replaceAll(text: string, from: string, to: string): string {
  if (from === to) return text;
  if (from === '') {
    assertLength(text.length + (runeCount(text) + 1) * to.length);
    return joinBytes(to + [...text].map(character => character + to).join(''));
  }
  if (hasInvalidBytes(from)) {
    return fromBinary(
      joined(toBinary(text).split(toBinary(from)), toBinary(to)),
    );
  }
  if (!text.includes(from)) return text;
  return joinBytes(joined(text.split(from), to));
}

function joined(parts: readonly string[], separator: string): string {
  let length = (parts.length - 1) * separator.length;
  for (const part of parts) length += part.length;
  assertLength(length);
  return parts.join(separator);
}
