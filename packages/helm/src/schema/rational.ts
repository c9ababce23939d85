/** A number kept exactly, as its text says. */
export interface Rational {
  readonly numerator: bigint;
  /** Above zero. */
  readonly denominator: bigint;
}

/** Beyond this, numbers are no longer worked with: `1e999999999` would take all memory. */
const MAX_EXPONENT = 10_000;

const DECIMAL = /^([-+]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([-+]?[0-9]+))?$/;

/** Undefined for what is no number, or one too large to work with. */
export function parseRational(text: string): Rational | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const power = Number(exponent) - fraction.length;
  if (digits === '' || Math.abs(power) > MAX_EXPONENT) return undefined;
  const value = BigInt(digits) * (sign === '-' ? -1n : 1n);
  return power >= 0
    ? { numerator: value * 10n ** BigInt(power), denominator: 1n }
    : { numerator: value, denominator: 10n ** BigInt(-power) };
}

/** Below zero, zero or above, as the first is less, equal or more. */
export function compareRationals(a: Rational, b: Rational): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : Number(left > right);
}

export function isWhole({ numerator, denominator }: Rational): boolean {
  return numerator % denominator === 0n;
}

/** Whether the first is a whole multiple of the second, which is not zero. */
export function isMultiple(a: Rational, b: Rational): boolean {
  return (a.numerator * b.denominator) % (a.denominator * b.numerator) === 0n;
}

/** The nearest number. */
export function toNumber({ numerator, denominator }: Rational): number {
  if (denominator === 1n) return Number(numerator);
  const zeros = denominator.toString().length - 1;
  return Number(`${numerator}e-${zeros}`);
}
