import { isBlankOrEnd, isBreak } from './characters';
import { type Cursor } from './cursor';

/** For the codes below 128: 1 ends a run of plain text, 2 ends it in flow context only, 3 is a `:` that may end it. */
const STOPS = new Uint8Array(128);
for (const c of [0, 9, 10, 13, 32]) {
  STOPS[c] = 1;
}
for (const c of ',?[]{}') {
  STOPS[c.charCodeAt(0)] = 2;
}
STOPS[58] = 3;

export interface PlainScalar {
  value: string;
  /** Whether the cursor stands on a later line than the one the text ended on. */
  crossedLine: boolean;
}

/** Joins what stands before and after a run of line breaks: one break is a space, more are one less. */
export function foldBreaks(leading: string, trailing: string): string {
  if (leading !== '\n' && leading !== '') {
    return leading + trailing;
  }
  return trailing === '' ? ' ' : trailing;
}

function endOfRun(text: string, from: number, flow: boolean): number {
  let pos = from;
  for (;;) {
    const c = text.charCodeAt(pos);
    if (c < 128) {
      const stop = STOPS[c];
      if (stop !== 0) {
        if (stop === 1 || (stop === 2 && flow)) {
          return pos;
        }
        if (stop === 3 && isBlankOrEnd(text.charCodeAt(pos + 1))) {
          return pos;
        }
      }
    } else if (c === 0x85 || c === 0x2028 || c === 0x2029) {
      return pos;
    }
    pos += 1;
  }
}

/**
 * Reads a plain scalar at the cursor.
 *
 * @param indent - columns less than this end it in block context
 */
export function scanPlainScalar(
  cursor: Cursor,
  indent: number,
  flow: boolean,
): PlainScalar {
  const { text } = cursor;
  const start = cursor.mark();
  let value = '';
  /** What has been read of the current line and not yet added to `value`. */
  let from = cursor.pos;
  let to = cursor.pos;
  let leadingBreak = '';
  let trailingBreaks = '';
  let crossedLine = false;
  for (;;) {
    if (
      cursor.pos === cursor.lineStart ? cursor.atDocumentIndicator() : false
    ) {
      break;
    }
    if (text.charCodeAt(cursor.pos) === 35) {
      break;
    }
    const end = endOfRun(text, cursor.pos, flow);
    if (end > cursor.pos) {
      if (crossedLine) {
        value +=
          text.slice(from, to) + foldBreaks(leadingBreak, trailingBreaks);
        leadingBreak = '';
        trailingBreaks = '';
        crossedLine = false;
        from = cursor.pos;
      }
      to = end;
      cursor.pos = end;
    }
    let c = text.charCodeAt(end);
    if (!(c === 32 || c === 9 || isBreak(c))) {
      break;
    }
    for (;;) {
      if (c === 32 || c === 9) {
        if (c === 9 && crossedLine && cursor.column < indent) {
          throw cursor.scannerError(
            'found a tab character that violates indentation',
            start,
          );
        }
        cursor.pos += 1;
      } else if (isBreak(c)) {
        if (crossedLine) {
          trailingBreaks += cursor.readBreak();
        } else {
          leadingBreak = cursor.readBreak();
          crossedLine = true;
        }
      } else {
        break;
      }
      c = text.charCodeAt(cursor.pos);
    }
    if (!flow && cursor.column < indent) {
      break;
    }
  }
  const last = text.slice(from, to);
  return { value: value === '' ? last : value + last, crossedLine };
}
