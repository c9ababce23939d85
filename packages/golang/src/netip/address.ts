import { fromBinary } from '../bytes';
import { quote } from '../fmt';

/** A text that is no IP address, with the message of Go's `netip.ParseAddr`. */
export class AddressError extends Error {
  constructor(text: string, reason: string, at = '') {
    const where = at === '' ? '' : ` (at ${quote(fromBinary(at))})`;
    super(`ParseAddr(${quote(fromBinary(text))}): ${reason}${where}`);
    this.name = 'AddressError';
  }
}

/** An IP address: 4 or 16 bytes, and the zone that an IPv6 address may have. */
export interface Address {
  bytes: number[];
  zone: string;
}

/** @param whole what the message quotes */
function parseFields(whole: string, text: string): number[] {
  const fields: number[] = [];
  let digits = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character >= '0' && character <= '9') {
      if (digits === '0') {
        throw new AddressError(whole, 'IPv4 field has octet with leading zero');
      }
      digits += character;
      if (Number(digits) > 255) {
        throw new AddressError(whole, 'IPv4 field has value >255');
      }
    } else if (character === '.') {
      if (at === 0 || at === text.length - 1 || text[at - 1] === '.') {
        throw new AddressError(
          whole,
          'IPv4 field must have at least one digit',
          text.slice(at),
        );
      }
      if (fields.length === 3) {
        throw new AddressError(whole, 'IPv4 address too long');
      }
      fields.push(Number(digits));
      digits = '';
    } else {
      throw new AddressError(whole, 'unexpected character', text.slice(at));
    }
  }
  if (fields.length < 3) {
    throw new AddressError(whole, 'IPv4 address too short');
  }
  return [...fields, Number(digits)];
}

/** Reads the groups of an IPv6 address from left to right. */
class GroupReader {
  readonly bytes: number[] = [];
  #ellipsis = -1;

  constructor(readonly whole: string, public rest: string) {
    if (rest.startsWith('::')) {
      this.#ellipsis = 0;
      this.rest = rest.slice(2);
    }
  }

  #fail(reason: string): never {
    throw new AddressError(this.whole, reason, this.rest);
  }

  #group(): string {
    const [digits] = /^[0-9a-fA-F]*/.exec(this.rest) ?? [''];
    if (digits.length > 4) {
      this.#fail('each group must have 4 or less digits');
    }
    if (digits === '') {
      this.#fail('each colon-separated field must have at least one digit');
    }
    return digits;
  }

  #embedded(): void {
    if (this.#ellipsis < 0 && this.bytes.length !== 12) {
      this.#fail(
        'embedded IPv4 address must replace the final 2 fields of the address',
      );
    }
    if (this.bytes.length > 12) {
      this.#fail(
        'too many hex fields to fit an embedded IPv4 at the end of the address',
      );
    }
    this.bytes.push(...parseFields(this.whole, this.rest));
    this.rest = '';
  }

  /** What follows a group. */
  #colon(): void {
    if (this.rest[0] !== ':') this.#fail('unexpected character, want colon');
    if (this.rest.length === 1) {
      this.#fail('colon must be followed by more characters');
    }
    this.rest = this.rest.slice(1);
    if (this.rest.startsWith(':')) {
      if (this.#ellipsis >= 0) this.#fail('multiple :: in address');
      this.#ellipsis = this.bytes.length;
      this.rest = this.rest.slice(1);
    }
  }

  read(): number[] {
    if (this.rest === '' && this.#ellipsis === 0) {
      return new Array<number>(16).fill(0);
    }
    while (this.bytes.length < 16) {
      const digits = this.#group();
      if (this.rest[digits.length] === '.') {
        this.#embedded();
        break;
      }
      const value = Number.parseInt(digits, 16);
      this.bytes.push(Math.floor(value / 256), value % 256);
      this.rest = this.rest.slice(digits.length);
      if (this.rest === '') break;
      this.#colon();
      if (this.rest === '') break;
    }
    if (this.rest !== '') this.#fail('trailing garbage after address');
    return this.#expanded();
  }

  #expanded(): number[] {
    const missing = 16 - this.bytes.length;
    if (missing === 0 && this.#ellipsis < 0) return this.bytes;
    if (this.#ellipsis < 0) {
      throw new AddressError(this.whole, 'address string too short');
    }
    if (missing === 0) {
      throw new AddressError(
        this.whole,
        'the :: must expand to at least one field of zeros',
      );
    }
    return [
      ...this.bytes.slice(0, this.#ellipsis),
      ...new Array<number>(missing).fill(0),
      ...this.bytes.slice(this.#ellipsis),
    ];
  }
}

/**
 * Go's `netip.ParseAddr`. The text is a binary string.
 *
 * @throws AddressError
 */
export function parseAddress(text: string): Address {
  const [kind] = /[.:%]/.exec(text) ?? [];
  switch (kind) {
    case '.':
      return { bytes: parseFields(text, text), zone: '' };
    case ':': {
      const percent = text.indexOf('%');
      const zone = percent < 0 ? '' : text.slice(percent + 1);
      if (percent >= 0 && zone === '') {
        throw new AddressError(text, 'zone must be a non-empty string');
      }
      const groups = percent < 0 ? text : text.slice(0, percent);
      return { bytes: new GroupReader(text, groups).read(), zone };
    }
    case '%':
      throw new AddressError(text, 'missing IPv6 address');
    default:
      throw new AddressError(text, 'unable to parse IP');
  }
}
