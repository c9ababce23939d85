import { quote } from '../fmt';
import { describe, isAlphanumeric, isDigit, isSpace } from './character';
import { type Token, type TokenType, keywords } from './token';

const leftComment = '/*';
const rightComment = '*/';
/** The marker and the space beside it. */
const trimMarkerLength = 2;

const ASCII_WORD = /[A-Za-z0-9_]*/y;
const SPACES = /[ \t\r\n]*/y;

export interface Delimiters {
  /** `{{` by default. */
  left?: string;
  /** `}}` by default. */
  right?: string;
}

export interface LexerOptions extends Delimiters {
  /** Whether `break` and `continue` are keywords: not where there are functions of these names. */
  isKeyword(word: 'break' | 'continue'): boolean;
}

/** Splits a template into tokens, one call for each. */
export class Lexer {
  readonly #left: string;
  readonly #right: string;
  readonly #isKeyword: LexerOptions['isKeyword'];
  #text: string;
  #at = 0;
  #start = 0;
  /** The line of the last token, and where the first newline behind it is. */
  #line = 1;
  #newline: number;
  #parens = 0;
  #isInAction = false;

  constructor(text: string, options: LexerOptions) {
    this.#text = text;
    this.#newline = text.indexOf('\n');
    this.#left = options.left || '{{';
    this.#right = options.right || '}}';
    this.#isKeyword = options.isKeyword;
  }

  next(): Token {
    return this.#isInAction ? this.#insideAction() : this.#outsideAction();
  }

  /** The line of the start of the current token. */
  #currentLine(): number {
    while (this.#newline >= 0 && this.#newline < this.#start) {
      this.#line += 1;
      this.#newline = this.#text.indexOf('\n', this.#newline + 1);
    }
    return this.#line;
  }

  #token(type: TokenType): Token {
    const token = {
      type,
      position: this.#start,
      value: this.#text.slice(this.#start, this.#at),
      line: this.#currentLine(),
    };
    this.#start = this.#at;
    return token;
  }

  #error(value: string): Token {
    const line = this.#currentLine();
    const token: Token = { type: 'error', position: this.#start, value, line };
    this.#text = '';
    this.#at = 0;
    this.#start = 0;
    this.#newline = -1;
    return token;
  }

  /** The character at an index; empty at the end. */
  #characterAt(index: number): string {
    const code = this.#text.charCodeAt(index);
    if (code < 0xd800) return this.#text[index];
    const point = this.#text.codePointAt(index);
    return point === undefined ? '' : String.fromCodePoint(point);
  }

  #peek(): string {
    return this.#characterAt(this.#at);
  }

  #hasLeftTrimMarker(index: number): boolean {
    return (
      this.#text.charCodeAt(index) === 0x2d &&
      isSpace(this.#text.charCodeAt(index + 1))
    );
  }

  #hasRightTrimMarker(index: number): boolean {
    return (
      this.#text.charCodeAt(index + 1) === 0x2d &&
      isSpace(this.#text.charCodeAt(index))
    );
  }

  #skipSpaces(): void {
    this.#skip(SPACES);
  }

  /** Goes behind what a sticky pattern, which may be empty, finds here. */
  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
  }

  /** Whether a right delimiter is here; `trimmed` with a marker in front of it. */
  #rightDelimiter(): 'none' | 'plain' | 'trimmed' {
    if (
      this.#hasRightTrimMarker(this.#at) &&
      this.#text.startsWith(this.#right, this.#at + trimMarkerLength)
    ) {
      return 'trimmed';
    }
    return this.#text.startsWith(this.#right, this.#at) ? 'plain' : 'none';
  }

  #outsideAction(): Token {
    for (;;) {
      const left = this.#text.indexOf(this.#left, this.#at);
      if (left < 0) {
        this.#at = this.#text.length;
        return this.#token(this.#at > this.#start ? 'text' : 'eof');
      }
      if (left > this.#at) {
        let end = left;
        if (this.#hasLeftTrimMarker(left + this.#left.length)) {
          while (end > this.#at && isSpace(this.#text.charCodeAt(end - 1))) {
            end -= 1;
          }
        }
        this.#at = end;
        const token = this.#token('text');
        this.#at = left;
        this.#start = left;
        if (token.value !== '') return token;
      }
      const token = this.#leftDelimiterOrComment();
      if (token) return token;
    }
  }

  /** The left delimiter, which is here; undefined after a comment. */
  #leftDelimiterOrComment(): Token | undefined {
    this.#at += this.#left.length;
    const isTrimmed = this.#hasLeftTrimMarker(this.#at);
    const behind = this.#at + (isTrimmed ? trimMarkerLength : 0);
    if (this.#text.startsWith(leftComment, behind)) {
      this.#at = behind;
      this.#start = behind;
      return this.#comment();
    }
    const token = this.#token('leftDelimiter');
    this.#isInAction = true;
    this.#at = behind;
    this.#start = behind;
    this.#parens = 0;
    return token;
  }

  #comment(): Token | undefined {
    const end = this.#text.indexOf(rightComment, this.#at + leftComment.length);
    if (end < 0) return this.#error('unclosed comment');
    this.#at = end + rightComment.length;
    const delimiter = this.#rightDelimiter();
    if (delimiter === 'none') {
      return this.#error('comment ends before closing delimiter');
    }
    if (delimiter === 'trimmed') this.#at += trimMarkerLength;
    this.#at += this.#right.length;
    if (delimiter === 'trimmed') this.#skipSpaces();
    this.#start = this.#at;
    return undefined;
  }

  #endAction(isTrimmed: boolean): Token {
    if (isTrimmed) {
      this.#at += trimMarkerLength;
      this.#start = this.#at;
    }
    this.#at += this.#right.length;
    const token = this.#token('rightDelimiter');
    if (isTrimmed) {
      this.#skipSpaces();
      this.#start = this.#at;
    }
    this.#isInAction = false;
    return token;
  }

  #insideAction(): Token {
    const delimiter = this.#rightDelimiter();
    if (delimiter !== 'none') {
      return this.#parens === 0
        ? this.#endAction(delimiter === 'trimmed')
        : this.#error('unclosed left paren');
    }
    const character = this.#peek();
    if (character === '') return this.#error('unclosed action');
    if (isSpace(character.charCodeAt(0))) return this.#space();
    this.#at += character.length;
    switch (character) {
      case '=':
        return this.#token('assign');
      case ':':
        if (this.#peek() !== '=') return this.#error('expected :=');
        this.#at += 1;
        return this.#token('declare');
      case '|':
        return this.#token('pipe');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted(
          "'",
          'charConstant',
          'unterminated character constant',
        );
      case '`':
        return this.#rawString();
      case '$':
        return this.#isAtTerminator()
          ? this.#token('variable')
          : this.#fieldOrVariable('variable');
      case '(':
        this.#parens += 1;
        return this.#token('leftParen');
      case ')':
        this.#parens -= 1;
        return this.#parens < 0
          ? this.#error('unexpected right paren')
          : this.#token('rightParen');
      default:
        return this.#wordOrNumber(character);
    }
  }

  #wordOrNumber(character: string): Token {
    if (
      character === '.' &&
      this.#at < this.#text.length &&
      !isDigit(this.#text.charCodeAt(this.#at))
    ) {
      return this.#fieldOrVariable('field');
    }
    if (
      character === '.' ||
      character === '+' ||
      character === '-' ||
      isDigit(character.charCodeAt(0))
    ) {
      this.#at -= 1;
      return this.#number();
    }
    if (isAlphanumeric(character)) {
      this.#at -= character.length;
      return this.#identifier();
    }
    return /^[!-~]$/.test(character)
      ? this.#token('char')
      : this.#error(`unrecognized character in action: ${describe(character)}`);
  }

  #space(): Token {
    const begin = this.#at;
    this.#skip(SPACES);
    const spaces = this.#at - begin;
    if (
      this.#hasRightTrimMarker(this.#at - 1) &&
      this.#text.startsWith(this.#right, this.#at - 1 + trimMarkerLength)
    ) {
      this.#at -= 1;
      if (spaces === 1) return this.#endAction(true);
    }
    return this.#token('space');
  }

  #skipAlphanumerics(): string {
    for (;;) {
      this.#skip(ASCII_WORD);
      const character = this.#peek();
      if (character < '\x80' || !isAlphanumeric(character)) return character;
      this.#at += character.length;
    }
  }

  #identifier(): Token {
    const next = this.#skipAlphanumerics();
    const word = this.#text.slice(this.#start, this.#at);
    if (!this.#isAtTerminator()) {
      return this.#error(`bad character ${describe(next)}`);
    }
    const keyword = keywords.get(word);
    if (keyword === 'break' || keyword === 'continue') {
      return this.#token(this.#isKeyword(keyword) ? keyword : 'identifier');
    }
    if (keyword !== undefined) return this.#token(keyword);
    const isBool = word === 'true' || word === 'false';
    return this.#token(isBool ? 'bool' : 'identifier');
  }

  #fieldOrVariable(type: 'field' | 'variable'): Token {
    if (this.#isAtTerminator()) {
      return this.#token(type === 'variable' ? 'variable' : 'dot');
    }
    const next = this.#skipAlphanumerics();
    if (!this.#isAtTerminator()) {
      return this.#error(`bad character ${describe(next)}`);
    }
    return this.#token(type);
  }

  /** Whether what is here may stand behind an identifier. */
  #isAtTerminator(): boolean {
    const character: string | undefined = this.#text[this.#at];
    switch (character) {
      case ' ':
      case '.':
      case ')':
      case undefined:
      case '\n':
      case '\t':
      case '\r':
      case ',':
      case '|':
      case ':':
      case '(':
        return true;
      default:
        return this.#text.startsWith(this.#right, this.#at);
    }
  }

  #quoted(mark: string, type: TokenType, problem: string): Token {
    for (;;) {
      const character = this.#text[this.#at];
      this.#at += 1;
      if (character === mark) return this.#token(type);
      if (character === undefined || character === '\n') {
        return this.#error(problem);
      }
      if (character === '\\') {
        const escaped = this.#text[this.#at];
        this.#at += 1;
        if (escaped === undefined || escaped === '\n') {
          return this.#error(problem);
        }
      }
    }
  }

  #rawString(): Token {
    const end = this.#text.indexOf('`', this.#at);
    if (end < 0) return this.#error('unterminated raw quoted string');
    this.#at = end + 1;
    return this.#token('rawString');
  }

  #number(): Token {
    if (!this.#scanNumber()) return this.#badNumber();
    const sign = this.#peek();
    if (sign !== '+' && sign !== '-') return this.#token('number');
    if (!this.#scanNumber() || this.#text[this.#at - 1] !== 'i') {
      return this.#badNumber();
    }
    return this.#token('complex');
  }

  #badNumber(): Token {
    const text = this.#text.slice(this.#start, this.#at);
    return this.#error(`bad number syntax: ${quote(text)}`);
  }

  #accept(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  /** Takes what may be a number; false where a letter follows it. */
  #scanNumber(): boolean {
    this.#accept(/[+-]?/y);
    let digits = /[0-9_]*/y;
    const base = this.#accept(/0[xXoObB]?/y)
      .slice(1)
      .toLowerCase();
    if (base === 'x') digits = /[0-9a-fA-F_]*/y;
    else if (base === 'o') digits = /[0-7_]*/y;
    else if (base === 'b') digits = /[01_]*/y;
    this.#accept(digits);
    if (this.#accept(/\.?/y) !== '') this.#accept(digits);
    if (base === '') this.#accept(/(?:[eE][+-]?[0-9_]*)?/y);
    if (base === 'x') this.#accept(/(?:[pP][+-]?[0-9_]*)?/y);
    this.#accept(/i?/y);
    const next = this.#peek();
    if (next === '' || !isAlphanumeric(next)) return true;
    this.#at += next.length;
    return false;
  }
}
