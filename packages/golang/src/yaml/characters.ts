/** The character classes of libyaml, over UTF-16 code units; 0 is the end of the text. */

export function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

export function isBreakOrEnd(c: number): boolean {
  return c === 0 || isBreak(c);
}

export function isBlank(c: number): boolean {
  return c === 32 || c === 9;
}

export function isBlankOrEnd(c: number): boolean {
  return c === 32 || c === 9 || isBreakOrEnd(c);
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** Letters, digits, `_` and `-`: what an anchor's name is made of. */
export function isWordCharacter(c: number): boolean {
  return (
    (c >= 97 && c <= 122) ||
    (c >= 65 && c <= 90) ||
    isDigit(c) ||
    c === 95 ||
    c === 45
  );
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(c: number): number {
  if (isDigit(c)) {
    return c - 48;
  }
  if (c >= 97 && c <= 102) {
    return c - 87;
  }
  if (c >= 65 && c <= 70) {
    return c - 55;
  }
  return -1;
}
