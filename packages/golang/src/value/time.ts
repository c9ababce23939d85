import { MONTHS } from '../time/calendar';
import { formatDurationNanoseconds } from '../duration';
import { goInteger } from './integer';
import { type GoType, pointerTo } from './type';
import { GoPointer, GoStruct } from './typed';
import {
  GoError,
  type GoFunction,
  type GoValue,
  GoInteger,
  GoObject,
} from './value';

export const timeType: GoType = { name: 'time.Time', kind: 'struct' };
export const durationType: GoType = { name: 'time.Duration', kind: 'int64' };

/** The place of a time: its rule for offsets, and how it is called. */
export interface GoZone {
  /** `UTC`, `Local`, `Europe/Berlin`, or empty for a fixed offset without a name. */
  readonly name: string;
  /** The offset in seconds east of UTC, and its abbreviation (`CEST`; empty where there is none), at a moment in seconds since 1970. */
  at(unixSeconds: number): { offset: number; abbreviation: string };
}

export const utc: GoZone = {
  name: 'UTC',
  at: () => ({ offset: 0, abbreviation: 'UTC' }),
};

/** A zone with one offset, in seconds east of UTC. */
export function fixedZone(name: string, offset: number): GoZone {
  return { name, at: () => ({ offset, abbreviation: name }) };
}

/** The clock of a time in its zone; the month is 1 to 12, the weekday 0 (Sunday) to 6. */
export interface GoClock {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  /** Seconds east of UTC. */
  offset: number;
  abbreviation: string;
}

const locationType: GoType = { name: 'time.Location', kind: 'struct' };
const locationPointer = pointerTo(locationType);
const noLocation = new GoPointer(locationPointer, null);
const someLocation = new GoPointer(
  locationPointer,
  new GoStruct(locationType, []),
);
/** Seconds from the year 1 to 1970. */
const secondsToUnix = 62_135_596_800n;

const nanosecondsPerSecond = 1_000_000_000n;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** An offset as Go's layouts write it: `-0700`, or `-07:00` with a colon. */
export function formatOffset(seconds: number, colon: string = ''): string {
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const sign = seconds < 0 ? '-' : '+';
  return `${sign}${two(Math.trunc(minutes / 60))}${colon}${two(minutes % 60)}`;
}

/** A year as Go writes it, with four digits at least. */
export function formatYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, '0');
  return year < 0 ? `-${digits}` : digits;
}

/** The methods of a time that templates may call; the date functions bring more than printing needs. */
export type TimeMethods = (
  time: GoTime,
  name: string,
) => GoFunction | undefined;

/** `time.Time`, without a monotonic clock. */
export class GoTime extends GoObject {
  readonly type = timeType;

  constructor(
    /** Nanoseconds since 1970 in UTC. */
    readonly unixNanoseconds: bigint,
    readonly zone: GoZone = utc,
    readonly methods?: TimeMethods,
  ) {
    super();
  }

  override method(name: string): GoFunction | undefined {
    return this.methods?.(this, name);
  }

  clock(): GoClock {
    const nanosecond = Number(
      ((this.unixNanoseconds % nanosecondsPerSecond) + nanosecondsPerSecond) %
        nanosecondsPerSecond,
    );
    const seconds = Number(
      (this.unixNanoseconds - BigInt(nanosecond)) / nanosecondsPerSecond,
    );
    const { offset, abbreviation } = this.zone.at(seconds);
    const date = new Date((seconds + offset) * 1_000);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      weekday: date.getUTCDay(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      nanosecond,
      offset,
      abbreviation,
    };
  }

  /** RFC 3339, as in `Time.MarshalJSON`. */
  override jsonText(): string {
    const clock = this.clock();
    if (clock.year < 0 || clock.year > 9999) {
      throw new GoError(
        'json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]',
      );
    }
    const minutes = Math.trunc(Math.abs(clock.offset) / 60);
    const sign = clock.offset < 0 ? '-' : '+';
    const fraction = String(clock.nanosecond)
      .padStart(9, '0')
      .replace(/0+$/, '');
    return [
      `${String(clock.year).padStart(4, '0')}-${two(clock.month)}-`,
      `${two(clock.day)}T${two(clock.hour)}:${two(clock.minute)}:`,
      two(clock.second),
      fraction === '' ? '' : `.${fraction}`,
      clock.offset === 0
        ? 'Z'
        : `${sign}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`,
    ].join('');
  }

  override fields() {
    const { nanosecond } = this.clock();
    const seconds =
      (this.unixNanoseconds - BigInt(nanosecond)) / nanosecondsPerSecond;
    return [
      { name: 'wall', value: goInteger('uint64', nanosecond) },
      { name: 'ext', value: goInteger('int64', seconds + secondsToUnix) },
      { name: 'loc', value: this.zone === utc ? noLocation : someLocation },
    ];
  }

  /** As `2006-01-02 15:04:05.999999999 -0700 MST`. */
  override stringer(): string {
    const at = this.clock();
    const fraction =
      at.nanosecond === 0
        ? ''
        : `.${String(at.nanosecond).padStart(9, '0').replace(/0+$/, '')}`;
    const offset = formatOffset(at.offset);
    return (
      `${formatYear(at.year)}-${two(at.month)}-${two(at.day)} ` +
      `${two(at.hour)}:${two(at.minute)}:${two(at.second)}${fraction} ` +
      `${offset} ${at.abbreviation || offset}`
    );
  }

  override goStringer(): string {
    const at = this.clock();
    const zone =
      this.zone.name === 'UTC' || this.zone.name === 'Local'
        ? `time.${this.zone.name}`
        : `time.Location(${JSON.stringify(this.zone.name)})`;
    return (
      `time.Date(${at.year}, time.${MONTHS[at.month - 1]}, ${at.day}, ` +
      `${at.hour}, ${at.minute}, ${at.second}, ${at.nanosecond}, ${zone})`
    );
  }

  override equals(other: GoObject): boolean {
    return (
      other instanceof GoTime &&
      other.unixNanoseconds === this.unixNanoseconds &&
      other.zone === this.zone
    );
  }
}

/** `time.Duration`. */
export class GoDuration extends GoObject {
  readonly type = durationType;

  constructor(readonly nanoseconds: bigint) {
    super();
  }

  override underlying(): GoValue {
    return goInteger('int64', this.nanoseconds);
  }

  override withUnderlying(value: GoValue): GoValue | undefined {
    return value instanceof GoInteger ? new GoDuration(value.value) : undefined;
  }

  override stringer(): string {
    return formatDurationNanoseconds(this.nanoseconds);
  }

  override equals(other: GoObject): boolean {
    return (
      other instanceof GoDuration && other.nanoseconds === this.nanoseconds
    );
  }
}
