import { Regexp, RegexpError } from '@sluice/golang/regexp';

/** A pattern that cannot be read. */
class PatternError extends Error {}

const META = /[\\.+*?()|[\]{}^$]/g;

function literal(text: string): string {
  return text.replace(META, '\\$&');
}

/** Turns a pattern of gobwas/glob, with `/` as its separator, into a regular expression. */
class Translator {
  readonly #runes: string[];
  #at = 0;

  constructor(pattern: string) {
    this.#runes = Array.from(pattern);
  }

  translate(): string {
    const expression = this.#sequence(0);
    if (this.#at < this.#runes.length) throw new PatternError();
    return `^(?s:${expression})$`;
  }

  /** `depth`: of braces around. */
  #sequence(depth: number): string {
    let expression = '';
    while (this.#at < this.#runes.length) {
      const rune = this.#runes[this.#at];
      if (depth > 0 && (rune === ',' || rune === '}')) return expression;
      this.#at += 1;
      switch (rune) {
        case '*':
          if (this.#runes[this.#at] === '*') {
            this.#at += 1;
            expression += '.*';
          } else {
            expression += '[^/]*';
          }
          break;
        case '?':
          expression += '[^/]';
          break;
        case '[':
          expression += this.#range();
          break;
        case '{':
          expression += this.#alternatives(depth + 1);
          break;
        case '\\':
          expression += literal(this.#runes[this.#at] ?? '');
          this.#at += 1;
          break;
        default:
          expression += literal(rune);
      }
    }
    return expression;
  }

  #alternatives(depth: number): string {
    const parts = [this.#sequence(depth)];
    while (this.#runes[this.#at] === ',') {
      this.#at += 1;
      parts.push(this.#sequence(depth));
    }
    if (this.#runes[this.#at] !== '}') throw new PatternError();
    this.#at += 1;
    return `(?:${parts.join('|')})`;
  }

  #range(): string {
    const negated = this.#runes[this.#at] === '!';
    if (negated) this.#at += 1;
    const low = this.#runes[this.#at];
    let members: string;
    if (this.#runes[this.#at + 1] === '-') {
      const high = this.#runes[this.#at + 2];
      if (high === undefined || high < low) throw new PatternError();
      members = `${literal(low)}-${literal(high)}`;
      this.#at += 3;
    } else {
      members = this.#members();
    }
    if (this.#runes[this.#at] !== ']' || members === '') {
      throw new PatternError();
    }
    this.#at += 1;
    return `[${negated ? '^' : ''}${members}]`;
  }

  #members(): string {
    let members = '';
    for (
      let rune = this.#runes[this.#at];
      rune !== undefined && rune !== ']';
      rune = this.#runes[this.#at]
    ) {
      const escaped = rune === '\\';
      const member = escaped ? this.#runes[this.#at + 1] ?? '' : rune;
      members += member === '-' ? '\\-' : literal(member);
      this.#at += escaped ? 2 : 1;
    }
    return members;
  }
}

/** A pattern of gobwas/glob for paths: `*` and `?` stay within a part of the path, `**` does not; `[a-z]`, `[!abc]`, `{a,b}`. */
export class SegmentGlob {
  readonly #expression: Regexp;

  private constructor(expression: Regexp) {
    this.#expression = expression;
  }

  /** Undefined for a pattern that cannot be read. */
  static compile(pattern: string): SegmentGlob | undefined {
    try {
      return new SegmentGlob(new Regexp(new Translator(pattern).translate()));
    } catch (error) {
      if (error instanceof PatternError || error instanceof RegexpError) {
        return undefined;
      }
      throw error;
    }
  }

  matches(path: string): boolean {
    return this.#expression.test(path);
  }
}
