import { type Cursor, type Mark } from './cursor';
import { type Scanner } from './scanner';
import { longTag } from './tag';
import { type Token, TokenType } from './token';

const DEFAULT_PREFIXES = new Map([
  ['!', '!'],
  ['!!', longTag('!!')],
]);

/** The directives of a document, and the tags they make of handles. */
export class Directives {
  readonly #cursor: Cursor;
  readonly #prefixes = new Map<string, string>();

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** Reads the directives before a document. */
  read(scanner: Scanner): void {
    let version = false;
    for (;;) {
      const token = scanner.peek();
      if (token.type === TokenType.VersionDirective) {
        this.#checkVersion(token, version);
        version = true;
      } else if (token.type === TokenType.TagDirective) {
        if (this.#prefixes.has(token.value)) {
          throw this.#cursor.parserError(
            'found duplicate %TAG directive',
            token,
          );
        }
        this.#prefixes.set(token.value, token.suffix);
      } else {
        return;
      }
      scanner.skip();
    }
  }

  /** The whole tag of a token; `start` is where its node begins. */
  expandTag({ value: handle, suffix, ...token }: Token, start: Mark): string {
    if (handle === '') {
      return suffix;
    }
    const prefix = this.#prefixes.get(handle) ?? DEFAULT_PREFIXES.get(handle);
    if (prefix !== undefined && prefix + suffix !== '') {
      return prefix + suffix;
    }
    throw this.#cursor.parserError('found undefined tag handle', token, start);
  }

  #checkVersion(token: Token, seen: boolean): void {
    if (seen) {
      throw this.#cursor.parserError('found duplicate %YAML directive', token);
    }
    if (token.value !== '1.1') {
      throw this.#cursor.parserError('found incompatible YAML document', token);
    }
  }
}
