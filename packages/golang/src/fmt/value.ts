import { type JsonValue, sortedKeys } from '../json';
import { formatFloat } from './float';

export interface FormatValueOptions {
  /** How a number without a fraction is held: int64 (the default) prints `1000000`, float64 prints `1e+06`. */
  numbers?: 'int64' | 'float64';
}

function formatNumber(value: number, numbers: 'int64' | 'float64'): string {
  return numbers === 'int64' && Number.isSafeInteger(value)
    ? String(value)
    : formatFloat(value);
}

/**
 * A JSON value as Go's `%v` prints it once it is an `interface{}`: `map[a:1 b:[x y]]`, `<nil>`, keys sorted.
 */
export function formatValue(
  value: JsonValue,
  options: FormatValueOptions = {},
): string {
  if (value === null) {
    return '<nil>';
  }
  if (typeof value === 'number') {
    return formatNumber(value, options.numbers ?? 'int64');
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(item => formatValue(item, options)).join(' ')}]`;
  }
  const entries = sortedKeys(value).map(
    key => `${key}:${formatValue(value[key] ?? null, options)}`,
  );
  return `map[${entries.join(' ')}]`;
}
