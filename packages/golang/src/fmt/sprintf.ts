import {
  type GoValue,
  hasInvalidBytes,
  integerOf,
  joinBytes,
  textOf,
  typeName,
} from '../value';
import { Output, defaultMaximumLength, noFlags } from './format';
import { Printer } from './printer';

export interface FormatOptions {
  /** Characters beyond which formatting fails. Default: 100 million. */
  maximumLength?: number;
}

/** Go's bound for widths and precisions. */
const largest = 1_000_000;

/** Reads and prints one format. */
class Formatter {
  readonly #format: string;
  readonly #args: readonly GoValue[];
  readonly #printer: Printer;
  readonly #out: Output;
  #argument = 0;
  #at = 0;
  #isReordered = false;
  #isGoodIndex = true;

  constructor(format: string, args: readonly GoValue[], out: Output) {
    this.#format = format;
    this.#args = args;
    this.#out = out;
    this.#printer = new Printer(out);
  }

  run(): void {
    const format = this.#format;
    while (this.#at < format.length) {
      let percent = format.indexOf('%', this.#at);
      if (percent < 0) percent = format.length;
      if (percent > this.#at) this.#out.write(format.slice(this.#at, percent));
      if (percent === format.length) break;
      this.#at = percent + 1;
      this.#directive();
    }
    if (!this.#isReordered && this.#argument < this.#args.length) {
      this.#extra();
    }
  }

  #directive(): void {
    const printer = this.#printer;
    const flags = noFlags();
    printer.flags = flags;
    this.#isGoodIndex = true;
    if (this.#readFlags()) return;
    let afterIndex = this.#readIndex();
    afterIndex = this.#readWidth(afterIndex);
    afterIndex = this.#readPrecision(afterIndex);
    if (!afterIndex) this.#readIndex();
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) {
      this.#out.write('%!(NOVERB)');
      return;
    }
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    const shown = hasInvalidBytes(verb) ? '\ufffd' : verb;
    if (verb === '%') {
      this.#out.write('%');
    } else if (!this.#isGoodIndex) {
      this.#out.write(`%!${shown}(BADINDEX)`);
    } else if (this.#argument >= this.#args.length) {
      this.#out.write(`%!${shown}(MISSING)`);
    } else {
      this.#print(shown);
    }
  }

  #print(verb: string): void {
    const { flags } = this.#printer;
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    this.#printer.argument(this.#args[this.#argument], verb);
    this.#argument += 1;
  }

  /** Reads flags; true where a plain verb followed, and the directive is done. */
  #readFlags(): boolean {
    const { flags } = this.#printer;
    for (; this.#at < this.#format.length; this.#at += 1) {
      const character = this.#format[this.#at];
      switch (character) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = true;
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          if (
            character >= 'a' &&
            character <= 'z' &&
            this.#argument < this.#args.length
          ) {
            this.#at += 1;
            this.#print(character);
            return true;
          }
          return false;
      }
    }
    return false;
  }

  /** Reads digits; undefined where there are none or too many. */
  #readNumber(): number | undefined {
    let number = 0;
    let isNumber = false;
    while (this.#at < this.#format.length) {
      const digit = this.#format.charCodeAt(this.#at) - 0x30;
      if (digit < 0 || digit > 9) break;
      if (number > largest) {
        this.#at = this.#format.length;
        return undefined;
      }
      number = number * 10 + digit;
      isNumber = true;
      this.#at += 1;
    }
    return isNumber ? number : undefined;
  }

  /** Reads `[3]`; true where there is one that is a number, in range or not. */
  #readIndex(): boolean {
    const format = this.#format;
    if (format[this.#at] !== '[') return false;
    this.#isReordered = true;
    const start = this.#at;
    const end = format.indexOf(']', start);
    if (end < 0) {
      this.#at = start + 1;
      this.#isGoodIndex = false;
      return false;
    }
    this.#at = end + 1;
    const digits = format.slice(start + 1, end);
    const isNumber = /^\d+$/.test(digits) && !isTooLong(digits);
    const index = Number(digits) - 1;
    if (isNumber && index >= 0 && index < this.#args.length) {
      this.#argument = index;
      return true;
    }
    this.#isGoodIndex = false;
    return isNumber;
  }

  /** The next argument as a width or precision; undefined where it is none. */
  #numberArgument(): number | undefined {
    if (this.#argument >= this.#args.length) return undefined;
    const value = integerOf(this.#args[this.#argument])?.value;
    this.#argument += 1;
    const isUsable =
      value !== undefined &&
      value <= BigInt(largest) &&
      value >= -BigInt(largest);
    return isUsable ? Number(value) : undefined;
  }

  #readWidth(afterIndex: boolean): boolean {
    const { flags } = this.#printer;
    if (this.#format[this.#at] !== '*') {
      flags.width = this.#readNumber();
      if (afterIndex && flags.width !== undefined) this.#isGoodIndex = false;
      return afterIndex;
    }
    this.#at += 1;
    flags.width = this.#numberArgument();
    if (flags.width === undefined) {
      this.#out.write('%!(BADWIDTH)');
    } else if (flags.width < 0) {
      flags.width = -flags.width;
      flags.minus = true;
      flags.zero = false;
    }
    return false;
  }

  #readPrecision(afterIndex: boolean): boolean {
    const { flags } = this.#printer;
    const hasPrecision =
      this.#at + 1 < this.#format.length && this.#format[this.#at] === '.';
    if (!hasPrecision) return afterIndex;
    this.#at += 1;
    if (afterIndex) this.#isGoodIndex = false;
    const isIndexed = this.#readIndex();
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#readNumber() ?? 0;
      return isIndexed;
    }
    this.#at += 1;
    const precision = this.#numberArgument();
    flags.precision =
      precision !== undefined && precision >= 0 ? precision : undefined;
    if (flags.precision === undefined) this.#out.write('%!(BADPREC)');
    return false;
  }

  #extra(): void {
    this.#printer.flags = noFlags();
    this.#out.write('%!(EXTRA ');
    this.#args.slice(this.#argument).forEach((value, i) => {
      if (i > 0) this.#out.write(', ');
      if (value === null) {
        this.#out.write('<nil>');
      } else {
        this.#out.write(`${typeName(value)}=`);
        this.#printer.argument(value, 'v');
      }
    });
    this.#out.write(')');
  }
}

/** Go gives up on an index once the number before the last digit is too large. */
function isTooLong(digits: string): boolean {
  return Number(digits.slice(0, -1)) > largest;
}

/**
 * Go's `fmt.Sprintf`: all verbs, flags, widths, precisions and argument indexes, and its texts for what does not fit
 * (`%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA int=1)`).
 *
 * @throws GoError when the text becomes longer than the bound
 */
export function sprintf(
  format: string,
  args: readonly GoValue[],
  options: FormatOptions = {},
): string {
  const out = new Output(options.maximumLength ?? defaultMaximumLength);
  new Formatter(format, args, out).run();
  return joinBytes(out.text);
}

/** Go's `fmt.Sprint`: the values as `%v` prints them, with spaces between two that are no texts. */
export function sprint(
  args: readonly GoValue[],
  options: FormatOptions = {},
): string {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  const out = new Output(options.maximumLength ?? defaultMaximumLength);
  const printer = new Printer(out);
  let wasText = false;
  args.forEach((value, i) => {
    const isText = value !== null && textOf(value) !== undefined;
    if (i > 0 && !isText && !wasText) out.write(' ');
    printer.argument(value, 'v');
    wasText = isText;
  });
  return joinBytes(out.text);
}

/** Go's `fmt.Sprintln`: the values as `%v` prints them, with spaces between and a newline behind. */
export function sprintln(
  args: readonly GoValue[],
  options: FormatOptions = {},
): string {
  const out = new Output(options.maximumLength ?? defaultMaximumLength);
  const printer = new Printer(out);
  args.forEach((value, i) => {
    if (i > 0) out.write(' ');
    printer.argument(value, 'v');
  });
  out.write('\n');
  return joinBytes(out.text);
}
