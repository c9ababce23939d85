const SECOND = 1_000_000_000n;

/** A whole number of `unit` and the rest of it, without trailing zeros. */
function withFraction(value: bigint, digits: number): string {
  const text = String(value).padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  const whole = text.slice(0, text.length - digits);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function formatBelowSecond(value: bigint): string {
  if (value === 0n) {
    return '0s';
  }
  if (value < 1_000n) {
    return `${value}ns`;
  }
  return value < 1_000_000n
    ? `${withFraction(value, 3)}\u00b5s`
    : `${withFraction(value, 6)}ms`;
}

/** Prints a duration in nanoseconds as Go's `time.Duration.String`. */
export function formatDurationNanoseconds(nanoseconds: bigint): string {
  const negative = nanoseconds < 0n;
  const value = negative ? -nanoseconds : nanoseconds;
  const sign = negative ? '-' : '';
  if (value < SECOND) {
    return sign + formatBelowSecond(value);
  }
  const seconds = value / SECOND;
  const rest = withFraction((seconds % 60n) * SECOND + (value % SECOND), 9);
  const minutes = seconds / 60n;
  if (minutes === 0n) {
    return `${sign}${rest}s`;
  }
  const hours = minutes / 60n;
  return hours === 0n
    ? `${sign}${minutes}m${rest}s`
    : `${sign}${hours}h${minutes % 60n}m${rest}s`;
}

function toNanoseconds(milliseconds: number): bigint {
  const whole = Math.trunc(milliseconds);
  return (
    BigInt(whole) * 1_000_000n +
    BigInt(Math.round((milliseconds - whole) * 1e6))
  );
}

/**
 * Prints milliseconds as Go's `time.Duration.String`.
 *
 * @throws RangeError when they are not finite
 *
 * @example
 * ```ts
 * formatDuration(3_600_000); // '1h0m0s'
 * formatDuration(1500); // '1.5s'
 * ```
 */
export function formatDuration(milliseconds: number): string {
  return formatDurationNanoseconds(toNanoseconds(milliseconds));
}

/** Go's `Duration.Round`: to the nearest multiple, halves away from zero. Both in milliseconds. */
export function roundDuration(milliseconds: number, multiple: number): number {
  if (multiple <= 0) {
    return milliseconds;
  }
  const count = Math.floor(Math.abs(milliseconds) / multiple + 0.5);
  return count === 0 ? 0 : Math.sign(milliseconds) * count * multiple;
}

/** Go's `Duration.Truncate`: to a multiple nearer to zero. Both in milliseconds. */
export function truncateDuration(
  milliseconds: number,
  multiple: number,
): number {
  if (multiple <= 0) {
    return milliseconds;
  }
  const count = Math.trunc(milliseconds / multiple);
  return count === 0 ? 0 : count * multiple;
}

/** Rounds to a multiple and prints; as upstream's `d.Round(time.Second).String()`. Both in milliseconds. */
export function formatDurationRounded(
  milliseconds: number,
  multiple = 1000,
): string {
  return formatDuration(roundDuration(milliseconds, multiple));
}
