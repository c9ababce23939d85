/** Decimal digits: `0.` followed by them, times ten to the power of `point`. None for zero. */
export interface Decimal {
  digits: string;
  point: number;
}

const bits = new DataView(new ArrayBuffer(8));

/** The mantissa and the binary exponent of a finite number of at least 0. */
export function binaryParts(size: number): {
  mantissa: bigint;
  exponent: number;
} {
  bits.setFloat64(0, size);
  const raw = bits.getBigUint64(0);
  const fraction = raw & ((1n << 52n) - 1n);
  const biased = Number(raw >> 52n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** All digits of a finite number of at least 0. */
export function exactDecimal(size: number): Decimal {
  const { mantissa, exponent } = binaryParts(size);
  if (mantissa === 0n) {
    return { digits: '', point: 0 };
  }
  const whole =
    exponent >= 0
      ? mantissa << BigInt(exponent)
      : mantissa * 5n ** BigInt(-exponent);
  const text = String(whole);
  return {
    digits: text.replace(/0+$/, ''),
    point: text.length + Math.min(exponent, 0),
  };
}

function plusOne(digits: string): string {
  return String(BigInt(digits) + 1n).padStart(digits.length, '0');
}

/** The decimal with so many digits at most; halves go to the even digit. */
export function roundDecimal(decimal: Decimal, count: number): Decimal {
  const { digits, point } = decimal;
  if (count < 0) {
    return { digits: '', point: 0 };
  }
  if (count >= digits.length) {
    return decimal;
  }
  const rest = digits.slice(count);
  const isHalf = /^50*$/.test(rest);
  const isOdd = count > 0 && Number(digits[count - 1]) % 2 === 1;
  const kept = digits.slice(0, count);
  if (isHalf ? !isOdd : rest < '5') {
    const trimmed = kept.replace(/0+$/, '');
    return trimmed === ''
      ? { digits: '', point: 0 }
      : { digits: trimmed, point };
  }
  const raised = kept === '' ? '1' : plusOne(kept);
  return {
    digits: raised.replace(/0+$/, ''),
    point: point + raised.length - count,
  };
}
