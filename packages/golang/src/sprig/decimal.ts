import { GoError } from '../value';
import { formatFloat } from '../fmt';
import { assertLength } from './panics';

/** `coefficient * 10^exponent`: the decimals of shopspring/decimal, in which the functions that end in `f` count. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Digits behind the point of a quotient. */
const PRECISION = 16;

function pow10(exponent: number): bigint {
  assertLength(exponent);
  return 10n ** BigInt(exponent);
}

/**
 * The shortest decimal that reads back as the float.
 *
 * @throws GoError for NaN and infinities
 */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) {
    throw new GoError(`Cannot create a Decimal from ${formatFloat(value)}`);
  }
  const [mantissa, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return value === 0
    ? { coefficient: 0n, exponent: 0 }
    : {
        coefficient: BigInt(whole + fraction),
        exponent: Number(exponent) - fraction.length,
      };
}

/** The nearest float. */
export function floatOfDecimal({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

function sameExponent(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.coefficient * pow10(a.exponent - exponent),
    b.coefficient * pow10(b.exponent - exponent),
    exponent,
  ];
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [left, right, exponent] = sameExponent(a, b);
  return { coefficient: left + right, exponent };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { ...b, coefficient: -b.coefficient });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return {
    coefficient: a.coefficient * b.coefficient,
    exponent: a.exponent + b.exponent,
  };
}

/**
 * Rounded to 16 digits behind the point, halves away from zero.
 *
 * @throws GoError for a division by zero
 */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n) throw new GoError('decimal division by 0');
  const shift = a.exponent - b.exponent + PRECISION;
  const dividend = a.coefficient * pow10(Math.max(0, shift));
  const divisor = b.coefficient * pow10(Math.max(0, -shift));
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const size = (value: bigint) => (value < 0n ? -value : value);
  const up = 2n * size(rest) >= size(divisor);
  const away = dividend < 0n === divisor < 0n ? 1n : -1n;
  return {
    coefficient: up ? quotient + away : quotient,
    exponent: -PRECISION,
  };
}
