import { toBinary } from '../bytes';
import { fixedZone, utc, type GoTime, type GoZone } from '../value';
import { daysIn, daysOfDate, isLeap } from './calendar';
import {
  Cursor,
  Mismatch,
  OutOfRange,
  takeElement,
  type TimeFields,
} from './fields';
import { nextChunk } from './layout';
import { timeAt, timeOfWallClock } from './time';
import { TimeParseError, quoteElement } from './parse-error';
import { offsetOfAbbreviation } from './zone';

/** @throws Mismatch, with runs of spaces as one */
function skip(cursor: Cursor, prefix: string): void {
  for (let at = 0; at < prefix.length; at += 1) {
    if (prefix[at] === ' ') {
      if (cursor.rest !== '' && cursor.rest[0] !== ' ') throw new Mismatch();
      while (prefix[at + 1] === ' ') at += 1;
      cursor.rest = cursor.rest.replace(/^ +/, '');
    } else if (!cursor.takeIf(prefix[at])) {
      throw new Mismatch();
    }
  }
}

/** The month and day of a day of the year. @throws OutOfRange */
function dateOfYearDay(
  yearDay: number,
  year: number,
): { month: number; day: number } {
  if (yearDay < 1 || yearDay > (isLeap(year) ? 366 : 365)) {
    throw new OutOfRange('day-of-year out of range');
  }
  let day = yearDay;
  let month = 1;
  while (day > daysIn(month, year)) {
    day -= daysIn(month, year);
    month += 1;
  }
  return { month, day };
}

/** @throws OutOfRange */
function settleDate(fields: TimeFields): { month: number; day: number } {
  if (fields.yearDay !== undefined) {
    const settled = dateOfYearDay(fields.yearDay, fields.year);
    if (fields.month !== undefined && fields.month !== settled.month) {
      throw new OutOfRange('day-of-year does not match month');
    }
    if (fields.day !== undefined && fields.day !== settled.day) {
      throw new OutOfRange('day-of-year does not match day');
    }
    return settled;
  }
  const { month = 1, day = 1 } = fields;
  if (day < 1 || day > daysIn(month, fields.year)) {
    throw new OutOfRange('day out of range');
  }
  return { month, day };
}

function hourOf({ hour, meridiem }: TimeFields): number {
  if (meridiem === 'PM' && hour < 12) return hour + 12;
  return meridiem === 'AM' && hour === 12 ? 0 : hour;
}

function inZone(unix: number, fields: TimeFields, location: GoZone): GoTime {
  const at = (seconds: number, zone: GoZone) =>
    timeAt(BigInt(seconds), fields.nanosecond, zone);
  const { zoneName = '', zoneOffset } = fields;
  if (fields.utc) {
    return at(unix, utc);
  }
  if (zoneOffset !== undefined && zoneOffset !== -1) {
    const seconds = unix - zoneOffset;
    const zone = location.at(seconds);
    return zone.offset === zoneOffset &&
      (zoneName === '' || zone.abbreviation === zoneName)
      ? at(seconds, location)
      : at(seconds, fixedZone(zoneName, zoneOffset));
  }
  if (zoneName !== '') {
    const known = offsetOfAbbreviation(location, zoneName, unix);
    if (known !== undefined) {
      return at(unix - known, location);
    }
    const hours = zoneName.startsWith('GMT') ? Number(zoneName.slice(3)) : 0;
    return at(unix, fixedZone(zoneName, hours * 3600));
  }
  return timeOfWallClock(unix, fields.nanosecond, location);
}

/** Takes a step, and says of one that fails which element of the layout the text at the cursor does not fit. */
function orFail(
  whole: { layout: string; value: string },
  element: string,
  cursor: Cursor,
  step: () => void,
): void {
  try {
    step();
  } catch (error) {
    if (error instanceof OutOfRange) {
      throw TimeParseError.because(
        whole.value,
        `: ${error.message} out of range`,
      );
    }
    if (!(error instanceof Mismatch)) throw error;
    throw TimeParseError.at(whole, cursor.rest, element);
  }
}

/**
 * Go's `time.ParseInLocation`. Layout and text are Go strings.
 *
 * @throws TimeParseError
 */
export function parseTime(
  layout: string,
  text: string,
  location: GoZone,
): GoTime {
  const whole = { layout: toBinary(layout), value: toBinary(text) };
  const cursor = new Cursor(whole.value);
  const fields: TimeFields = {
    year: 0,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    utc: false,
  };
  let rest = whole.layout;
  for (;;) {
    const chunk = nextChunk(rest);
    orFail(whole, chunk.prefix, cursor, () => skip(cursor, chunk.prefix));
    if (chunk.element === undefined) {
      break;
    }
    const { element, suffix } = chunk;
    const before = new Cursor(cursor.rest);
    orFail(whole, chunk.text, before, () =>
      takeElement(element, cursor, suffix, fields),
    );
    rest = chunk.suffix;
  }
  if (cursor.rest !== '') {
    throw TimeParseError.because(
      whole.value,
      `: extra text: ${quoteElement(cursor.rest)}`,
    );
  }
  try {
    const { month, day } = settleDate(fields);
    const days = daysOfDate({ year: fields.year, month, day });
    const clock = (hourOf(fields) * 60 + fields.minute) * 60 + fields.second;
    return inZone(days * 86_400 + clock, fields, location);
  } catch (error) {
    if (!(error instanceof OutOfRange)) throw error;
    throw TimeParseError.because(whole.value, `: ${error.message}`);
  }
}
