import { quote } from '../fmt';
import { SemverError } from './error';

export const MAX_UINT64 = (1n << 64n) - 1n;

/** The number of a text of digits; undefined where it is none or passes 64 bits. */
export function tryParseUint(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > MAX_UINT64 ? undefined : value;
}

/**
 * Go's `strconv.ParseUint(text, 10, 64)`.
 * @throws SemverError
 */
export function parseUint(text: string): bigint {
  const value = tryParseUint(text);
  if (value !== undefined) return value;
  const reason = /^[0-9]+$/.test(text)
    ? 'value out of range'
    : 'invalid syntax';
  throw new SemverError(`strconv.ParseUint: parsing ${quote(text)}: ${reason}`);
}
