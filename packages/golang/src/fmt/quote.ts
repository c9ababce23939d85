import { hasInvalidBytes } from '../value';
import { isPrintable } from './unicode';

const ESCAPES = new Map<string, string>([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

const PLAIN = /^[ !#-[\]-~]*$/;
const PRINTABLE_ASCII = /^[ -~]$/;

export interface QuoteOptions {
  /** `"` (the default) or `'`. */
  mark?: '"' | "'";
  /** Escape every character beyond ASCII, as `%+q`. */
  ascii?: boolean;
}

function escapeCode(code: number): string {
  if (code < 32 || code === 0x7f) {
    return `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

function escape(character: string, mark: string, ascii: boolean): string {
  if (character === mark) {
    return `\\${mark}`;
  }
  const known = ESCAPES.get(character);
  if (known !== undefined) {
    return known;
  }
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) {
    // A byte that is not UTF-8; any other half of a pair is in no Go string.
    return code >= 0xdc80 && code <= 0xdcff
      ? `\\x${(code - 0xdc00).toString(16)}`
      : '\ufffd';
  }
  if (ascii ? PRINTABLE_ASCII.test(character) : isPrintable(character)) {
    return character;
  }
  return escapeCode(code);
}

/** Go's `strconv.Quote`, which is `%q`: a double-quoted text with Go's escapes. */
export function quote(text: string, options: QuoteOptions = {}): string {
  const { mark = '"', ascii = false } = options;
  if (mark === '"' && PLAIN.test(text)) {
    return `"${text}"`;
  }
  let quoted = '';
  for (const character of text) {
    quoted += escape(character, mark, ascii);
  }
  return `${mark}${quoted}${mark}`;
}

/** The character of a code point; U+FFFD for what is none. */
export function characterOf(code: number): string {
  return code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? '\ufffd'
    : String.fromCodePoint(code);
}

/** Go's `strconv.QuoteRune`, which is `%q` of an integer: `'a'`. */
export function quoteRune(code: number, options: QuoteOptions = {}): string {
  return quote(characterOf(code), { ...options, mark: "'" });
}

const UNFIT_FOR_BACKQUOTES = /[^\P{Cc}\t\u0080-\u009f]|[`\ufeff]/u;

/** Go's `strconv.CanBackquote`: whether the text can stand between backquotes on one line. */
export function canBackquote(text: string): boolean {
  return !UNFIT_FOR_BACKQUOTES.test(text) && !hasInvalidBytes(text);
}
