/** A number with so many digits behind the first one; halves to the even digit, as Go. */
function rounded(size: number, digits: number): string {
  const [mantissa, exponent] = size.toExponential(100).split('e');
  const exact = mantissa.replace('.', '');
  const kept = exact.slice(0, digits + 1);
  const isTie = /^50*$/.test(exact.slice(digits + 1));
  return isTie && Number(kept.slice(-1)) % 2 === 0
    ? `${kept[0]}.${kept.slice(1)}0e${exponent}`
    : size.toExponential(digits);
}

function shortestFloat32(size: number): string {
  for (let digits = 0; digits < 8; digits += 1) {
    for (const text of [rounded(size, digits), size.toExponential(digits)]) {
      if (Math.fround(Number(text)) === size) {
        return text;
      }
    }
  }
  return rounded(size, 8);
}

/** The shortest decimal digits of a finite number other than 0, and the exponent of the first of them. */
function shortest(value: number, bits: 32 | 64): [string, number] {
  const size = Math.abs(value);
  const text = bits === 32 ? shortestFloat32(size) : size.toExponential();
  const [mantissa, exponent] = text.split('e');
  return [
    mantissa.replace('.', '').replace(/0+$/, '') || '0',
    Number(exponent),
  ];
}

function exponential(digits: string, exponent: number): string {
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0]}${rest}e${exponent < 0 ? '-' : '+'}${size}`;
}

function decimal(digits: string, exponent: number): string {
  if (exponent < 0) {
    return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  }
  const whole = digits.padEnd(exponent + 1, '0');
  const fraction = whole.slice(exponent + 1);
  const integer = whole.slice(0, exponent + 1);
  return fraction === '' ? integer : `${integer}.${fraction}`;
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value < 0 ? '-Inf' : '+Inf';
  }
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  return undefined;
}

/**
 * Go's `strconv.FormatFloat(value, 'g', -1, bits)`, which is also `%v`: the fewest digits that read back as the value,
 * with an exponent from 1e6 up and below 1e-4. Infinities are `+Inf` and `-Inf`.
 */
export function formatFloat(float: number, bits: 32 | 64 = 64): string {
  const value = bits === 32 ? Math.fround(float) : float;
  const named = special(value);
  if (named !== undefined) {
    return named;
  }
  const [digits, exponent] = shortest(value, bits);
  const sign = value < 0 ? '-' : '';
  return (
    sign +
    (exponent < -4 || exponent >= 6
      ? exponential(digits, exponent)
      : decimal(digits, exponent))
  );
}
