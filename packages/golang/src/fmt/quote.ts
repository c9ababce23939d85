const ESCAPES = new Map<string, string>([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

const PLAIN = /^[ !#-[\]-~]*$/;
/** What Go's strconv.IsPrint accepts: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function escape(character: string): string {
  const known = ESCAPES.get(character);
  if (known !== undefined) {
    return known;
  }
  if (PRINTABLE.test(character)) {
    return character;
  }
  const code = character.codePointAt(0) ?? 0;
  if (code < 32 || code === 0x7f) {
    return `\\x${code.toString(16).padStart(2, '0')}`;
  }
  if (code >= 0xd800 && code <= 0xdfff) {
    return '\ufffd';
  }
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Go's `strconv.Quote`, which is `%q`: a double-quoted text with Go's escapes. */
export function quote(text: string): string {
  if (PLAIN.test(text)) {
    return `"${text}"`;
  }
  let quoted = '';
  for (const character of text) {
    quoted += escape(character);
  }
  return `"${quoted}"`;
}
