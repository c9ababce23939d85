import { isBlank, isBreak, isBreakOrEnd, isDigit } from './characters';
import { type Cursor, type Mark } from './cursor';

interface Header {
  /** -1 strips final line breaks, 1 keeps them, 0 clips them to one. */
  chomping: number;
  /** The explicit indentation, or 0. */
  increment: number;
}

function readChomping(cursor: Cursor): number {
  const c = cursor.text.charCodeAt(cursor.pos);
  if (c === 43 || c === 45) {
    cursor.pos += 1;
    return c === 43 ? 1 : -1;
  }
  return 0;
}

function readIncrement(cursor: Cursor, start: Mark): number {
  const c = cursor.text.charCodeAt(cursor.pos);
  if (!isDigit(c)) {
    return 0;
  }
  if (c === 48) {
    throw cursor.scannerError(
      'found an indentation indicator equal to 0',
      start,
    );
  }
  cursor.pos += 1;
  return c - 48;
}

function readHeader(cursor: Cursor, start: Mark): Header {
  cursor.pos += 1;
  let chomping = readChomping(cursor);
  const increment = readIncrement(cursor, start);
  if (chomping === 0 && increment > 0) {
    chomping = readChomping(cursor);
  }
  cursor.comments?.scanLine(start);
  cursor.endLine(start);
  return { chomping, increment };
}

/** Reads a literal (`|`) or folded (`>`) scalar at the cursor; `parentIndent` is the column of the collection around it. */
export function scanBlockScalar(
  cursor: Cursor,
  parentIndent: number,
  literal: boolean,
): string {
  const { text } = cursor;
  const start = cursor.mark();
  const { chomping, increment } = readHeader(cursor, start);
  let indent = increment > 0 ? Math.max(parentIndent, 0) + increment : 0;

  const readEmptyLines = () => {
    let breaks = '';
    let widest = 0;
    for (;;) {
      let c = text.charCodeAt(cursor.pos);
      while (
        c === 32 &&
        (indent === 0 || cursor.pos - cursor.lineStart < indent)
      ) {
        cursor.pos += 1;
        c = text.charCodeAt(cursor.pos);
      }
      widest = Math.max(widest, cursor.pos - cursor.lineStart);
      if (c === 9 && (indent === 0 || cursor.column < indent)) {
        throw cursor.scannerError(
          'found a tab character where an indentation space is expected',
          start,
        );
      }
      if (!isBreak(c)) {
        break;
      }
      breaks += cursor.readBreak();
    }
    if (indent === 0) {
      indent = Math.max(widest, parentIndent + 1, 1);
    }
    return breaks;
  };

  let value = '';
  let leadingBreak = '';
  let leadingBlank = false;
  let trailingBreaks = readEmptyLines();
  for (;;) {
    const c = text.charCodeAt(cursor.pos);
    if (cursor.pos - cursor.lineStart !== indent || c === 0) {
      break;
    }
    const blank = isBlank(c);
    if (!literal && !leadingBlank && !blank && leadingBreak === '\n') {
      value += trailingBreaks === '' ? ' ' : trailingBreaks;
    } else {
      value += leadingBreak + trailingBreaks;
    }
    leadingBlank = blank;
    const from = cursor.pos;
    let end = from;
    while (!isBreakOrEnd(text.charCodeAt(end))) {
      end += 1;
    }
    value += text.slice(from, end);
    cursor.pos = end;
    leadingBreak = text.charCodeAt(end) === 0 ? '' : cursor.readBreak();
    trailingBreaks = readEmptyLines();
  }
  if (chomping !== -1) {
    value += leadingBreak;
  }
  if (chomping === 1) {
    value += trailingBreaks;
  }
  return value;
}
