const SPECIAL = /^([+-]?)(inf(?:inity)?|nan)$/i;
/** Single underscores between digits. */
const DECIMAL =
  /^[+-]?(?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const HEXADECIMAL =
  /^([+-]?)0[xX]((?:_?[0-9a-fA-F])*)(?:\.((?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?))?[pP]([+-]?[0-9](?:_?[0-9])*)$/;

/** The exact quotient `mantissa * 2^exponent`, rounded to the nearest float64, halves to even. */
function binaryFloat(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  const top = bits + exponent; // the value is below 2^top
  if (top > 1100) return Infinity;
  if (top < -1100) return 0;
  const lowest = Math.max(top - 53, -1074); // the weight of the last bit that is kept
  const drop = lowest - exponent;
  if (drop <= 0) {
    return Number(mantissa << BigInt(-drop)) * 2 ** lowest;
  }
  const shift = BigInt(drop);
  const kept = mantissa >> shift;
  const rest = mantissa - (kept << shift);
  const half = 1n << (shift - 1n);
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return Number(up ? kept + 1n : kept) * 2 ** lowest;
}

/**
 * Go's `strconv.ParseFloat(text, 64)`: decimal and hexadecimal literals, `inf`, `nan`. Undefined for what it refuses, which
 * includes numbers beyond the largest float64.
 */
export function parseFloat64(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : undefined;
  }
  const special = SPECIAL.exec(text);
  if (special !== null) {
    const [, sign, name] = special;
    if (name.toLowerCase() === 'nan') return sign === '' ? NaN : undefined;
    return sign === '-' ? -Infinity : Infinity;
  }
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal === null) return undefined;
  const [, sign, whole, fraction = '', power] = hexadecimal.map(part =>
    part?.replaceAll('_', ''),
  );
  if (whole === '' && fraction === '') return undefined;
  const size = binaryFloat(
    BigInt(`0x${whole}${fraction}`),
    Math.max(-100_000, Math.min(100_000, Number(power))) - 4 * fraction.length,
  );
  if (!Number.isFinite(size)) return undefined;
  return sign === '-' ? -size : size;
}
