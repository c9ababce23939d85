import { fixedZone, utc } from '../value';
import {
  TimeParseError,
  addToTime,
  formatTime,
  loadLocation,
  offsetOfAbbreviation,
  parseTime,
  timeAt,
  timeIn,
  timeOfMilliseconds,
  unixSeconds,
  zeroTime,
} from '.';

const LAYOUT = '2006-01-02 15:04:05.999999999 -0700 MST';
const newYork = loadLocation('America/New_York');
const berlin = loadLocation('Europe/Berlin');

// Printed by Go 1.26: time.Unix(seconds, 0).In(location).Format(layout).
it.each([
  ['America/New_York', 1720000000, '2024-07-03 05:46:40 -0400 EDT'],
  ['America/New_York', 1705000000, '2024-01-11 14:06:40 -0500 EST'],
  ['Europe/London', 1720000000, '2024-07-03 10:46:40 +0100 BST'],
  ['Asia/Kolkata', 1720000000, '2024-07-03 15:16:40 +0530 IST'],
  ['Asia/Kathmandu', 1720000000, '2024-07-03 15:31:40 +0545 +0545'],
  ['America/Sao_Paulo', 1720000000, '2024-07-03 06:46:40 -0300 -03'],
  ['Australia/Lord_Howe', 1705000000, '2024-01-12 06:06:40 +1100 +11'],
  ['Pacific/Apia', 1720000000, '2024-07-03 22:46:40 +1300 +13'],
  ['Etc/GMT+5', 1720000000, '2024-07-03 04:46:40 -0500 -05'],
  ['GMT', 0, '1970-01-01 00:00:00 +0000 GMT'],
  ['Zulu', 0, '1970-01-01 00:00:00 +0000 UTC'],
  ['Europe/Berlin', -62135596800, '0001-01-01 00:53:28 +0053 LMT'],
])('prints the clock of %s at %d', (name, seconds, text) => {
  const time = timeAt(BigInt(seconds), 0, loadLocation(name));
  expect(formatTime(LAYOUT, time)).toBe(text);
});

it.each(['', 'UTC'])('takes %j for UTC', name => {
  expect(loadLocation(name)).toBe(utc);
});

it.each(['europe/berlin', 'Nowhere', '../UTC', '+01:00', 'Local', '__proto__'])(
  'knows no zone %j',
  name => {
    expect(() => loadLocation(name)).toThrow(`unknown time zone ${name}`);
  },
);

it('has a zone for every name of the database', () => {
  for (const name of ['EST5EDT', 'US/Pacific', 'Asia/Calcutta', 'W-SU']) {
    expect(loadLocation(name).name).toBe(name);
  }
});

it('reads the clock of a location', () => {
  const parsed = (text: string) =>
    formatTime(LAYOUT, parseTime('2006-01-02 15:04', text, newYork));
  expect(parsed('2024-07-04 10:11')).toBe('2024-07-04 10:11:00 -0400 EDT');
  expect(parsed('2024-01-04 10:11')).toBe('2024-01-04 10:11:00 -0500 EST');
  // There was no half past two, and half past one came twice.
  expect(parsed('2024-03-10 02:30')).toBe('2024-03-10 01:30:00 -0500 EST');
  expect(parsed('2024-11-03 01:30')).toBe('2024-11-03 01:30:00 -0400 EDT');
});

it('reads abbreviations by the location', () => {
  const parsed = (text: string) =>
    formatTime(LAYOUT, parseTime('2006-01-02 15:04 MST', text, newYork));
  expect(parsed('2024-07-04 10:11 EDT')).toBe('2024-07-04 10:11:00 -0400 EDT');
  expect(parsed('2024-07-04 10:11 EST')).toBe('2024-07-04 11:11:00 -0400 EDT');
  expect(parsed('2024-07-04 10:11 CEST')).toBe(
    '2024-07-04 10:11:00 +0000 CEST',
  );
  expect(offsetOfAbbreviation(utc, 'UTC', 0)).toBe(0);
  expect(offsetOfAbbreviation(fixedZone('X', 60), 'Y', 0)).toBeUndefined();
});

it('takes the location for an offset that is in force there', () => {
  const layout = '2006-01-02T15:04:05Z07:00';
  const here = parseTime(layout, '2024-07-04T10:11:12+02:00', berlin);
  const there = parseTime(layout, '2024-07-04T10:11:12+01:00', berlin);
  expect(here.zone).toBe(berlin);
  expect(formatTime(LAYOUT, there)).toBe('2024-07-04 10:11:12 +0100 +0100');
});

it('says where a text is not of its layout', () => {
  expect(() => parseTime('2006-01-02', '2024/01/02', utc)).toThrow(
    new TimeParseError(
      'parsing time "2024/01/02" as "2006-01-02": cannot parse "/01/02" as "-"',
    ),
  );
});

it('keeps nanoseconds, and years of any size', () => {
  const time = timeOfMilliseconds(-0.5, utc);
  expect(formatTime(LAYOUT, time)).toBe('1969-12-31 23:59:59.9995 +0000 UTC');
  expect(unixSeconds(time)).toBe(-1n);
  expect(unixSeconds(addToTime(time, 500_000n))).toBe(0n);
  expect(formatTime('2006', timeAt(2n ** 62n, 0, utc))).toBe('146138514283');
  expect(formatTime('2006', timeAt(-(2n ** 62n), 0, utc))).toBe(
    '-146138510344',
  );
  expect(formatTime(LAYOUT, timeIn(zeroTime, utc))).toBe(
    '0001-01-01 00:00:00 +0000 UTC',
  );
});

it('calls the methods of times', () => {
  const method = (name: string) => zeroTime.method(name)?.call([]);
  expect(method('IsZero')).toBe(true);
  expect(method('Month')).toMatchObject({ value: 1, name: 'January' });
  expect(method('Weekday')).toMatchObject({ name: 'Monday' });
  expect(zeroTime.method('Nope')).toBeUndefined();
});
