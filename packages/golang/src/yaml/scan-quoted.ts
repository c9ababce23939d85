import { hexValue, isBlank, isBlankOrEnd, isBreak } from './characters';
import { type Cursor, type Mark } from './cursor';
import { foldBreaks } from './scan-plain';

/** What the character behind a backslash stands for, when it is one character. */
const ESCAPES = new Map<number, string>([
  [0x30, '\0'],
  [0x61, '\x07'],
  [0x62, '\b'],
  [0x74, '\t'],
  [0x09, '\t'],
  [0x6e, '\n'],
  [0x76, '\v'],
  [0x66, '\f'],
  [0x72, '\r'],
  [0x65, '\x1b'],
  [0x20, ' '],
  [0x22, '"'],
  [0x27, "'"],
  [0x5c, '\\'],
  [0x4e, '\x85'],
  [0x5f, '\xa0'],
  [0x4c, '\u2028'],
  [0x50, '\u2029'],
]);

const HEX_LENGTHS = new Map<number, number>([
  [0x78, 2],
  [0x75, 4],
  [0x55, 8],
]);

function readEscape(cursor: Cursor, start: Mark): string {
  const code = cursor.text.charCodeAt(cursor.pos + 1);
  const simple = ESCAPES.get(code);
  if (simple !== undefined) {
    cursor.pos += 2;
    return simple;
  }
  const length = HEX_LENGTHS.get(code);
  if (length === undefined) {
    throw cursor.scannerError('found unknown escape character', start);
  }
  cursor.pos += 2;
  let value = 0;
  for (let k = 0; k < length; k += 1) {
    const digit = hexValue(cursor.text.charCodeAt(cursor.pos + k));
    if (digit < 0) {
      throw cursor.scannerError(
        'did not find expected hexdecimal number',
        start,
      );
    }
    value = value * 16 + digit;
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    throw cursor.scannerError(
      'found invalid Unicode character escape code',
      start,
    );
  }
  cursor.pos += length;
  return String.fromCodePoint(value);
}

/** Reads blanks and line breaks between words; gives what they stand for. */
function readWhitespace(cursor: Cursor, afterEscapedBreak: boolean): string {
  const { text } = cursor;
  const from = cursor.pos;
  let crossedLine = afterEscapedBreak;
  let leading = '';
  let trailing = '';
  let blanksEnd = from;
  for (;;) {
    const c = text.charCodeAt(cursor.pos);
    if (isBlank(c)) {
      cursor.pos += 1;
      if (!crossedLine) {
        blanksEnd = cursor.pos;
      }
    } else if (isBreak(c)) {
      if (crossedLine) {
        trailing += cursor.readBreak();
      } else {
        leading = cursor.readBreak();
        crossedLine = true;
      }
    } else {
      break;
    }
  }
  if (!crossedLine) {
    return text.slice(from, blanksEnd);
  }
  return leading === '' ? trailing : foldBreaks(leading, trailing);
}

/** Reads a quoted scalar at the cursor, which stands on its opening quote. */
export function scanQuotedScalar(cursor: Cursor, single: boolean): string {
  const { text } = cursor;
  const start = cursor.mark();
  const quote = single ? 39 : 34;
  cursor.pos += 1;
  let value = '';
  for (;;) {
    if (cursor.pos === cursor.lineStart && cursor.atDocumentIndicator()) {
      throw cursor.scannerError('found unexpected document indicator', start);
    }
    let c = text.charCodeAt(cursor.pos);
    if (c === 0) {
      throw cursor.scannerError('found unexpected end of stream', start);
    }
    let escapedBreak = false;
    let from = cursor.pos;
    while (!isBlankOrEnd(c)) {
      if (c === quote) {
        if (!single || text.charCodeAt(cursor.pos + 1) !== 39) {
          break;
        }
        value += text.slice(from, cursor.pos + 1);
        cursor.pos += 2;
        from = cursor.pos;
      } else if (c === 92 && !single) {
        value += text.slice(from, cursor.pos);
        if (isBreak(text.charCodeAt(cursor.pos + 1))) {
          cursor.pos += 1;
          cursor.skipBreak();
          escapedBreak = true;
          from = cursor.pos;
          break;
        }
        value += readEscape(cursor, start);
        from = cursor.pos;
      } else {
        cursor.pos += 1;
      }
      c = text.charCodeAt(cursor.pos);
    }
    if (from < cursor.pos) {
      value += text.slice(from, cursor.pos);
    }
    c = text.charCodeAt(cursor.pos);
    if (c === quote) {
      cursor.pos += 1;
      return value;
    }
    value += readWhitespace(cursor, escapedBreak);
  }
}
