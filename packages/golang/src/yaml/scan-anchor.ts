import { isBlankOrEnd, isWordCharacter } from './characters';
import { type Cursor } from './cursor';

/** Reads the name of an anchor (`&name`) or alias (`*name`) at the cursor. */
export function scanAnchor(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.mark();
  cursor.pos += 1;
  while (isWordCharacter(text.charCodeAt(cursor.pos))) {
    cursor.pos += 1;
  }
  const name = text.slice(start.index + 1, cursor.pos);
  const c = text.charCodeAt(cursor.pos);
  if (
    name === '' ||
    !(isBlankOrEnd(c) || '?:,]}%@`'.includes(text[cursor.pos]))
  ) {
    throw cursor.scannerError(
      'did not find expected alphabetic or numeric character',
      start,
    );
  }
  return name;
}
