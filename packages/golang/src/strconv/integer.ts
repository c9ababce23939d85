import { quote } from '../fmt';

/** A text that Go's strconv refuses, with its message. */
export class NumError extends Error {
  constructor(
    call: string,
    text: string,
    /** Of the right form, but no int64. */
    readonly outOfRange: boolean,
  ) {
    super(
      `strconv.${call}: parsing ${quote(text)}: ${
        outOfRange ? 'value out of range' : 'invalid syntax'
      }`,
    );
    this.name = 'NumError';
  }
}

/** Base 0: prefixes, and underscores after a prefix and between digits. */
const LITERAL =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;

/** The longest start of a text that has digits of its base only, without the prefix. */
function digitsOf(
  text: string,
  base: 0 | 8 | 10,
): [digits: string, prefix: string] {
  const [, prefix = ''] =
    base === 0 ? /^(0[xX](?=.)|0[bB](?=.)|0[oO](?=.)|0)/.exec(text) ?? [] : [];
  const rest = text.slice(prefix.length);
  const kind = base === 0 ? prefix.toLowerCase() : base;
  const [digits] = /^[0-9_]*/.exec(rest) ?? [''];
  switch (kind) {
    case '0x':
      return [/^[0-9a-fA-F_]*/.exec(rest)?.[0] ?? '', '0x'];
    case '0b':
      return [/^[01_]*/.exec(rest)?.[0] ?? '', '0b'];
    case '0':
    case '0o':
    case 8:
      return [/^[0-7_]*/.exec(rest)?.[0] ?? '', '0o'];
    default:
      return [base === 10 ? digits.split('_')[0] : digits, ''];
  }
}

/** Digits enough to be beyond uint64 in any base. */
const MANY = 65;

/**
 * Go's `strconv.ParseInt(text, base, 64)`; base 0 reads prefixes (`0x`, `0b`, `0o`, `0`) and underscores. Whatever stands
 * behind the digits that are too many is not looked at, as in Go.
 *
 * @throws NumError
 */
export function parseInteger(
  text: string,
  base: 0 | 8 | 10,
  call = 'ParseInt',
): bigint {
  const negative = text.startsWith('-');
  const unsigned = negative || text.startsWith('+') ? text.slice(1) : text;
  const [digits, prefix] = digitsOf(unsigned, base);
  const significant = digits
    .replaceAll('_', '')
    .replace(/^0+(?=.)/, '')
    .slice(0, MANY);
  const size = significant === '' ? 0n : BigInt(`${prefix}${significant}`);
  if (size >= 2n ** 64n) {
    throw new NumError(call, text, true);
  }
  const valid =
    base === 0
      ? LITERAL.test(unsigned)
      : unsigned !== '' && digits === unsigned && !digits.includes('_');
  if (!valid) {
    throw new NumError(call, text, false);
  }
  const value = negative ? -size : size;
  if (BigInt.asIntN(64, value) !== value) {
    throw new NumError(call, text, true);
  }
  return value;
}

/**
 * What Go's `strconv.ParseInt` and `Atoi` return beside an error: 0 for a text that is no integer, the nearest int64 for
 * one that is too large.
 */
export function parseIntegerOrNearest(text: string, base: 0 | 8 | 10): bigint {
  try {
    return parseInteger(text, base);
  } catch (error) {
    if (!(error instanceof NumError)) throw error;
    if (!error.outOfRange) return 0n;
    return text.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n;
  }
}
