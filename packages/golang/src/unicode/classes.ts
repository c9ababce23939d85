/** Go's `unicode.IsSpace` for the characters of a class: less than JavaScript's `\s` by U+FEFF, more by U+0085. */
export const SPACE =
  '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SPACES = new RegExp(`^[${SPACE}]$`);
const LEADING = new RegExp(`^[${SPACE}]+`);
const PLAIN_END = /[!-~]$/;

/** Go's `unicode.IsSpace` of one character. */
export function isSpace(character: string): boolean {
  return character < '\x80'
    ? character === ' ' || (character >= '\t' && character <= '\r')
    : SPACES.test(character);
}

export function isUpper(character: string): boolean {
  return character < '\x80'
    ? character >= 'A' && character <= 'Z'
    : /^\p{Lu}$/u.test(character);
}

export function isLower(character: string): boolean {
  return character < '\x80'
    ? character >= 'a' && character <= 'z'
    : /^\p{Ll}$/u.test(character);
}

/** Title case: the digraphs such as `ǅ`, and Greek with iota. */
export function isTitle(character: string): boolean {
  return character >= '\x80' && /^\p{Lt}$/u.test(character);
}

export function isLetter(character: string): boolean {
  if (character < '\x80') return isUpper(character) || isLower(character);
  return /^\p{L}$/u.test(character);
}

/** Decimal digits only. */
export function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}

export function isNumber(character: string): boolean {
  if (character < '\x80') return character >= '0' && character <= '9';
  return /^\p{N}$/u.test(character);
}

export function isPunct(character: string): boolean {
  return /^\p{P}$/u.test(character);
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
