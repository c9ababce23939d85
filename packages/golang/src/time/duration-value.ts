import {
  GoDuration,
  GoObject,
  durationType,
  float64Type,
  goInt,
  goInt64,
  int64Type,
  stringType,
  type GoFunction,
  type GoType,
  type GoValue,
} from '../value';
import { MONTHS, WEEKDAYS } from './calendar';

/** Go's `time.Month`. */
export const monthType: GoType = { name: 'time.Month', kind: 'int' };
/** Go's `time.Weekday`. */
export const weekdayType: GoType = { name: 'time.Weekday', kind: 'int' };

/** A method without arguments. */
export function getter(result: GoType, call: () => GoValue): GoFunction {
  return { params: [], result, call };
}

const HOUR = 3_600_000_000_000n;
const MINUTE = 60_000_000_000n;
const SECOND = 1_000_000_000n;

/** Nanoseconds as so many of a unit, as Go adds whole units and their fraction. */
function inUnits(nanoseconds: bigint, unit: bigint): number {
  return Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);
}

/** A `time.Duration` whose methods can be called. */
export class Duration extends GoDuration {
  override method(name: string): GoFunction | undefined {
    const { nanoseconds } = this;
    const float = (unit: bigint) =>
      getter(float64Type, () => inUnits(nanoseconds, unit));
    const integer = (unit: bigint) =>
      getter(int64Type, () => goInt64(nanoseconds / unit));
    switch (name) {
      case 'String':
        return getter(stringType, () => this.stringer());
      case 'Hours':
        return float(HOUR);
      case 'Minutes':
        return float(MINUTE);
      case 'Seconds':
        return float(SECOND);
      case 'Milliseconds':
        return integer(1_000_000n);
      case 'Microseconds':
        return integer(1000n);
      case 'Nanoseconds':
        return integer(1n);
      case 'Abs':
        return getter(
          durationType,
          () => new Duration(nanoseconds < 0n ? -nanoseconds : nanoseconds),
        );
      default:
        return undefined;
    }
  }
}

/** A `time.Month` or `time.Weekday`: an int that prints as its name. */
export class GoCalendarName extends GoObject {
  private constructor(
    readonly type: GoType,
    readonly value: number,
    readonly name: string,
  ) {
    super();
  }

  /** @param month from 1 */
  static month(month: number): GoCalendarName {
    return new GoCalendarName(monthType, month, MONTHS[month - 1]);
  }

  /** @param day from 0, Sunday */
  static weekday(day: number): GoCalendarName {
    return new GoCalendarName(weekdayType, day, WEEKDAYS[day]);
  }

  override underlying(): GoValue {
    return goInt(this.value);
  }

  override stringer(): string {
    return this.name;
  }

  override equals(other: GoObject): boolean {
    return (
      other instanceof GoCalendarName &&
      other.type === this.type &&
      other.value === this.value
    );
  }

  override method(name: string): GoFunction | undefined {
    return name === 'String' ? getter(stringType, () => this.name) : undefined;
  }
}
