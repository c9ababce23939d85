import { hexValue, isBlank, isBlankOrEnd, isWordCharacter } from './characters';
import { type Cursor, type Mark } from './cursor';

const URI_PUNCTUATION = new Set(
  [...";/?:@&=+$,.!~*'()[]%"].map(c => c.charCodeAt(0)),
);

/** How many octets the UTF-8 sequence that begins with this one has; 0 when none does. */
function sequenceLength(octet: number): number {
  if ((octet & 0x80) === 0) {
    return 1;
  }
  if ((octet & 0xe0) === 0xc0) {
    return 2;
  }
  if ((octet & 0xf0) === 0xe0) {
    return 3;
  }
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}

function readUriEscape(cursor: Cursor, start: Mark): string {
  const octets: number[] = [];
  let remaining = 0;
  do {
    const { text, pos } = cursor;
    const high = hexValue(text.charCodeAt(pos + 1));
    const low = hexValue(text.charCodeAt(pos + 2));
    if (text.charCodeAt(pos) !== 37 || high < 0 || low < 0) {
      throw cursor.scannerError('did not find URI escaped octet', start);
    }
    const octet = high * 16 + low;
    if (octets.length === 0) {
      remaining = sequenceLength(octet);
      if (remaining === 0) {
        throw cursor.scannerError(
          'found an incorrect leading UTF-8 octet',
          start,
        );
      }
    } else if ((octet & 0xc0) !== 0x80) {
      throw cursor.scannerError(
        'found an incorrect trailing UTF-8 octet',
        start,
      );
    }
    octets.push(octet);
    cursor.pos += 3;
    remaining -= 1;
  } while (remaining > 0);
  return new TextDecoder().decode(Uint8Array.from(octets));
}

/** Reads a `!`, `!!` or `!name!` handle; any of them may lack its final `!` outside a directive. */
export function scanTagHandle(
  cursor: Cursor,
  directive: boolean,
  start: Mark,
): string {
  const { text } = cursor;
  const from = cursor.pos;
  if (text.charCodeAt(from) !== 33) {
    throw cursor.scannerError("did not find expected '!'", start);
  }
  cursor.pos += 1;
  while (isWordCharacter(text.charCodeAt(cursor.pos))) {
    cursor.pos += 1;
  }
  if (text.charCodeAt(cursor.pos) === 33) {
    cursor.pos += 1;
  } else if (directive && cursor.pos - from > 1) {
    throw cursor.scannerError("did not find expected '!'", start);
  }
  return text.slice(from, cursor.pos);
}

/** Reads a tag's URI; `head` is what was already read of it as a handle. */
export function scanTagUri(cursor: Cursor, head: string, start: Mark): string {
  const { text } = cursor;
  let uri = head.slice(1);
  let found = head.length > 0;
  for (;;) {
    const c = text.charCodeAt(cursor.pos);
    if (!isWordCharacter(c) && !URI_PUNCTUATION.has(c)) {
      break;
    }
    if (c === 37) {
      uri += readUriEscape(cursor, start);
    } else {
      uri += text[cursor.pos];
      cursor.pos += 1;
    }
    found = true;
  }
  if (!found) {
    throw cursor.scannerError('did not find expected tag URI', start);
  }
  return uri;
}

/** Reads a tag at the cursor. */
export function scanTag(cursor: Cursor): { handle: string; suffix: string } {
  const { text } = cursor;
  const start = cursor.mark();
  let handle = '';
  let suffix = '';
  if (text.charCodeAt(cursor.pos + 1) === 60) {
    cursor.pos += 2;
    suffix = scanTagUri(cursor, '', start);
    if (text.charCodeAt(cursor.pos) !== 62) {
      throw cursor.scannerError("did not find the expected '>'", start);
    }
    cursor.pos += 1;
  } else {
    handle = scanTagHandle(cursor, false, start);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanTagUri(cursor, '', start);
    } else {
      suffix = scanTagUri(cursor, handle, start);
      handle = '!';
      if (suffix === '') {
        [handle, suffix] = [suffix, handle];
      }
    }
  }
  if (!isBlankOrEnd(text.charCodeAt(cursor.pos))) {
    throw cursor.scannerError(
      'did not find expected whitespace or line break',
      start,
    );
  }
  return { handle, suffix };
}

/** Reads the value of a %TAG directive. */
export function scanTagDirective(
  cursor: Cursor,
  start: Mark,
): { handle: string; prefix: string } {
  const { text } = cursor;
  cursor.skipBlanks();
  const handle = scanTagHandle(cursor, true, start);
  if (!isBlank(text.charCodeAt(cursor.pos))) {
    throw cursor.scannerError('did not find expected whitespace', start);
  }
  cursor.skipBlanks();
  const prefix = scanTagUri(cursor, '', start);
  if (!isBlankOrEnd(text.charCodeAt(cursor.pos))) {
    throw cursor.scannerError(
      'did not find expected whitespace or line break',
      start,
    );
  }
  return { handle, prefix };
}
