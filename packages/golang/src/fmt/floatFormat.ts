import {
  type Decimal,
  binaryParts,
  exactDecimal,
  roundDecimal,
} from './decimal';
import { formatFloat } from './float';

/** The forms of `strconv.FormatFloat`. */
export type FloatForm = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

function shortestDecimal(size: number, bits: 32 | 64): Decimal {
  if (size === 0) {
    return { digits: '', point: 0 };
  }
  const text = formatFloat(size, bits);
  const [mantissa, exponent = '0'] = text.split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  return {
    digits: digits.replace(/0+$/, ''),
    point: whole.length - (all.length - digits.length) + Number(exponent),
  };
}

function exponentText(exponent: number): string {
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${exponent < 0 ? '-' : '+'}${size}`;
}

function exponential(decimal: Decimal, precision: number, e: string): string {
  const { digits, point } = decimal;
  const first = digits[0] ?? '0';
  const rest = digits.slice(1, precision + 1).padEnd(precision, '0');
  const exponent = digits === '' ? 0 : point - 1;
  return `${first}${precision > 0 ? `.${rest}` : ''}${e}${exponentText(
    exponent,
  )}`;
}

function fixed({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) {
    return whole;
  }
  const fraction =
    point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

/** `-ddddp±ddd`: mantissa and exponent of two. */
function binary(size: number, bits: 32 | 64): string {
  const { mantissa, exponent } = binaryParts(size);
  if (bits === 64) {
    return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
  }
  if (size === 0) {
    return '0p-149';
  }
  // A float32 has 23 bits behind the first one, and no exponent below -149.
  const exponent32 = Math.max(Math.floor(Math.log2(size)) - 23, -149);
  const scaled = size / 2 ** exponent32;
  const over = scaled >= 2 ** 24;
  const power = over ? exponent32 + 1 : exponent32;
  return `${over ? scaled / 2 : scaled}p${power < 0 ? '' : '+'}${power}`;
}

/** `0x1.yyyyyyyyp±ddd`. */
function hexadecimal(size: number, precision: number, upper: boolean): string {
  let { mantissa, exponent } = binaryParts(size);
  if (mantissa === 0n) {
    exponent = 0;
  } else {
    while (mantissa < 1n << 52n) {
      mantissa <<= 1n;
      exponent -= 1;
    }
    exponent += 52;
  }
  // 13 digits behind the first bit.
  let digits = 13;
  if (precision >= 0 && precision < 13) {
    const cut = BigInt((13 - precision) * 4);
    const rest = mantissa & ((1n << cut) - 1n);
    const half = 1n << (cut - 1n);
    mantissa >>= cut;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) {
      mantissa += 1n;
    }
    digits = precision;
    if (mantissa >> BigInt(digits * 4 + 1) > 0n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const first = mantissa >> BigInt(digits * 4);
  let fraction = (mantissa & ((1n << BigInt(digits * 4)) - 1n))
    .toString(16)
    .padStart(digits, '0');
  if (digits === 0) fraction = '';
  fraction =
    precision < 0
      ? fraction.replace(/0+$/, '')
      : fraction.padEnd(precision, '0');
  const text = `0x${first}${
    fraction === '' ? '' : `.${fraction}`
  }p${exponentText(exponent)}`;
  return upper ? text.toUpperCase() : text;
}

function general(
  size: number,
  precision: number,
  bits: 32 | 64,
  e: string,
): string {
  const isShortest = precision < 0;
  const count = precision === 0 ? 1 : precision;
  const decimal = isShortest
    ? shortestDecimal(size, bits)
    : roundDecimal(exactDecimal(size), count);
  const length = decimal.digits.length;
  let limit = isShortest ? 6 : count;
  if (!isShortest && limit > length && length >= decimal.point) {
    limit = length;
  }
  const exponent = length === 0 ? -1 : decimal.point - 1;
  if (exponent < -4 || exponent >= limit) {
    return exponential(decimal, Math.max(length - 1, 0), e);
  }
  return fixed(decimal, Math.max(length - decimal.point, 0));
}

function finite(
  size: number,
  form: FloatForm,
  precision: number,
  bits: 32 | 64,
): string {
  const isShortest = precision < 0;
  switch (form) {
    case 'b':
      return binary(size, bits);
    case 'x':
    case 'X':
      return hexadecimal(size, precision, form === 'X');
    case 'g':
      return general(size, precision, bits, 'e');
    case 'G':
      return general(size, precision, bits, 'E');
    case 'f': {
      const decimal = isShortest
        ? shortestDecimal(size, bits)
        : exactDecimal(size);
      return isShortest
        ? fixed(decimal, Math.max(decimal.digits.length - decimal.point, 0))
        : fixed(roundDecimal(decimal, decimal.point + precision), precision);
    }
    default: {
      const decimal = isShortest
        ? shortestDecimal(size, bits)
        : roundDecimal(exactDecimal(size), precision + 1);
      const behind = isShortest
        ? Math.max(decimal.digits.length - 1, 0)
        : precision;
      return exponential(decimal, behind, form);
    }
  }
}

/**
 * Go's `strconv.FormatFloat`. A precision of -1 takes as many digits as read back as the value.
 *
 * Infinities are `+Inf` and `-Inf`.
 */
export function formatFloatAs(
  value: number,
  form: FloatForm,
  precision: number = -1,
  bits: 32 | 64 = 64,
): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value < 0 ? '-Inf' : '+Inf';
  }
  const isNegative = value < 0 || Object.is(value, -0);
  return (
    (isNegative ? '-' : '') + finite(Math.abs(value), form, precision, bits)
  );
}
