import { type Lexer } from './lexer';
import { type Token } from './token';

/** Reads tokens, and can go back by three. */
export class TokenReader {
  readonly #lexer: Lexer;
  /** What was read from the lexer last, and what has been put back behind it. */
  readonly #tokens: Token[] = [
    { type: 'eof', position: 0, value: '', line: 0 },
  ];
  #peeked = 0;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  /** The line of what was read from the lexer last, which may be ahead of what was taken. */
  get line(): number {
    return this.#tokens[0].line;
  }

  next(): Token {
    if (this.#peeked > 0) this.#peeked -= 1;
    else this.#tokens[0] = this.#lexer.next();
    return this.#tokens[this.#peeked];
  }

  backup(): void {
    this.#peeked += 1;
  }

  /** Goes back by two tokens, the last of which is there still. */
  backup2(first: Token): void {
    this.#tokens[1] = first;
    this.#peeked = 2;
  }

  backup3(first: Token, second: Token): void {
    this.#tokens[1] = second;
    this.#tokens[2] = first;
    this.#peeked = 3;
  }

  peek(): Token {
    if (this.#peeked === 0) {
      this.#peeked = 1;
      this.#tokens[0] = this.#lexer.next();
    }
    return this.#tokens[this.#peeked - 1];
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.type !== 'space') return token;
    }
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup();
    return token;
  }
}
