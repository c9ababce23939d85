import {
  isDigit,
  isLetter,
  isLower,
  isSpace,
  isTitle,
  isUpper,
  lowerOf,
  mapRunes,
  runes,
  titleOf,
  upperOf,
} from '../unicode';
import { toBinary } from '../bytes';

/** What Go's `strings.Title` takes for the end of a word. */
function endsWord(character: string): boolean {
  if (character < '\x80') return !/[0-9A-Za-z_]/.test(character);
  return !isLetter(character) && !isDigit(character) && isSpace(character);
}

/** Go's `strings.Title`: the first letter of every word in title case. */
export function titleWords(text: string): string {
  let previous = ' ';
  return mapRunes(text, character => {
    const starts = endsWord(previous);
    previous = character;
    return starts ? titleOf(character) : character;
  });
}

/** Of goutils: the first letter of every word in lower case. */
export function untitle(text: string): string {
  let starts = true;
  return mapRunes(text, character => {
    if (isSpace(character)) {
      starts = true;
      return character;
    }
    const first = starts;
    starts = false;
    return first ? lowerOf(character) : character;
  });
}

/** Of goutils: upper and title case become lower; lower becomes title at the start of a word, upper within. */
export function swapCase(text: string): string {
  let starts = true;
  return mapRunes(text, character => {
    if (isUpper(character) || isTitle(character)) {
      starts = false;
      return lowerOf(character);
    }
    if (isLower(character)) {
      const first = starts;
      starts = false;
      return first ? titleOf(character) : upperOf(character);
    }
    starts = isSpace(character);
    return character;
  });
}

/** Of goutils: the first byte of every word, each as the character of its number. */
export function initials(text: string): string {
  let letters = '';
  let starts = true;
  for (const byte of toBinary(text)) {
    const gap = isSpace(byte);
    if (!gap && starts) letters += byte;
    starts = gap;
  }
  return letters;
}

/** Of goutils: without spaces; a text that has some is read byte by byte, each becoming the character of its number. */
export function withoutSpaces(text: string): string {
  const binary = toBinary(text);
  let kept = '';
  for (const byte of binary) {
    if (!isSpace(byte)) kept += byte;
  }
  return kept.length === binary.length ? text : kept;
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character);
}

/**
 * Of xstrings: words that are separated by spaces, hyphens and underscores, written together with capitals. A word that
 * is all capitals keeps only the first; connectors at the start, the end and beyond the first in a row stay.
 */
export function pascalCase(text: string): string {
  const characters = [...runes(text)];
  let out = '';
  let at = 0;
  while (at < characters.length && isConnector(characters[at])) {
    out += characters[at];
    at += 1;
  }
  if (at === characters.length) {
    return out + (characters.at(-1) ?? ''); // The last of connectors only is written twice.
  }
  let pending = upperOf(characters[at]);
  let afterCapital = isUpper(characters[at]);
  for (at += 1; at < characters.length; at += 1) {
    const previous = pending;
    const character = characters[at];
    pending = character;
    if (isConnector(character) && isConnector(previous)) {
      out += previous;
    } else if (isConnector(previous)) {
      afterCapital = isUpper(character);
      pending = upperOf(character);
    } else {
      if (afterCapital && isUpper(character)) pending = lowerOf(character);
      else afterCapital = false;
      out += previous;
    }
  }
  return out + pending;
}
