import { type Mark } from './cursor';
import { type YamlStyle } from './node';
import { Token, type TokenKind } from './token';

/** The tokens that were read and not yet taken; they are counted over the whole stream. */
export class TokenQueue {
  #tokens: Token[] = [];
  #head = 0;
  #taken = 0;
  #last?: Token;
  #secondLast?: Token;

  get length(): number {
    return this.#tokens.length - this.#head;
  }

  get first(): Token {
    return this.#tokens[this.#head];
  }

  /** The number of the token that `first` is. */
  get firstNumber(): number {
    return this.#taken;
  }

  /** The number that the next token will have. */
  get nextNumber(): number {
    return this.#taken + this.length;
  }

  /** The token that was added last. */
  get last(): Token | undefined {
    return this.#last;
  }

  /** The one that was added before it. */
  get secondLast(): Token | undefined {
    return this.#secondLast;
  }

  /** The kind of the token that was added last. */
  get lastType(): TokenKind | undefined {
    return this.#last?.type;
  }

  push(type: TokenKind, mark: Mark): void {
    this.pushValue(type, mark, '', '', '');
  }

  pushValue(
    type: TokenKind,
    mark: Mark,
    value: string,
    suffix: string,
    style: YamlStyle,
  ): void {
    const { index, line, column } = mark;
    const token = new Token(type, index, line, column, value, suffix, style);
    this.#secondLast = this.#last;
    this.#last = token;
    this.#tokens.push(token);
  }

  /** Puts a token before the one that has this number. */
  insert(type: TokenKind, mark: Mark, number: number): void {
    this.#tokens.splice(
      this.#head + number - this.#taken,
      0,
      new Token(type, mark.index, mark.line, mark.column, '', '', ''),
    );
  }

  skip(): void {
    this.#head += 1;
    this.#taken += 1;
    if (this.#head === this.#tokens.length) {
      this.#tokens = [];
      this.#head = 0;
    } else if (this.#head > 4096) {
      this.#tokens = this.#tokens.slice(this.#head);
      this.#head = 0;
    }
  }
}
