import { GoError, utc, type GoZone } from '../value';
import { zoneGroups } from './zone-names';

/** Milliseconds that a `Date` can hold. */
const LIMIT = 8.64e15;
const OFFSET = /GMT(?:([+-])(\d+)(?::(\d+))?(?::(\d+))?)?$/;

function numericName(offset: number): string {
  if (offset % 60 !== 0) {
    return 'LMT'; // Only local mean time has seconds.
  }
  const minutes = Math.abs(offset) / 60;
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : two(minutes % 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${rest}`;
}

/** A location of the time zone database. */
class Location implements GoZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #names = new Map<number, string>();

  constructor(readonly name: string, abbreviations: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      timeZoneName: 'longOffset',
      year: 'numeric',
    });
    for (const [, text, hours] of abbreviations.matchAll(
      /([A-Za-z]+)(-?[0-9.]+)/g,
    )) {
      this.#names.set(Math.round(Number(hours) * 3600), text);
    }
  }

  at(unixSeconds: number): { offset: number; abbreviation: string } {
    const moment = Math.max(-LIMIT, Math.min(LIMIT, unixSeconds * 1000));
    const match = OFFSET.exec(this.#format.format(moment));
    const [, sign, hours = '0', minutes = '0', rest = '0'] = match ?? [];
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
    const offset = sign === '-' ? -size : size;
    const abbreviation = this.#names.get(offset) ?? numericName(offset);
    return { offset, abbreviation };
  }

  offsetOf(abbreviation: string, unixSeconds: number): number | undefined {
    let found: number | undefined;
    for (const [offset, name] of this.#names) {
      if (name === abbreviation) {
        found ??= offset;
        if (this.at(unixSeconds - offset).abbreviation === name) {
          return offset;
        }
      }
    }
    return found;
  }
}

let groups: ReadonlyMap<string, string> | undefined;

/** The abbreviations of a zone of the database; undefined where it has none of this name. */
function abbreviationsOf(name: string): string | undefined {
  groups ??= new Map(
    zoneGroups.flatMap(([abbreviations, zones]) =>
      zones.split(' ').map((zone): [string, string] => [zone, abbreviations]),
    ),
  );
  return groups.get(name);
}

const loaded = new Map<string, Location>();

/**
 * Go's `time.LoadLocation`, without `Local`: names of the time zone database are taken as they are written there.
 *
 * @throws GoError for a name that the database does not have
 */
export function loadLocation(name: string): GoZone {
  if (name === '' || name === 'UTC') {
    return utc;
  }
  const known = loaded.get(name);
  if (known !== undefined) {
    return known;
  }
  const abbreviations = abbreviationsOf(name);
  if (abbreviations === undefined) {
    throw new GoError(`unknown time zone ${name}`);
  }
  const location = new Location(name, abbreviations);
  loaded.set(name, location);
  return location;
}

/** The location of this process, which Go calls `Local`; UTC where the database does not have it. */
export function localLocation(): GoZone {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return abbreviationsOf(timeZone) === undefined ? utc : loadLocation(timeZone);
}

/** The offset in seconds that an abbreviation stands for near a moment; undefined where the zone has none of the name. */
export function offsetOfAbbreviation(
  zone: GoZone,
  abbreviation: string,
  unixSeconds: number,
): number | undefined {
  if (zone instanceof Location) {
    return zone.offsetOf(abbreviation, unixSeconds);
  }
  const only = zone.at(unixSeconds);
  return only.abbreviation === abbreviation ? only.offset : undefined;
}
