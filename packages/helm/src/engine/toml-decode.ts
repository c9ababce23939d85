import { TomlDate, parse } from 'smol-toml';
import { GoInteger, type GoMap, type GoValue } from '@sluice/golang/value';
import { tomlFailure } from './toml-error';

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
  if (value instanceof TomlDate) return dateText(value);
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

/** A date as a manifest would have it; its use is in texts. */
function dateText(date: TomlDate): string {
  const text = date.toISOString().replace('.000', '');
  return date.isDate() ? `${text}T00:00:00Z` : text;
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
