import { isLetterOrDigit, isPrintable } from '../fmt';
import { toValidText } from '../value';

/** Whether a UTF-16 code unit is a space, a tab or a line break; not the end, which is NaN. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** Whether a UTF-16 code unit is a decimal digit of ASCII. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a character may be in an identifier. */
export function isAlphanumeric(character: string): boolean {
  if (character.length === 1 && character < '\x80') {
    return (
      (character >= 'a' && character <= 'z') ||
      (character >= 'A' && character <= 'Z') ||
      (character >= '0' && character <= '9') ||
      character === '_'
    );
  }
  return isLetterOrDigit(character);
}

/** Go's `%#U` of a character, which is U+FFFD for a byte that is none. */
export function describe(character: string): string {
  const shown = toValidText(character);
  const code = shown.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintable(shown) ? `${name} '${shown}'` : name;
}
