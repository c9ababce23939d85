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

export function trimPrefix(prefix: string, text: string): string {
  return partsOf(text, prefix, (whole, start) => [
    start !== '' && whole.startsWith(start) ? whole.slice(start.length) : whole,
  ])[0];
}

export function trimSuffix(suffix: string, text: string): string {
  return partsOf(text, suffix, (whole, end) => [
    end !== '' && whole.endsWith(end)
      ? whole.slice(0, whole.length - end.length)
      : whole,
  ])[0];
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
