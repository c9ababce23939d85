import { randomBytes } from 'node:crypto';
import { localLocation } from '../time';
import { type GoZone } from '../value';

/** What the functions take from outside. */
export interface SprigOptions {
  /** Milliseconds since 1970, with any fraction; the clock of this process by default. */
  now?: () => number;
  /** What Go calls `Local`; the zone of this process by default. */
  timeZone?: GoZone;
  /** So many random bytes; from the system's generator by default. Keys of certificates never come from here. */
  random?: (size: number) => Uint8Array;
  /** An address of a host, for `getHostByName`, which gives an empty text without it. */
  resolveHost?: (name: string) => string;
  /** Adds `env` and `expandenv`, which Helm does not have. */
  environment?: ReadonlyMap<string, string>;
}

/** The same with its defaults. */
export interface Surroundings {
  now: () => number;
  /** Asked for when it is needed: the zone of a process takes tens of milliseconds to find. */
  readonly timeZone: GoZone;
  random: (size: number) => Uint8Array;
  resolveHost: (name: string) => string;
}

export function surroundings(options: SprigOptions): Surroundings {
  let zone = options.timeZone;
  return {
    now: options.now ?? Date.now,
    get timeZone() {
      zone ??= localLocation();
      return zone;
    },
    random: options.random ?? randomBytes,
    resolveHost: options.resolveHost ?? (() => ''),
  };
}
