import {
  GoDuration,
  GoTime,
  boolType,
  durationType,
  goInt,
  goInt64,
  int64Type,
  integerOf,
  intType,
  stringType,
  timeType,
  utc,
  type GoFunction,
  type GoZone,
} from '../value';
import { dayOfYear, daysOfDate, weekdayOf } from './calendar';
import {
  Duration,
  GoCalendarName,
  getter,
  monthType,
  weekdayType,
} from './duration-value';
import { formatClock, wallClock, type WallClock } from './format';
import { localLocation } from './zone';

const DAY = 86_400;
const SECOND = 1_000_000_000n;
/** Of year 1 before 1970. */
const ZERO = -62_135_596_800n * SECOND;
/** Go counts from a year so early that nothing is negative: seconds from there to 1970. */
const ABSOLUTE = 9_223_372_028_741_760_000n;

const floorDivision = (value: bigint, by: bigint): [bigint, bigint] => {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
};

/**
 * A time whose methods can be called.
 *
 * @param seconds since 1970, an int64
 * @param nanoseconds below 1e9
 */
export function timeAt(
  seconds: bigint,
  nanoseconds: number,
  zone: GoZone,
): GoTime {
  return new GoTime(seconds * SECOND + BigInt(nanoseconds), zone, timeMethods);
}

/** @param milliseconds since 1970, with any fraction */
export function timeOfMilliseconds(milliseconds: number, zone: GoZone): GoTime {
  const whole = Math.floor(milliseconds / 1000);
  const rest = Math.round((milliseconds - whole * 1000) * 1e6);
  return timeAt(BigInt(whole), rest, zone);
}

/** The moment at which clocks of the zone show a time, given in seconds as if it were UTC. */
export function timeOfWallClock(
  unix: number,
  nanoseconds: number,
  zone: GoZone,
): GoTime {
  const { offset } = zone.at(unix);
  const actual = offset === 0 ? 0 : zone.at(unix - offset).offset;
  return timeAt(BigInt(unix - actual), nanoseconds, zone);
}

/** The same moment elsewhere. */
export function timeIn(time: GoTime, zone: GoZone): GoTime {
  return new GoTime(time.unixNanoseconds, zone, timeMethods);
}

/** Whole seconds since 1970. */
export function unixSeconds(time: GoTime): bigint {
  return floorDivision(time.unixNanoseconds, SECOND)[0];
}

/** Go's `Time.Add`. */
export function addToTime(time: GoTime, nanoseconds: bigint): GoTime {
  return new GoTime(time.unixNanoseconds + nanoseconds, time.zone, timeMethods);
}

/** Nanoseconds from one moment to a later one, within int64. */
export function timeBetween(from: GoTime, to: GoTime): bigint {
  const exact = to.unixNanoseconds - from.unixNanoseconds;
  if (BigInt.asIntN(64, exact) === exact) return exact;
  return exact < 0n ? -(2n ** 63n) : 2n ** 63n - 1n;
}

function clockOf(time: GoTime): WallClock {
  const [seconds, nanoseconds] = floorDivision(time.unixNanoseconds, SECOND);
  const { offset, abbreviation } = time.zone.at(Number(seconds));
  const absolute = BigInt.asUintN(64, seconds + BigInt(offset) + ABSOLUTE);
  const [days, rest] = floorDivision(absolute - ABSOLUTE, BigInt(DAY));
  return wallClock(Number(days), {
    seconds: Number(rest),
    nanoseconds: Number(nanoseconds),
    offset,
    zone: abbreviation,
  });
}

/** Go's `Time.Format`. The layout is a Go string. */
export function formatTime(layout: string, time: GoTime): string {
  return formatClock(layout, clockOf(time));
}

/** Go's zero time: year 1, UTC. */
export const zeroTime = new GoTime(ZERO, utc, (time, name) =>
  timeMethods(time, name),
);

function addDate(
  time: GoTime,
  years: number,
  months: number,
  days: number,
): GoTime {
  const clock = clockOf(time);
  const target = daysOfDate({
    year: clock.year + years,
    month: clock.month + months,
    day: clock.day + days,
  });
  return timeOfWallClock(
    target * DAY + clock.seconds,
    clock.nanoseconds,
    time.zone,
  );
}

function comparison(
  time: GoTime,
  holds: (difference: bigint) => boolean,
): GoFunction {
  return {
    params: [timeType],
    result: boolType,
    call: ([other]) =>
      other instanceof GoTime &&
      holds(time.unixNanoseconds - other.unixNanoseconds),
  };
}

type Read = (clock: WallClock, time: GoTime) => number;

const numbers = new Map<string, Read>([
  ['Year', clock => clock.year],
  ['Day', clock => clock.day],
  ['YearDay', clock => dayOfYear(clock)],
  ['Hour', clock => Math.floor(clock.seconds / 3600)],
  ['Minute', clock => Math.floor(clock.seconds / 60) % 60],
  ['Second', clock => clock.seconds % 60],
  ['Nanosecond', clock => clock.nanoseconds],
]);

/** Nanoseconds in one of what `Unix…` counts. */
const units = new Map<string, bigint>([
  ['Unix', SECOND],
  ['UnixMilli', 1_000_000n],
  ['UnixMicro', 1000n],
  ['UnixNano', 1n],
]);

/** The methods that templates can call on times: those of Go with one result. */
export function timeMethods(
  time: GoTime,
  name: string,
): GoFunction | undefined {
  const number = numbers.get(name);
  if (number !== undefined) {
    return getter(intType, () => goInt(number(clockOf(time), time)));
  }
  const unit = units.get(name);
  if (unit !== undefined) {
    return getter(int64Type, () =>
      goInt64(floorDivision(time.unixNanoseconds, unit)[0]),
    );
  }
  switch (name) {
    case 'String':
      return getter(stringType, () => time.stringer());
    case 'Format':
      return {
        params: [stringType],
        result: stringType,
        call: ([layout]) =>
          typeof layout === 'string' ? formatTime(layout, time) : '',
      };
    case 'Month':
      return getter(monthType, () => GoCalendarName.month(clockOf(time).month));
    case 'Weekday':
      return getter(weekdayType, () =>
        GoCalendarName.weekday(weekdayOf(clockOf(time).days)),
      );
    case 'UTC':
      return getter(timeType, () => timeIn(time, utc));
    case 'Local':
      return getter(timeType, () => timeIn(time, localLocation()));
    case 'IsZero':
      return getter(boolType, () => time.unixNanoseconds === ZERO);
    case 'Before':
      return comparison(time, difference => difference < 0n);
    case 'After':
      return comparison(time, difference => difference > 0n);
    case 'Equal':
      return comparison(time, difference => difference === 0n);
    case 'Add':
      return {
        params: [durationType],
        result: timeType,
        call: ([duration]) =>
          duration instanceof GoDuration
            ? addToTime(time, duration.nanoseconds)
            : time,
      };
    case 'Sub':
      return {
        params: [timeType],
        result: durationType,
        call: ([other]) =>
          new Duration(other instanceof GoTime ? timeBetween(other, time) : 0n),
      };
    case 'AddDate':
      return {
        params: [intType, intType, intType],
        result: timeType,
        call: args => {
          const [years, months, days] = args.map(argument =>
            Number(integerOf(argument)?.value ?? 0),
          );
          return addDate(time, years, months, days);
        },
      };
    default:
      return undefined;
  }
}
