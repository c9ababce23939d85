/** Go's `unicode.IsSpace`. */
export function isSpace(character: string): boolean {
  return /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(
    character,
  );
}

/** Go's `strings.TrimLeftFunc(text, unicode.IsSpace)`. */
export function trimLeft(text: string): string {
  let from = 0;
  while (from < text.length && isSpace(text[from])) from += 1;
  return from === 0 ? text : text.slice(from);
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  let to = text.length;
  while (to > 0 && isSpace(text[to - 1])) to -= 1;
  return trimLeft(text.slice(0, to));
}

/** Go's `strings.TrimSpace(text) == ""`. */
export function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (!isSpace(text[i])) return false;
  }
  return true;
}
