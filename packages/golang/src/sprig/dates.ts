import {
  DurationError,
  formatDurationNanoseconds,
  parseDurationNanoseconds,
} from '../duration';
import { parseIntegerOrNearest } from '../strconv';
import {
  TimeParseError,
  addToTime,
  formatTime,
  loadLocation,
  parseTime,
  timeAt,
  timeBetween,
  timeIn,
  timeOfMilliseconds,
  unixSeconds,
  zeroTime,
} from '../time';
import {
  GoError,
  GoInteger,
  GoObject,
  GoTime,
  stringType,
  timeType,
  utc,
  type GoValue,
  type GoZone,
} from '../value';
import {
  any,
  fn0,
  fn1,
  fn2,
  fn3,
  string,
  time,
  type FunctionTable,
} from './define';
import { type Surroundings } from './options';
import { nilDereference } from './panics';

const SECOND = 1_000_000_000n;
const HOUR = 3600n * SECOND;

/** Longest first; a duration is rounded to whole ones of the largest that is less than it. */
const units: readonly [suffix: string, nanoseconds: bigint][] = [
  ['y', HOUR * 24n * 365n],
  ['mo', HOUR * 24n * 30n],
  ['d', HOUR * 24n],
  ['h', HOUR],
  ['m', 60n * SECOND],
  ['s', SECOND],
];

/** Nanoseconds; undefined for a text that is no duration. */
function durationIn(text: string): bigint | undefined {
  try {
    return parseDurationNanoseconds(text);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return undefined;
  }
}

/** Go's `Duration.Round(time.Second)`. */
function roundToSeconds(nanoseconds: bigint): bigint {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rounded = ((size + SECOND / 2n) / SECOND) * SECOND;
  const signed = nanoseconds < 0n ? -rounded : rounded;
  if (BigInt.asIntN(64, signed) === signed) return signed;
  return signed < 0n ? -(2n ** 63n) : 2n ** 63n - 1n;
}

function roundDuration(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  for (const [suffix, unit] of units) {
    if (size > unit) return `${size / unit}${suffix}`;
  }
  return '0s';
}

function duration(seconds: GoValue): string {
  let count = 0n;
  if (typeof seconds === 'string') count = parseIntegerOrNearest(seconds, 10);
  else if (isInteger(seconds, 'int64')) count = seconds.value;
  return formatDurationNanoseconds(BigInt.asIntN(64, count * SECOND));
}

function isInteger(
  value: GoValue,
  ...kinds: GoInteger['kind'][]
): value is GoInteger {
  return value instanceof GoInteger && kinds.includes(value.kind);
}

/** Go's `time.LoadLocation`, with UTC for what it does not know. */
function zoneOf(name: string, local: GoZone): GoZone {
  if (name === 'Local') return local;
  try {
    return loadLocation(name);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return utc;
  }
}

/** @throws GoError */
function modifyOrFail(text: string, given: GoTime): GoTime {
  try {
    return addToTime(given, parseDurationNanoseconds(text));
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw new GoError(error.message, { cause: error });
  }
}

export function dateFunctions(around: Surroundings): FunctionTable {
  const { now } = around;
  const current = () => timeOfMilliseconds(now(), around.timeZone);

  /** A time, or seconds since 1970; now for all else. */
  const timeOf = (value: GoValue, ...kinds: GoInteger['kind'][]): GoTime => {
    if (value instanceof GoTime) return value;
    if (value instanceof GoObject && value.type.name === '*time.Time') {
      const target = value.pointee();
      if (target instanceof GoTime) return target;
      throw nilDereference();
    }
    return isInteger(value, ...kinds)
      ? timeAt(value.value, 0, around.timeZone)
      : current();
  };
  /** `ago` takes a pointer for no time. */
  const agoFrom = (value: GoValue) =>
    value instanceof GoTime || value instanceof GoInteger
      ? timeOf(value, 'int64', 'int')
      : current();
  const format = (layout: string, value: GoValue, zone: string) =>
    formatTime(
      layout,
      timeIn(
        timeOf(value, 'int64', 'int', 'int32'),
        zoneOf(zone, around.timeZone),
      ),
    );
  const HTML = '2006-01-02';

  const modify = (text: string, given: GoTime) => {
    const added = durationIn(text);
    return added === undefined ? given : addToTime(given, added);
  };
  const toDate = (layout: string, text: string): GoTime =>
    parseTime(layout, text, around.timeZone);

  const dateInZone = fn3([string, any, string], stringType, format);
  const dateModify = fn2([string, time], timeType, modify);
  const mustDateModify = fn2([string, time], timeType, modifyOrFail);

  return {
    ago: fn1(any, stringType, value =>
      formatDurationNanoseconds(
        roundToSeconds(timeBetween(agoFrom(value), current())),
      ),
    ),
    date: fn2([string, any], stringType, (layout, value) =>
      format(layout, value, 'Local'),
    ),
    date_in_zone: dateInZone,
    dateInZone,
    date_modify: dateModify,
    dateModify,
    must_date_modify: mustDateModify,
    mustDateModify,
    duration: fn1(any, stringType, duration),
    durationRound: fn1(any, stringType, value => {
      if (typeof value === 'string') {
        return roundDuration(durationIn(value) ?? 0n);
      }
      if (value instanceof GoTime) {
        return roundDuration(timeBetween(value, current()));
      }
      return roundDuration(isInteger(value, 'int64') ? value.value : 0n);
    }),
    htmlDate: fn1(any, stringType, value => format(HTML, value, 'Local')),
    htmlDateInZone: fn2([any, string], stringType, (value, zone) =>
      format(HTML, value, zone),
    ),
    now: fn0(timeType, current),
    toDate: fn2([string, string], timeType, (layout, text) => {
      try {
        return toDate(layout, text);
      } catch (error) {
        if (!(error instanceof TimeParseError)) throw error;
        return zeroTime;
      }
    }),
    mustToDate: fn2([string, string], timeType, (layout, text) => {
      try {
        return toDate(layout, text);
      } catch (error) {
        if (!(error instanceof TimeParseError)) throw error;
        throw new GoError(error.message, { cause: error });
      }
    }),
    unixEpoch: fn1(time, stringType, given => String(unixSeconds(given))),
  };
}
