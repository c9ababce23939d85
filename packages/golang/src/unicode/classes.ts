import { isNewerThanGo } from '../fmt';

/** Go's `unicode.IsSpace` for the characters of a class: less than JavaScript's `\s` by U+FEFF, more by U+0085. */
export const SPACE =
  '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SPACES = new RegExp(`^[${SPACE}]$`);
const LEADING = new RegExp(`^[${SPACE}]+`);
const PLAIN_END = /[!-~]$/;

function is(pattern: RegExp, character: string): boolean {
  return pattern.test(character) && !isNewerThanGo(character);
}

/** Go's `unicode.IsSpace` of one character. */
export function isSpace(character: string): boolean {
  return character < '\x80'
    ? character === ' ' || (character >= '\t' && character <= '\r')
    : SPACES.test(character);
}

export function isUpper(character: string): boolean {
  return character < '\x80'
    ? character >= 'A' && character <= 'Z'
    : is(/^\p{Lu}$/u, character);
}

export function isLower(character: string): boolean {
  // U+0295 was one before Unicode 17.
  return character < '\x80'
    ? character >= 'a' && character <= 'z'
    : character === '\u0295' || is(/^\p{Ll}$/u, character);
}

/** Title case: the digraphs such as `ǅ`, and Greek with iota. */
export function isTitle(character: string): boolean {
  return character >= '\x80' && is(/^\p{Lt}$/u, character);
}

export function isLetter(character: string): boolean {
  if (character < '\x80') return isUpper(character) || isLower(character);
  return is(/^\p{L}$/u, character);
}

/** Decimal digits only. */
export function isDigit(character: string): boolean {
  return is(/^\p{Nd}$/u, character);
}

export function isNumber(character: string): boolean {
  if (character < '\x80') return character >= '0' && character <= '9';
  return is(/^\p{N}$/u, character);
}

export function isPunct(character: string): boolean {
  return is(/^\p{P}$/u, character);
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const trimmed = text.replace(LEADING, '');
  if (trimmed === '' || PLAIN_END.test(trimmed)) {
    return trimmed;
  }
  let end = trimmed.length;
  while (end > 0 && isSpace(trimmed[end - 1])) {
    end -= 1;
  }
  return trimmed.slice(0, end);
}
