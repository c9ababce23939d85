import { isBlankOrEnd, isDigit, isWordCharacter } from './characters';
import { type Cursor, type Mark } from './cursor';
import { scanTagDirective } from './scan-tag';

export type Directive =
  | { name: 'YAML'; version: string }
  | { name: 'TAG'; handle: string; prefix: string };

function scanVersionNumber(cursor: Cursor, start: Mark): number {
  const from = cursor.pos;
  while (isDigit(cursor.text.charCodeAt(cursor.pos))) {
    if (cursor.pos - from === 2) {
      throw cursor.scannerError('found extremely long version number', start);
    }
    cursor.pos += 1;
  }
  if (cursor.pos === from) {
    throw cursor.scannerError('did not find expected version number', start);
  }
  return Number(cursor.text.slice(from, cursor.pos));
}

function scanVersion(cursor: Cursor, start: Mark): string {
  cursor.skipBlanks();
  const major = scanVersionNumber(cursor, start);
  if (cursor.text.charCodeAt(cursor.pos) !== 46) {
    throw cursor.scannerError(
      "did not find expected digit or '.' character",
      start,
    );
  }
  cursor.pos += 1;
  return `${major}.${scanVersionNumber(cursor, start)}`;
}

function scanName(cursor: Cursor, start: Mark): string {
  const { text } = cursor;
  cursor.pos += 1;
  while (isWordCharacter(text.charCodeAt(cursor.pos))) {
    cursor.pos += 1;
  }
  const name = text.slice(start.index + 1, cursor.pos);
  if (name === '') {
    throw cursor.scannerError('could not find expected directive name', start);
  }
  if (!isBlankOrEnd(text.charCodeAt(cursor.pos))) {
    throw cursor.scannerError(
      'found unexpected non-alphabetical character',
      start,
    );
  }
  return name;
}

function scanValue(cursor: Cursor, name: string, start: Mark): Directive {
  if (name === 'YAML') {
    return { name, version: scanVersion(cursor, start) };
  }
  if (name === 'TAG') {
    return { name, ...scanTagDirective(cursor, start) };
  }
  throw cursor.scannerError('found unknown directive name', start);
}

/** Reads a directive at the cursor, with the line break behind it. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark();
  const directive = scanValue(cursor, scanName(cursor, start), start);
  cursor.endLine(start);
  return directive;
}
