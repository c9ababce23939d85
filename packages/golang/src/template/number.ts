import { quote } from '../fmt';
import { truncateFloat } from '../value';
import { unquoteRune } from './unquote';

/**
 * A constant as Go's ideal constants are: under every kind that can hold it. Which one a value gets is decided where
 * it is used.
 */
export interface NumberConstant {
  /** As `int64`. */
  readonly int?: bigint;
  /** As `uint64`. */
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: { readonly real: number; readonly imaginary: number };
}

/** A number that is none. The message is Go's. */
export class NumberProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NumberProblem';
  }
}

const largestInt = 2n ** 63n - 1n;
const largestUint = 2n ** 64n - 1n;

/** Whether underscores stand only between digits, or behind the base. */
function areUnderscoresFine(number: string): boolean {
  if (!number.includes('_')) return true;
  const text = number.replace(/^[+-]/, '').replace(/^0[box]/i, '0');
  const digit = /^0x/i.test(number.replace(/^[+-]/, '')) ? '[0-9a-f]' : '[0-9]';
  return !new RegExp(`(?<!${digit})_|_(?!${digit})`, 'i').test(text);
}

/** The size of a whole number with any base; undefined where it is none. */
function parseWhole(text: string): bigint | undefined {
  if (!areUnderscoresFine(text)) return undefined;
  const digits = text.replace(/_/g, '');
  if (/^0[xX][0-9a-fA-F]+$|^0[oO][0-7]+$|^0[bB][01]+$/.test(digits)) {
    return BigInt(digits);
  }
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return /^(?:0|[1-9][0-9]*)$/.test(digits) ? BigInt(digits) : undefined;
}

function parseHexFloat(text: string): number | undefined {
  const parts = /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?\d+)$/i.exec(text);
  if (!parts) return undefined;
  const [, whole, fraction = '', exponent] = parts;
  if (whole + fraction === '') return undefined;
  const power = Number(exponent) - fraction.length * 4;
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  // In two steps, since the power alone may be out of range.
  const half = Math.trunc(power / 2);
  return mantissa * 2 ** half * 2 ** (power - half);
}

/** `strconv.ParseFloat`; undefined where it fails, also out of range. */
function parseFloat64(number: string): number | undefined {
  if (!areUnderscoresFine(number)) return undefined;
  const text = number.replace(/_/g, '');
  const [sign] = /^[+-]?/.exec(text) ?? [''];
  const size = text.slice(sign.length);
  let value: number | undefined;
  if (/^0x/i.test(size)) value = parseHexFloat(size);
  else if (/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(size)) {
    value = Number(size);
  }
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

/** The whole numbers that are the same as a float, as Go finds them. */
function wholesOf(float: number): { int?: bigint; uint?: bigint } {
  const int = truncateFloat(float);
  const isInt = Number(int) === float;
  const isUint = Number.isInteger(float) && float >= 0 && float < 2 ** 64;
  return {
    ...(isInt && { int }),
    ...(isUint && { uint: BigInt(float) }),
  };
}

function complexConstant(real: number, imaginary: number): NumberConstant {
  const complex = { real, imaginary };
  return imaginary === 0
    ? { complex, float: real, ...wholesOf(real) }
    : { complex };
}

/** What `fmt.Sscan` takes for a float: the `i` may begin `inf`. */
const floatToken =
  /[+-]?i?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?)/y;

function scanFloat(text: string, at: number): string {
  floatToken.lastIndex = at;
  return floatToken.exec(text)?.[0] ?? '';
}

function floatOfToken(token: string): number {
  const value = parseFloat64(token);
  if (value !== undefined) return value;
  const isTooLarge =
    areUnderscoresFine(token) &&
    /^[+-]?(?:\d+\.?\d*|\.\d+)e\+?\d+$/i.test(token.replace(/_/g, ''));
  throw new NumberProblem(
    `strconv.ParseFloat: parsing ${quote(token)}: ${
      isTooLarge ? 'value out of range' : 'invalid syntax'
    }`,
  );
}

function parseComplex(text: string): NumberConstant {
  const real = scanFloat(text, 0);
  const sign = text.slice(real.length, real.length + 1);
  const imaginary = sign + scanFloat(text, real.length + 1);
  const hasSign = sign === '+' || sign === '-';
  // Scanning ends at the i; what is behind it does not matter.
  if (!hasSign || text[real.length + imaginary.length] !== 'i') {
    throw new NumberProblem('syntax error scanning complex number');
  }
  return complexConstant(floatOfToken(real), floatOfToken(imaginary));
}

function parseCharacter(text: string): NumberConstant {
  const rune = unquoteRune(text);
  if (rune === undefined) {
    throw new NumberProblem(`malformed character constant: ${text}`);
  }
  return { int: BigInt(rune), uint: BigInt(rune), float: rune };
}

function parseInteger(text: string): { int?: bigint; uint?: bigint } {
  const [sign] = /^[+-]?/.exec(text) ?? [''];
  const size = parseWhole(text.slice(sign.length));
  if (size === undefined) return {};
  const value = sign === '-' ? -size : size;
  const isInt = value <= largestInt && value >= -largestInt - 1n;
  const isUint =
    (sign === '' && size <= largestUint) || (isInt && value === 0n);
  return {
    ...(isInt && { int: value }),
    ...(isUint && { uint: size }),
  };
}

/**
 * Reads a number of a template.
 *
 * @throws NumberProblem, SyntaxProblem
 */
export function parseNumber(
  text: string,
  type: 'charConstant' | 'complex' | 'number',
): NumberConstant {
  if (type === 'charConstant') return parseCharacter(text);
  if (type === 'complex') return parseComplex(text);
  if (text.endsWith('i')) {
    const imaginary = parseFloat64(text.slice(0, -1));
    if (imaginary !== undefined) return complexConstant(0, imaginary);
  }
  const { int, uint } = parseInteger(text);
  if (int !== undefined || uint !== undefined) {
    return { int, uint, float: Number(int ?? uint) };
  }
  const float = parseFloat64(text);
  if (float === undefined) {
    throw new NumberProblem(`illegal number syntax: ${quote(text)}`);
  }
  if (!/[.eEpP]/.test(text)) {
    throw new NumberProblem(`integer overflow: ${quote(text)}`);
  }
  return { float, ...wholesOf(float) };
}
