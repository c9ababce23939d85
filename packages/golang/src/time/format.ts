import {
  MONTHS,
  WEEKDAYS,
  dateOfDays,
  dayOfYear,
  weekdayOf,
  type CalendarDate,
} from './calendar';
import { nextChunk, type LayoutElement } from './layout';

/** What a moment is called in a location. */
export interface WallClock extends CalendarDate {
  /** Since January 1, 1970. */
  days: number;
  /** Since midnight. */
  seconds: number;
  nanoseconds: number;
  /** Of the zone: seconds east of UTC, and its name. */
  offset: number;
  zone: string;
}

/** The clock on the wall, so many days and seconds from January 1, 1970. */
export function wallClock(
  days: number,
  rest: Omit<WallClock, keyof CalendarDate | 'days'>,
): WallClock {
  return { ...dateOfDays(days), days, ...rest };
}

/** A number with leading zeros behind its sign. */
function padded(value: number, width: number): string {
  const digits = String(Math.abs(value)).padStart(width, '0');
  return value < 0 ? `-${digits}` : digits;
}

const short = (name: string, long: boolean) => (long ? name : name.slice(0, 3));

function formatOffset(
  offset: number,
  { utc, colon, parts }: { utc: boolean; colon: boolean; parts: 1 | 2 | 3 },
): string {
  if (utc && offset === 0) {
    return 'Z';
  }
  const minutes = Math.trunc(offset / 60);
  const size = Math.abs(minutes);
  const fields = [
    padded(Math.floor(size / 60), 2),
    padded(size % 60, 2),
    padded(Math.abs(offset) % 60, 2),
  ];
  return (
    (minutes < 0 ? '-' : '+') + fields.slice(0, parts).join(colon ? ':' : '')
  );
}

function formatFraction(
  nanoseconds: number,
  {
    separator,
    digits,
    trimmed,
  }: { separator: string; digits: number; trimmed: boolean },
): string {
  const kept = padded(nanoseconds, 9).slice(0, digits);
  if (!trimmed) {
    return separator + kept;
  }
  const significant = kept.replace(/0+$/, '');
  return significant === '' ? '' : separator + significant;
}

const paddings = { '': '', '0': '0', _: ' ' } as const;

function formatElement(element: LayoutElement, clock: WallClock): string {
  switch (element.kind) {
    case 'year':
      return element.long
        ? padded(clock.year, 4)
        : padded(Math.abs(clock.year) % 100, 2);
    case 'month':
      return short(MONTHS[clock.month - 1], element.long);
    case 'weekday':
      return short(WEEKDAYS[weekdayOf(clock.days)], element.long);
    case 'monthNumber':
      return padded(clock.month, element.padded ? 2 : 0);
    case 'day':
      return element.pad === ''
        ? String(clock.day)
        : String(clock.day).padStart(2, paddings[element.pad]);
    case 'yearDay':
      return String(dayOfYear(clock)).padStart(3, paddings[element.pad]);
    case 'hour':
      return padded(Math.floor(clock.seconds / 3600), 2);
    case 'hour12': {
      const hour = Math.floor(clock.seconds / 3600) % 12;
      return padded(hour === 0 ? 12 : hour, element.padded ? 2 : 0);
    }
    case 'minute':
      return padded(
        Math.floor(clock.seconds / 60) % 60,
        element.padded ? 2 : 0,
      );
    case 'second':
      return padded(clock.seconds % 60, element.padded ? 2 : 0);
    case 'meridiem': {
      const text = clock.seconds >= 12 * 3600 ? 'PM' : 'AM';
      return element.upper ? text : text.toLowerCase();
    }
    case 'zone':
      return clock.zone === ''
        ? formatOffset(clock.offset, { utc: false, colon: false, parts: 2 })
        : clock.zone;
    case 'offset':
      return formatOffset(clock.offset, element);
    case 'fraction':
      return formatFraction(clock.nanoseconds, element);
    default:
      return element satisfies never;
  }
}

/** Go's `Time.Format`, of a clock. */
export function formatClock(layout: string, clock: WallClock): string {
  let text = '';
  let rest = layout;
  while (rest !== '') {
    const chunk = nextChunk(rest);
    text += chunk.prefix;
    if (chunk.element !== undefined) {
      text += formatElement(chunk.element, clock);
    }
    rest = chunk.suffix;
  }
  return text;
}
