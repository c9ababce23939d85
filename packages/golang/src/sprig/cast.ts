import { parseFloat64, parseInteger, NumError } from '../strconv';
import { GoCalendarName } from '../time';
import {
  GoFloat32,
  GoInteger,
  indirect,
  truncateFloat,
  type GoValue,
} from '../value';

/** `10.00` as `10`. */
function withoutZeroFraction(text: string): string {
  return text.replace(/\.0+\.*$/, '');
}

function integerInText(text: string): bigint {
  try {
    return parseInteger(withoutZeroFraction(text), 0);
  } catch (error) {
    if (!(error instanceof NumError)) throw error;
    return 0n;
  }
}

/**
 * An int64 of anything, by the rules of spf13/cast 1.7: texts as Go writes integers (`0x1f`, `1_000`, `017`, `3.0`), booleans as 0 and
 * 1, floats cut off, larger integers wrapped around, 0 for all else.
 */
export function toInt64(given: GoValue): bigint {
  const value = indirect(given);
  if (value instanceof GoInteger) {
    return value.kind === 'uintptr' ? 0n : BigInt.asIntN(64, value.value);
  }
  switch (typeof value) {
    case 'number':
      return truncateFloat(value);
    case 'string':
      return integerInText(value);
    case 'boolean':
      return value ? 1n : 0n;
    default:
  }
  if (value instanceof GoFloat32) return truncateFloat(value.value);
  return value instanceof GoCalendarName ? BigInt(value.value) : 0n;
}

/** A float64 of anything, by the same rules; 0 where there is none. */
export function toFloat64(given: GoValue): number {
  const value = indirect(given);
  if (value instanceof GoInteger) {
    return value.kind === 'uintptr' ? 0 : Number(value.value);
  }
  switch (typeof value) {
    case 'number':
      return value;
    case 'string':
      return parseFloat64(value) ?? 0;
    case 'boolean':
      return value ? 1 : 0;
    default:
  }
  if (value instanceof GoFloat32) return value.value;
  return value instanceof GoCalendarName ? value.value : 0;
}
