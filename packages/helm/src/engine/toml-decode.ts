import { TomlDate, parse } from 'smol-toml';
import { GoInteger, type GoMap, type GoValue } from '@sluice/golang/value';

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
 * @throws Error for what is no TOML
 */
export function decodeToml(text: string): GoMap {
  const value = valueOf(parse(text, { integersAsBigInt: true }), 0);
  return value instanceof Map ? value : new Map();
}
