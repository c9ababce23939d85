const syntax =
  /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d{1,9})|([numkMGTPE]|[KMGTPE]i))?$/;
const powers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const nanosPerUnit = 1_000_000_000n;

/** A quantity in billionths, with the notation that it was written in. */
export interface Quantity {
  nanos: bigint;
  notation: 'decimal' | 'binary' | 'exponent';
}

/** The text with which the API refuses what is no quantity. */
export const quantityProblem =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Parses as k8s.io/apimachinery/pkg/api/resource does, rounding up below a billionth; undefined for anything else. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > 64) {
    return undefined;
  }
  const match = syntax.exec(text);
  if (!match) {
    return undefined;
  }
  const [
    ,
    sign,
    whole,
    fraction = '',
    exponentMark,
    exponentText,
    suffix = '',
  ] = match;
  if (whole === '' && fraction === '') {
    return undefined;
  }
  const binary = suffix.endsWith('i');
  const exponent = exponentMark ? Number(exponentText) : 0;
  if (Math.abs(exponent) > 100) {
    return undefined;
  }
  const digits = BigInt(`${whole}${fraction}` || '0');
  const multiplier = binary
    ? 1024n ** BigInt(binarySuffixes.indexOf(suffix))
    : 1n;
  const power =
    9 - fraction.length + exponent + (binary ? 0 : powers[suffix] ?? 0);
  const scaled = digits * multiplier;
  let nanos: bigint;
  if (power >= 0) {
    nanos = scaled * 10n ** BigInt(power);
  } else {
    const divisor = 10n ** BigInt(-power);
    nanos = (scaled + divisor - 1n) / divisor;
  }
  return {
    nanos: sign === '-' ? -nanos : nanos,
    notation: quantityNotation(binary, exponentMark),
  };
}

function quantityNotation(
  binary: boolean,
  exponentMark: string | undefined,
): Quantity['notation'] {
  if (binary) {
    return 'binary';
  }
  return exponentMark ? 'exponent' : 'decimal';
}

/** The canonical text: the largest suffix without a fraction, as Quantity.String. */
export function formatQuantity({ nanos, notation }: Quantity): string {
  if (nanos === 0n) {
    return '0';
  }
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (
    notation === 'binary' &&
    size % nanosPerUnit === 0n &&
    size >= 1024n * nanosPerUnit
  ) {
    let value = size / nanosPerUnit;
    let index = 0;
    while (value % 1024n === 0n && index < binarySuffixes.length - 1) {
      value /= 1024n;
      index += 1;
    }
    return `${sign}${value}${binarySuffixes[index]}`;
  }
  let value = size;
  let index = 0;
  const last = notation === 'exponent' ? 30 : decimalSuffixes.length - 1;
  while (value % 1000n === 0n && index < last) {
    value /= 1000n;
    index += 1;
  }
  if (notation === 'exponent') {
    const power = index * 3 - 9;
    return power === 0 ? `${sign}${value}` : `${sign}${value}e${power}`;
  }
  return `${sign}${value}${decimalSuffixes[index]}`;
}

/** The canonical text of a quantity as it stands in JSON (text or number), or undefined. */
export function canonicalQuantity(value: unknown): string | undefined {
  if (
    typeof value !== 'string' &&
    typeof value !== 'number' &&
    typeof value !== 'bigint'
  ) {
    return undefined;
  }
  const quantity = parseQuantity(String(value).trim());
  return quantity && formatQuantity(quantity);
}
