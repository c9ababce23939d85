import { GoError, isAscii, runeCount, toBytes } from '../value';
import { type FloatForm, formatFloatAs } from './floatFormat';
import { canBackquote, characterOf, quote, quoteRune } from './quote';
import { isPrintable } from './unicode';

/** What stands between `%` and the verb. */
export interface FormatFlags {
  /** Characters to pad to. */
  width: number | undefined;
  precision: number | undefined;
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v`: names of fields. */
  plusV: boolean;
  /** `%#v`: Go syntax. */
  sharpV: boolean;
}

export function noFlags(): FormatFlags {
  return {
    width: undefined,
    precision: undefined,
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
  };
}

/** Characters beyond which a formatted text is refused, unless a caller says otherwise. */
export const defaultMaximumLength = 100_000_000;

/** A text that grows, within a bound. */
export class Output {
  text = '';

  constructor(readonly maximumLength: number) {}

  write(text: string): void {
    if (this.text.length + text.length > this.maximumLength) {
      throw new GoError(
        `formatted text is longer than ${this.maximumLength} characters`,
      );
    }
    this.text += text;
  }
}

/** Whether nothing is asked for but the verb, as far as numbers go. */
export function isPlain({
  sharpV,
  plus,
  space,
  sharp,
  width,
  precision,
}: FormatFlags): boolean {
  return (
    !sharpV &&
    !plus &&
    !space &&
    !sharp &&
    width === undefined &&
    precision === undefined
  );
}

/** Pads to the width with spaces, or with zeros on the left. */
export function pad(text: string, flags: FormatFlags): string {
  const missing = (flags.width ?? 0) - runeCount(text);
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (flags.zero ? '0' : ' ').repeat(missing) + text;
}

function padWithSpaces(text: string, flags: FormatFlags): string {
  const missing = (flags.width ?? 0) - runeCount(text);
  if (missing <= 0) return text;
  const spaces = ' '.repeat(missing);
  return flags.minus ? text + spaces : spaces + text;
}

/** The first characters of a text, as many as the precision says. */
function truncate(text: string, flags: FormatFlags): string {
  const { precision } = flags;
  if (precision === undefined || text.length <= precision) return text;
  if (isAscii(text)) return text.slice(0, precision);
  return Array.from(text).slice(0, precision).join('');
}

export function formatText(text: string, flags: FormatFlags): string {
  return pad(truncate(text, flags), flags);
}

export function formatQuoted(text: string, flags: FormatFlags): string {
  const shown = truncate(text, flags);
  return pad(
    flags.sharp && canBackquote(shown)
      ? `\`${shown}\``
      : quote(shown, { ascii: flags.plus }),
    flags,
  );
}

/** The bytes in hexadecimal, `%x` and `%X` of texts and byte slices. */
export function formatHex(
  text: string | Uint8Array,
  flags: FormatFlags,
  upper: boolean,
): string {
  const all = typeof text === 'string' ? toBytes(text) : text;
  const bytes =
    flags.precision !== undefined && flags.precision < all.length
      ? all.subarray(0, flags.precision)
      : all;
  const prefix = upper ? '0X' : '0x';
  let hex = Buffer.from(bytes).toString('hex');
  if (upper) hex = hex.toUpperCase();
  if (bytes.length === 0) return pad('', flags);
  if (flags.space) {
    hex = hex.replace(/..(?!$)/g, flags.sharp ? `$& ${prefix}` : '$& ');
  }
  return pad(flags.sharp ? prefix + hex : hex, flags);
}

export interface IntegerForm {
  base: 2 | 8 | 10 | 16;
  upper?: boolean;
  /** `%O`: `0o` in front. */
  octalPrefix?: boolean;
}

function integerPrefix(
  form: IntegerForm,
  digits: string,
  flags: FormatFlags,
): string {
  let prefix = '';
  if (flags.sharp) {
    if (form.base === 2) prefix = '0b';
    else if (form.base === 8) prefix = digits.startsWith('0') ? '' : '0';
    else if (form.base === 16) prefix = form.upper ? '0X' : '0x';
  }
  return form.octalPrefix ? `0o${prefix}` : prefix;
}

export function formatInteger(
  value: bigint,
  flags: FormatFlags,
  form: IntegerForm,
): string {
  const isNegative = value < 0n;
  let least = 0;
  if (flags.precision !== undefined) {
    least = flags.precision;
    if (least === 0 && value === 0n) return ' '.repeat(flags.width ?? 0);
  } else if (flags.zero && !flags.minus && flags.width !== undefined) {
    least = flags.width;
    if (isNegative || flags.plus || flags.space) least -= 1;
  }
  let digits = (isNegative ? -value : value)
    .toString(form.base)
    .padStart(least, '0');
  if (form.upper) digits = digits.toUpperCase();
  const positiveSign = flags.space && !flags.plus ? ' ' : '+';
  const hasSign = isNegative || flags.plus || flags.space;
  const sign = isNegative ? '-' : positiveSign;
  return padWithSpaces(
    (hasSign ? sign : '') + integerPrefix(form, digits, flags) + digits,
    flags,
  );
}

const maximumRune = 0x10ffffn;

function codeOf(value: bigint): number {
  return value < 0n || value > maximumRune ? -1 : Number(value);
}

export function formatCharacter(value: bigint, flags: FormatFlags): string {
  return pad(characterOf(codeOf(value)), flags);
}

export function formatQuotedCharacter(
  value: bigint,
  flags: FormatFlags,
): string {
  return pad(quoteRune(codeOf(value), { ascii: flags.plus }), flags);
}

/** `%U`: `U+0078`, with a sharp also the character. */
export function formatUnicode(value: bigint, flags: FormatFlags): string {
  const code = BigInt.asUintN(64, value);
  const digits = code.toString(16).toUpperCase();
  let text = `U+${digits.padStart(Math.max(flags.precision ?? 4, 4), '0')}`;
  if (flags.sharp && code <= maximumRune) {
    const character = characterOf(Number(code));
    const isSurrogate = code >= 0xd800n && code <= 0xdfffn;
    if (!isSurrogate && isPrintable(character)) text += ` '${character}'`;
  }
  return padWithSpaces(text, flags);
}

/** Restores the trailing zeros and the point that `%#g` keeps. */
function withTrailingZeros(
  number: string,
  form: FloatForm,
  precision: number,
): string {
  const isHex = form === 'x' || form === 'X';
  let missing = 0;
  if (form === 'g' || form === 'G' || form === 'x') {
    missing = precision === -1 ? 6 : precision;
  }
  const tailAt = number.search(isHex ? /[pP]/ : /[eEpP]/);
  const body = tailAt < 0 ? number : number.slice(0, tailAt);
  const tail = tailAt < 0 ? '' : number.slice(tailAt);
  const digits = body.slice(1).replace('.', '');
  missing -= digits.replace(/^0+/, '').length;
  let text = body;
  if (!body.includes('.')) {
    if (body.length === 2 && body[1] === '0') missing -= 1;
    text += '.';
  }
  return text + '0'.repeat(Math.max(missing, 0)) + tail;
}

export function formatFloatWith(
  value: number,
  bits: 32 | 64,
  flags: FormatFlags,
  form: FloatForm,
  defaultPrecision: number,
): string {
  const precision = flags.precision ?? defaultPrecision;
  const text = formatFloatAs(value, form, precision, bits);
  let number = text[0] === '-' || text[0] === '+' ? text : `+${text}`;
  if (flags.space && number[0] === '+' && !flags.plus) {
    number = ` ${number.slice(1)}`;
  }
  if (number[1] === 'I' || number[1] === 'N') {
    if (number[1] === 'N' && !flags.space && !flags.plus) {
      number = number.slice(1);
    }
    return padWithSpaces(number, flags);
  }
  if (flags.sharp && form !== 'b') {
    number = withTrailingZeros(number, form, precision);
  }
  if (flags.plus || number[0] !== '+') {
    const { width = 0 } = flags;
    if (flags.zero && !flags.minus && width > number.length) {
      return number[0] + '0'.repeat(width - number.length) + number.slice(1);
    }
    return pad(number, flags);
  }
  return pad(number.slice(1), flags);
}
