const MAX = 1n << 63n;

const UNITS = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** One number with its unit, as far as both can be read. */
const TERM = /([0-9]*)(?:(\.)([0-9]*))?([^0-9.]*)/y;

/** A text that is no duration, with the message of Go's `time.ParseDuration`. */
export class DurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DurationError';
  }
}

/** Quotes as package time does: bytes beyond ASCII in hexadecimal. */
function quote(text: string): string {
  let quoted = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x80 || code < 0x20) {
      // A byte that is no UTF-8 is one of these (see GoValue).
      const bytes =
        code >= 0xdc80 && code <= 0xdcff
          ? [code - 0xdc00]
          : Buffer.from(character);
      for (const byte of bytes) {
        quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
      }
    } else {
      quoted += character === '"' || character === '\\' ? '\\' : '';
      quoted += character;
    }
  }
  return `"${quoted}"`;
}

function fractionOf(digits: string, unit: bigint): bigint {
  // Go keeps what fits an int64 and ignores the digits behind.
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (MAX - 1n) / 10n || next > MAX) {
      break;
    }
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/**
 * Reads a duration as Go's `time.ParseDuration`: numbers with units, as `1h30m`, `1.5h`, `250ms`, with an optional sign.
 *
 * @returns nanoseconds
 * @throws DurationError
 */
export function parseDurationNanoseconds(text: string): bigint {
  const invalid = () =>
    new DurationError(`time: invalid duration ${quote(text)}`);
  const negative = text.startsWith('-');
  let at = negative || text.startsWith('+') ? 1 : 0;
  if (text.slice(at) === '0') {
    return 0n;
  }
  if (at === text.length) {
    throw invalid();
  }
  let total = 0n;
  while (at < text.length) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    const [all, integer, , fraction = '', name] = match ?? ['', '', '', '', ''];
    if (integer === '' && fraction === '') {
      throw invalid();
    }
    if (integer.replace(/^0+/, '').length > 19 || BigInt(integer || 0) > MAX) {
      throw invalid();
    }
    if (name === '') {
      throw new DurationError(`time: missing unit in duration ${quote(text)}`);
    }
    const unit = UNITS.get(name);
    if (unit === undefined) {
      throw new DurationError(
        `time: unknown unit ${quote(name)} in duration ${quote(text)}`,
      );
    }
    total += BigInt(integer || 0) * unit + fractionOf(fraction, unit);
    if (total > MAX) {
      throw invalid();
    }
    at += all.length;
  }
  if (!negative && total === MAX) {
    throw invalid();
  }
  return negative ? -total : total;
}

/**
 * Reads a duration as Go's `time.ParseDuration`.
 *
 * @returns milliseconds, with a fraction for what is smaller
 * @throws DurationError
 *
 * @example
 * ```ts
 * parseDuration('1h30m'); // 5_400_000
 * ```
 */
export function parseDuration(text: string): number {
  return Number(parseDurationNanoseconds(text)) / 1e6;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/**
 * Reads a duration from a JSON value as `metav1.Duration`: a string, where null is no duration.
 *
 * @returns milliseconds
 * @throws DurationError
 */
export function parseJsonDuration(value: unknown): number {
  if (value === null || value === undefined) {
    return 0;
  }
  if (typeof value !== 'string') {
    throw new DurationError(
      `json: cannot unmarshal ${typeName(value)} into Go value of type string`,
    );
  }
  return parseDuration(value);
}
