import { isNewerThanGo } from '../fmt';

const ASCII = /^[\0-\x7f]*$/;

/** Where Unicode's simple mapping is not JavaScript's, which may make several characters of one. */
const UPPER = new Map<string, string>();
const TITLE = new Map<string, string>();

for (let code = 0x1f80; code <= 0x1faf; code += 1) {
  const character = String.fromCodePoint(code);
  UPPER.set(
    character,
    String.fromCodePoint(Math.floor(code / 8) % 2 === 0 ? code + 8 : code),
  );
}
for (const [lower, upper] of [
  [0x1fb3, 0x1fbc],
  [0x1fc3, 0x1fcc],
  [0x1ff3, 0x1ffc],
]) {
  UPPER.set(String.fromCodePoint(lower), String.fromCodePoint(upper));
}
for (const [title, ...cases] of [
  [0x1c5, 0x1c4, 0x1c6],
  [0x1c8, 0x1c7, 0x1c9],
  [0x1cb, 0x1ca, 0x1cc],
  [0x1f2, 0x1f1, 0x1f3],
]) {
  for (const code of [title, ...cases]) {
    TITLE.set(String.fromCodePoint(code), String.fromCodePoint(title));
  }
}

/** A mapping to several characters is none of Go's. */
function single(character: string, mapped: string): string {
  const first = mapped.codePointAt(0) ?? 0;
  return mapped.length === (first > 0xffff ? 2 : 1) &&
    !isNewerThanGo(mapped) &&
    !isNewerThanGo(character)
    ? mapped
    : character;
}

/** Go's `unicode.ToUpper` of one character. */
export function upperOf(character: string): string {
  if (character < '\x80') return character.toUpperCase();
  return UPPER.get(character) ?? single(character, character.toUpperCase());
}

/** Go's `unicode.ToLower` of one character. */
export function lowerOf(character: string): string {
  if (character < '\x80') return character.toLowerCase();
  return character === '\u0130'
    ? 'i'
    : single(character, character.toLowerCase());
}

/** Go's `unicode.ToTitle` of one character. */
export function titleOf(character: string): string {
  if (character < '\x80') return character.toUpperCase();
  if (character >= '\u10d0' && character <= '\u10ff') {
    return character; // Georgian has upper case, and no title case.
  }
  return TITLE.get(character) ?? upperOf(character);
}

/** The characters of a Go string as its `range` gives them: every byte that is not UTF-8 is U+FFFD. */
export function* runes(text: string): Generator<string> {
  for (const character of text) {
    yield character >= '\ud800' &&
    character <= '\udfff' &&
    character.length === 1
      ? '\ufffd'
      : character;
  }
}

/** Go's `strings.Map`, for a mapping that removes nothing. */
export function mapRunes(
  text: string,
  mapping: (character: string) => string,
): string {
  let mapped = '';
  for (const character of runes(text)) {
    mapped += mapping(character);
  }
  return mapped;
}

/** Go's `strings.ToUpper`. */
export function toUpper(text: string): string {
  return ASCII.test(text) ? text.toUpperCase() : mapRunes(text, upperOf);
}

/** Go's `strings.ToLower`. */
export function toLower(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : mapRunes(text, lowerOf);
}
