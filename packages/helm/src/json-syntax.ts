import { quote } from '@sluice/golang/fmt';
import { toBytes } from '@sluice/golang/value';

/** What Go's JSON scanner expects where it is. */
type Expect =
  | 'value'
  | 'value or ]'
  | 'key'
  | 'key or }'
  | 'colon'
  | 'comma }'
  | 'comma ]'
  | 'end';

/** As Go shows it: the first byte, as if that were a character. */
function character(c: string): string {
  if (c === "'") return `'\\''`;
  if (c === '"') return `'"'`;
  return `'${quote(String.fromCharCode(toBytes(c)[0])).slice(1, -1)}'`;
}

function invalid(c: string, context: string): string {
  return `invalid character ${character(c)} ${context}`;
}

const EOF = 'unexpected end of JSON input';

/** Reads a text as Go's scanner does, to say what is wrong and where. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): string | undefined {
    const stack: string[] = [];
    let expect: Expect = 'value';
    const afterValue = (): Expect => {
      if (stack.length === 0) return 'end';
      return stack[stack.length - 1] === '{' ? 'comma }' : 'comma ]';
    };
    for (;;) {
      while (/[ \t\r\n]/.test(this.#text[this.#at] ?? 'x')) this.#at += 1;
      const c = this.#char();
      if (c === undefined) return expect === 'end' ? undefined : EOF;
      switch (expect) {
        case 'end':
          return invalid(c, 'after top-level value');
        case 'colon':
          if (c !== ':') return invalid(c, 'after object key');
          this.#at += c.length;
          expect = 'value';
          break;
        case 'comma }':
        case 'comma ]':
          if (c === ',') {
            expect = expect === 'comma }' ? 'key' : 'value';
          } else if (c === (expect === 'comma }' ? '}' : ']')) {
            stack.pop();
            expect = afterValue();
          } else {
            return invalid(
              c,
              expect === 'comma }'
                ? 'after object key:value pair'
                : 'after array element',
            );
          }
          this.#at += c.length;
          break;
        case 'key':
        case 'key or }': {
          if (c === '}' && expect === 'key or }') {
            this.#at += 1;
            stack.pop();
            expect = afterValue();
            break;
          }
          if (c !== '"') {
            return invalid(c, 'looking for beginning of object key string');
          }
          const reason = this.#string();
          if (reason !== undefined) return reason;
          expect = 'colon';
          break;
        }
        default: {
          if (c === ']' && expect === 'value or ]') {
            this.#at += 1;
            stack.pop();
            expect = afterValue();
          } else if (c === '{' || c === '[') {
            this.#at += 1;
            stack.push(c);
            expect = c === '{' ? 'key or }' : 'value or ]';
          } else {
            const reason = this.#scalar(c);
            if (reason !== undefined) return reason;
            expect = afterValue();
          }
        }
      }
    }
  }

  #char(): string | undefined {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? undefined : String.fromCodePoint(code);
  }

  #scalar(c: string): string | undefined {
    if (c === '"') return this.#string();
    if (c === 't') return this.#word('true');
    if (c === 'f') return this.#word('false');
    if (c === 'n') return this.#word('null');
    if (c === '-' || /^[0-9]$/.test(c)) return this.#number();
    return invalid(c, 'looking for beginning of value');
  }

  #word(word: string): string | undefined {
    for (const expected of word) {
      // The scanner is told of the end by a space.
      const c = this.#char() ?? ' ';
      if (c !== expected) {
        return invalid(
          c,
          `in literal ${word} (expecting ${character(expected)})`,
        );
      }
      this.#at += 1;
    }
    return undefined;
  }

  #digits(context: string): string | undefined {
    const c = this.#char() ?? ' ';
    if (!/^[0-9]$/.test(c)) return invalid(c, context);
    while (/^[0-9]$/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return undefined;
  }

  #number(): string | undefined {
    if (this.#text[this.#at] === '-') this.#at += 1;
    if (this.#text[this.#at] === '0') {
      this.#at += 1;
    } else {
      const reason = this.#digits('in numeric literal');
      if (reason !== undefined) return reason;
    }
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
      const reason = this.#digits('after decimal point in numeric literal');
      if (reason !== undefined) return reason;
    }
    if (/^[eE]$/.test(this.#text[this.#at] ?? '')) {
      this.#at += 1;
      if (/^[-+]$/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      return this.#digits('in exponent of numeric literal');
    }
    return undefined;
  }

  #string(): string | undefined {
    this.#at += 1;
    for (;;) {
      const c = this.#char();
      if (c === undefined) return EOF;
      this.#at += c.length;
      if (c === '"') return undefined;
      if (c < ' ') return invalid(c, 'in string literal');
      if (c === '\\') {
        const reason = this.#escape();
        if (reason !== undefined) return reason;
      }
    }
  }

  #escape(): string | undefined {
    const c = this.#char() ?? ' ';
    this.#at += c.length;
    if (c !== 'u') {
      return '"\\/bfnrt'.includes(c)
        ? undefined
        : invalid(c, 'in string escape code');
    }
    for (let i = 0; i < 4; i += 1) {
      const digit = this.#char() ?? ' ';
      if (!/^[0-9a-fA-F]$/.test(digit)) {
        return invalid(digit, 'in \\u hexadecimal character escape');
      }
      this.#at += 1;
    }
    return undefined;
  }
}

/** What Go's `encoding/json` says of a text that is no JSON; undefined where it is. */
export function jsonSyntaxMessage(text: string): string | undefined {
  return new Scanner(text).scan();
}
