import { TomlDate, parse } from 'smol-toml';
import { parseTime } from '@sluice/golang/time';
import {
  GoInteger,
  type GoMap,
  type GoTime,
  type GoValue,
  fixedZone,
  utc,
} from '@sluice/golang/value';
import { tomlFailure } from './toml-error';
import { localZoneNames } from './toml-time';

const MAX_DEPTH = 1_000;

function valueOf(value: unknown, depth: number): GoValue {
  if (depth > MAX_DEPTH) throw new RangeError('toml: nested too deeply');
  if (typeof value === 'bigint') return new GoInteger('int64', value);
  if (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'number'
  ) {
    return value;
  }
  if (value instanceof TomlDate) return timeOf(value);
  if (Array.isArray(value)) {
    return value.map(item => valueOf(item, depth + 1));
  }
  if (typeof value !== 'object' || value === null) return null;
  const map: GoMap = new Map();
  for (const key of Object.keys(value)) {
    map.set(
      key,
      valueOf(Object.getOwnPropertyDescriptor(value, key)?.value, depth + 1),
    );
  }
  return map;
}

/** Dates and times without an offset are in zones of their own, as those who print them see. */
const zones = {
  date: fixedZone(localZoneNames.date, 0),
  time: fixedZone(localZoneNames.time, 0),
  datetime: fixedZone(localZoneNames.datetime, 0),
};

function timeOf(date: TomlDate): GoTime {
  const text = date.toISOString();
  if (date.isDate()) return parseTime('2006-01-02', text, zones.date);
  if (date.isTime()) return parseTime('15:04:05', text, zones.time);
  return date.isLocal()
    ? parseTime('2006-01-02T15:04:05', text, zones.datetime)
    : parseTime('2006-01-02T15:04:05Z07:00', text, utc);
}

/**
 * TOML as Go values: whole numbers are `int64`.
 *
 * @throws GoError for what is no TOML, with the message of BurntSushi/toml where it is known
 */
export function decodeToml(text: string): GoMap {
  let parsed: unknown;
  try {
    parsed = parse(text, { integersAsBigInt: true });
  } catch (error) {
    throw tomlFailure(text, error);
  }
  const value = valueOf(parsed, 0);
  return value instanceof Map ? value : new Map();
}
