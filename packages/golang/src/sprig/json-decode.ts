import { toBinary } from '../bytes';
import { quote } from '../fmt';
import { limits } from './panics';
import { GoError, type GoMap, type GoValue } from '../value';

/** Go gives up at 10,000. */
const MAX_DEPTH = limits.depth;

/** A byte as the messages of encoding/json quote it. */
function quoteByte(character: string): string {
  const [byte] = toBinary(String.fromCodePoint(character.codePointAt(0) ?? 0));
  if (byte === "'") return "'\\''";
  if (byte === '"') return "'\"'";
  return `'${quote(byte).slice(1, -1)}'`;
}

const ESCAPES = new Map<string, string>([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const SPACES = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const PLAIN = /[ !#-[\]-\uffff]*/y;

/** Where no space may be, and a text that ends has one too many. */
const WITHIN =
  /^in (?:literal|numeric|exponent|string escape|\\u)|^after decimal/;

/** Halves of pairs that stand alone in escapes are no text. */
const LONE = /[\ud800-\udfff]/gu;

/** Reads JSON as Go's `json.Unmarshal` into an `interface {}`, with its messages. */
class Decoder {
  #at = 0;
  /** The first number that no float64 holds: it becomes nil, and all else is read. */
  unrepresentable: string | undefined;

  constructor(readonly text: string) {}

  decode(): GoValue {
    this.#space();
    const value = this.#value(1);
    this.#space();
    if (this.#at < this.text.length) this.#invalid('after top-level value');
    return value;
  }

  #space(): void {
    SPACES.lastIndex = this.#at;
    SPACES.exec(this.text);
    this.#at = SPACES.lastIndex;
  }

  /** @throws GoError about the character at the place */
  #invalid(where: string): never {
    // Go reads a space behind the end, which is not allowed within a literal.
    if (this.#at >= this.text.length && !WITHIN.test(where)) {
      throw new GoError('unexpected end of JSON input');
    }
    const character = this.text.slice(this.#at, this.#at + 2) || ' ';
    throw new GoError(`invalid character ${quoteByte(character)} ${where}`);
  }

  #value(depth: number): GoValue {
    switch (this.text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#literal('true', true);
      case 'f':
        return this.#literal('false', false);
      case 'n':
        return this.#literal('null', null);
      default:
        return this.#number();
    }
  }

  #literal(name: string, value: GoValue): GoValue {
    for (let i = 0; i < name.length; i += 1) {
      if (this.text[this.#at] !== name[i]) {
        this.#invalid(`in literal ${name} (expecting ${quoteByte(name[i])})`);
      }
      this.#at += 1;
    }
    return value;
  }

  #number(): GoValue {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.text);
    if (match === null) {
      if (this.text[this.#at] !== '-') {
        this.#invalid('looking for beginning of value');
      }
      this.#at += 1;
      this.#invalid('in numeric literal');
    }
    this.#at = NUMBER.lastIndex;
    this.#assertComplete(match[0]);
    const value = Number(match[0]);
    if (Number.isFinite(value)) return value;
    this.unrepresentable ??= match[0];
    return null;
  }

  /** What follows a number must not look like more of it. */
  #assertComplete(number: string): void {
    const next = this.text[this.#at];
    if (next === '.' && !/[.eE]/.test(number)) {
      this.#at += 1;
      this.#invalid('after decimal point in numeric literal');
    }
    if ((next === 'e' || next === 'E') && !/[eE]/.test(number)) {
      this.#at += 1;
      if (/[+-]/.test(this.text[this.#at] ?? '')) this.#at += 1;
      this.#invalid('in exponent of numeric literal');
    }
  }

  #string(): string {
    let value = '';
    this.#at += 1;
    for (;;) {
      PLAIN.lastIndex = this.#at;
      value += PLAIN.exec(this.text)?.[0] ?? '';
      this.#at = PLAIN.lastIndex;
      const character = this.text[this.#at];
      if (character === '"') break;
      if (character !== '\\') this.#invalid('in string literal');
      this.#at += 1;
      value += this.#escape();
    }
    this.#at += 1;
    return value.replace(LONE, '\ufffd');
  }

  #escape(): string {
    const character = this.text[this.#at] ?? '';
    const known = ESCAPES.get(character);
    if (known === undefined && character !== 'u') {
      this.#invalid('in string escape code');
    }
    this.#at += 1;
    if (known !== undefined) return known;
    const from = this.#at;
    for (; this.#at < from + 4; this.#at += 1) {
      if (!/^[0-9a-fA-F]$/.test(this.text[this.#at] ?? '')) {
        this.#invalid('in \\u hexadecimal character escape');
      }
    }
    return String.fromCharCode(
      Number.parseInt(this.text.slice(from, this.#at), 16),
    );
  }

  #assertDepth(depth: number): void {
    if (depth > MAX_DEPTH) throw new GoError('exceeded max depth');
  }

  #array(depth: number): GoValue[] {
    this.#assertDepth(depth);
    const items: GoValue[] = [];
    this.#at += 1;
    this.#space();
    if (this.text[this.#at] === ']') {
      this.#at += 1;
      return items;
    }
    for (;;) {
      this.#space();
      items.push(this.#value(depth + 1));
      this.#space();
      const next = this.text[this.#at];
      if (next !== ',' && next !== ']') this.#invalid('after array element');
      this.#at += 1;
      if (next === ']') return items;
    }
  }

  #object(depth: number): GoMap {
    this.#assertDepth(depth);
    const entries: GoMap = new Map();
    this.#at += 1;
    this.#space();
    if (this.text[this.#at] === '}') {
      this.#at += 1;
      return entries;
    }
    for (;;) {
      this.#space();
      if (this.text[this.#at] !== '"') {
        this.#invalid('looking for beginning of object key string');
      }
      const key = this.#string();
      this.#space();
      if (this.text[this.#at] !== ':') this.#invalid('after object key');
      this.#at += 1;
      this.#space();
      entries.set(key, this.#value(depth + 1));
      this.#space();
      const next = this.text[this.#at];
      if (next !== ',' && next !== '}') {
        this.#invalid('after object key:value pair');
      }
      this.#at += 1;
      if (next === '}') return entries;
    }
  }
}

/** What `json.Unmarshal` gives: a value, and the error beside it. */
export interface Decoded {
  value: GoValue;
  error?: GoError;
}

/**
 * Go's `json.Unmarshal` into an `interface {}`: numbers become `float64`, what is no text U+FFFD. A text that is no JSON gives
 * nil; a number that is too large for a float64 becomes nil itself.
 */
export function decodeJson(text: string): Decoded {
  const decoder = new Decoder(text);
  try {
    const value = decoder.decode();
    const number = decoder.unrepresentable;
    return number === undefined
      ? { value }
      : {
          value,
          error: new GoError(
            `json: cannot unmarshal number ${number} into Go value of type float64`,
          ),
        };
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return { value: null, error };
  }
}
