/**
 * The forms of a timestamp that go-yaml accepts: a date, a date and time with `T` and a zone, or one with a space and no
 * zone. One or two digits each but for the year.
 */
const FORMS =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?(?:Z|([+-])(\d\d):(\d\d))| +(\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?)?$/;

export interface Timestamp {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Digits behind the point, at most nine, without trailing zeros. */
  fraction: string;
  /** Minutes east of Greenwich. */
  offset: number;
}

function daysIn(year: number, month: number): number {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Reads a timestamp as go-yaml does; undefined when the text is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  if (text.length < 8 || text.charCodeAt(4) !== 45) {
    return undefined;
  }
  const match = FORMS.exec(text);
  if (match === null) {
    return undefined;
  }
  const number = (group: number) => Number(match[group] ?? 0);
  const zoneless = match[11] !== undefined;
  const [year, month, day] = [number(1), number(2), number(3)];
  const hour = number(zoneless ? 11 : 4);
  const minute = number(zoneless ? 12 : 5);
  const second = number(zoneless ? 13 : 6);
  const fraction = (match[zoneless ? 14 : 7] ?? '').slice(1, 10);
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysIn(year, month) ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    number(9) > 24 ||
    number(10) > 60
  ) {
    return undefined;
  }
  const offset = number(9) * 60 + number(10);
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction: fraction.replace(/0+$/, ''),
    offset: match[8] === '-' ? -offset : offset,
  };
}

const pad = (value: number, width: number) =>
  String(value).padStart(width, '0');

/** RFC 3339, as Go prints a time in JSON; undefined for an offset that JSON cannot hold. */
export function formatTimestamp(time: Timestamp): string | undefined {
  const east = Math.abs(time.offset);
  const hours = Math.floor(east / 60);
  if (hours > 23) {
    return undefined;
  }
  const zone =
    time.offset === 0
      ? 'Z'
      : `${time.offset < 0 ? '-' : '+'}${pad(hours, 2)}:${pad(east % 60, 2)}`;
  const date = `${pad(time.year, 4)}-${pad(time.month, 2)}-${pad(time.day, 2)}`;
  const clock = `${pad(time.hour, 2)}:${pad(time.minute, 2)}:${pad(
    time.second,
    2,
  )}`;
  const fraction = time.fraction === '' ? '' : `.${time.fraction}`;
  return `${date}T${clock}${fraction}${zone}`;
}
