import { MONTHS, WEEKDAYS } from './calendar';
import { nextChunk, type LayoutElement } from './layout';

/** What the elements of a layout say, so far. */
export interface TimeFields {
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  meridiem?: 'AM' | 'PM';
  utc: boolean;
  /** Seconds east of UTC. */
  zoneOffset?: number;
  zoneName?: string;
}

/** The text is not what an element of the layout wants. */
export class Mismatch extends Error {}

/** The text is of the right form, with a number that cannot be. */
export class OutOfRange extends Error {}

/** Takes the text apart from its start. */
export class Cursor {
  constructor(public rest: string) {}

  /** @throws Mismatch where less is left */
  take(length: number): string {
    if (this.rest.length < length) throw new Mismatch();
    const taken = this.rest.slice(0, length);
    this.rest = this.rest.slice(length);
    return taken;
  }

  takeIf(text: string): boolean {
    if (!this.rest.startsWith(text)) return false;
    this.rest = this.rest.slice(text.length);
    return true;
  }

  /** Digits: as many as there are up to `most`, or exactly these. */
  number(most: 2 | 3, exactly: boolean): number {
    const [digits] = /^[0-9]*/.exec(this.rest.slice(0, most)) ?? [''];
    if (digits === '' || (exactly && digits.length < most)) {
      throw new Mismatch();
    }
    return Number(this.take(digits.length));
  }

  /** The index of the name that comes next, in any case of its letters. */
  name(names: readonly string[]): number {
    const index = names.findIndex(
      name =>
        this.rest.slice(0, name.length).toLowerCase() === name.toLowerCase(),
    );
    if (index < 0) throw new Mismatch();
    this.take(names[index].length);
    return index;
  }
}

const shortNames = (names: readonly string[]) =>
  names.map(name => name.slice(0, 3));
const SHORT_MONTHS = shortNames(MONTHS);
const SHORT_WEEKDAYS = shortNames(WEEKDAYS);

function signedInteger(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw new Mismatch();
  return Number(text);
}

function inRange(value: number, low: number, high: number, name: string) {
  if (value < low || value > high) throw new OutOfRange(name);
  return value;
}

function takeNanoseconds(cursor: Cursor, length: number): number {
  const text = cursor.take(length);
  if (text[0] !== '.' && text[0] !== ',') throw new Mismatch();
  const digits = text.slice(1, 10);
  const value = digits === '' ? NaN : signedInteger(digits);
  if (Number.isNaN(value)) throw new Mismatch();
  if (value < 0) throw new OutOfRange('fractional second');
  return value * 10 ** (9 - digits.length);
}

function takeOffset(
  cursor: Cursor,
  { colon, parts }: { colon: boolean; parts: 1 | 2 | 3 },
): number {
  const lengths = colon ? [3, 6, 9] : [3, 5, 7];
  const text = cursor.take(lengths[parts - 1]);
  const pattern = colon ? /^.(..)(?::(..))?(?::(..))?$/s : /^.(..)(..)?(..)?$/s;
  const match = pattern.exec(text);
  if (match === null) throw new Mismatch();
  let bad = false;
  const numbers: number[] = [];
  for (const part of match.slice(1, parts + 1)) {
    bad ||= !/^[0-9]{2}$/.test(part);
    numbers.push(bad ? 0 : Number(part));
  }
  const [hours, minutes = 0, seconds = 0] = numbers;
  // Of several that are out of range, Go names the last.
  inRange(seconds, 0, 60, 'time zone offset second');
  inRange(minutes, 0, 60, 'time zone offset minute');
  inRange(hours, 0, 24, 'time zone offset hour');
  if (bad || !/^[+-]/.test(text)) throw new Mismatch();
  const offset = (hours * 60 + minutes) * 60 + seconds;
  return text.startsWith('-') ? -offset : offset;
}

/** `+03`, up to 23; its length, 0 where there is none. */
function signedHoursLength(text: string): number {
  const match = /^[+-]([0-9]+)/.exec(text);
  return match !== null && Number(match[1]) <= 23 ? match[0].length : 0;
}

function takeZoneName(cursor: Cursor): string {
  const { rest } = cursor;
  if (rest.length < 3) throw new Mismatch();
  if (/^(?:ChST|MeST)/.test(rest)) return cursor.take(4);
  if (rest.startsWith('GMT')) {
    return cursor.take(3 + signedHoursLength(rest.slice(3)));
  }
  if (/^[+-]/.test(rest)) {
    const length = signedHoursLength(rest);
    if (length === 0) throw new Mismatch();
    return cursor.take(length);
  }
  const [upper] = /^[A-Z]{0,6}/.exec(rest) ?? [''];
  const plausible =
    upper.length === 3 ||
    (upper.length === 4 && (upper.endsWith('T') || upper === 'WITA')) ||
    (upper.length === 5 && upper.endsWith('T'));
  if (!plausible) throw new Mismatch();
  return cursor.take(upper.length);
}

function takeYear(cursor: Cursor, long: boolean): number {
  if (!long) {
    const year = signedInteger(cursor.take(2));
    return year >= 69 ? year + 1900 : year + 2000;
  }
  if (!/^[0-9]/.test(cursor.rest)) throw new Mismatch();
  return signedInteger(cursor.take(4));
}

function takeSecond(
  cursor: Cursor,
  padded: boolean,
  restOfLayout: string,
  fields: TimeFields,
) {
  fields.second = inRange(cursor.number(2, padded), 0, 59, 'second');
  const fraction = /^[.,][0-9]+/.exec(cursor.rest);
  // A fraction may follow where the layout has none.
  if (
    fraction !== null &&
    nextChunk(restOfLayout).element?.kind !== 'fraction'
  ) {
    fields.nanosecond = takeNanoseconds(cursor, fraction[0].length);
  }
}

function takeMeridiem(cursor: Cursor, upper: boolean): 'AM' | 'PM' {
  const text = cursor.take(2);
  if (text === (upper ? 'PM' : 'pm')) return 'PM';
  if (text === (upper ? 'AM' : 'am')) return 'AM';
  throw new Mismatch();
}

/**
 * Reads one element of a layout into the fields.
 *
 * @throws Mismatch, OutOfRange
 */
export function takeElement(
  element: LayoutElement,
  cursor: Cursor,
  restOfLayout: string,
  fields: TimeFields,
): void {
  switch (element.kind) {
    case 'year':
      fields.year = takeYear(cursor, element.long);
      break;
    case 'month':
      fields.month = cursor.name(element.long ? MONTHS : SHORT_MONTHS) + 1;
      break;
    case 'weekday':
      cursor.name(element.long ? WEEKDAYS : SHORT_WEEKDAYS);
      break;
    case 'monthNumber':
      fields.month = inRange(cursor.number(2, element.padded), 1, 12, 'month');
      break;
    case 'day':
      if (element.pad === '_') cursor.takeIf(' ');
      fields.day = cursor.number(2, element.pad === '0');
      break;
    case 'yearDay':
      for (let i = 0; i < 2 && element.pad === '_'; i += 1) cursor.takeIf(' ');
      fields.yearDay = cursor.number(3, element.pad === '0');
      break;
    case 'hour':
      fields.hour = inRange(cursor.number(2, false), 0, 23, 'hour');
      break;
    case 'hour12':
      fields.hour = inRange(cursor.number(2, element.padded), 0, 12, 'hour');
      break;
    case 'minute':
      fields.minute = inRange(
        cursor.number(2, element.padded),
        0,
        59,
        'minute',
      );
      break;
    case 'second':
      takeSecond(cursor, element.padded, restOfLayout, fields);
      break;
    case 'meridiem':
      fields.meridiem = takeMeridiem(cursor, element.upper);
      break;
    case 'zone':
      if (cursor.takeIf('UTC')) fields.utc = true;
      else fields.zoneName = takeZoneName(cursor);
      break;
    case 'offset':
      if (element.utc && cursor.takeIf('Z')) fields.utc = true;
      else fields.zoneOffset = takeOffset(cursor, element);
      break;
    case 'fraction': {
      if (!element.trimmed) {
        fields.nanosecond = takeNanoseconds(cursor, 1 + element.digits);
        break;
      }
      const fraction = /^[.,][0-9]+/.exec(cursor.rest);
      if (fraction !== null) {
        fields.nanosecond = takeNanoseconds(cursor, fraction[0].length);
      }
      break;
    }
    default:
      element satisfies never;
  }
}
