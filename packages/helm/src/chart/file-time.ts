const billion = 1_000_000_000n;

/**
 * A time as Go writes it, RFC 3339 with no zeros at the end of the fraction; undefined outside of the years that have four digits.
 *
 * @param nanoseconds since 1970
 */
export function fileTime(nanoseconds: bigint): string | undefined {
  const fraction = ((nanoseconds % billion) + billion) % billion;
  const seconds = Number((nanoseconds - fraction) / billion);
  const whole = new Date(seconds * 1000);
  const year = whole.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return undefined;
  const text = whole.toISOString();
  if (fraction === 0n) return `${text.slice(0, -'.000Z'.length)}Z`;
  const digits = String(fraction).padStart(9, '0');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return `${text.slice(0, -'000Z'.length)}${digits.slice(0, end)}Z`;
}
