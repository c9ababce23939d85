import { type Cursor, type Mark } from './cursor';
import { type TokenQueue } from './token-queue';

/** How far before its `:` a key may begin, in characters. */
const MAX_KEY_LENGTH = 1024;

const START: Mark = { index: 0, line: 0, column: 0 };

/** What may turn out to be a key once a `:` follows it. */
export interface SimpleKey {
  possible: boolean;
  /** In block context a text at the column of its mapping must be a key. */
  required: boolean;
  tokenNumber: number;
  mark: Mark;
}

/** The candidates for keys: one for the block level and one for each flow level. */
export class SimpleKeys {
  readonly #cursor: Cursor;
  readonly #queue: TokenQueue;
  readonly #keys: SimpleKey[] = [];

  constructor(cursor: Cursor, queue: TokenQueue) {
    this.#cursor = cursor;
    this.#queue = queue;
    this.enterLevel();
  }

  get current(): SimpleKey {
    return this.#keys[this.#keys.length - 1];
  }

  enterLevel(): void {
    this.#keys.push({
      possible: false,
      required: false,
      tokenNumber: this.#queue.nextNumber,
      mark: START,
    });
  }

  leaveLevel(): void {
    this.#keys.pop();
  }

  /** Remembers that the next token may be a key. */
  save(required: boolean): void {
    this.drop();
    const key = this.current;
    key.possible = true;
    key.required = required;
    key.tokenNumber = this.#queue.nextNumber;
    key.mark = this.#cursor.mark();
  }

  /** Gives up the candidate of this level. */
  drop(): void {
    const key = this.current;
    if (key.possible && key.required) {
      throw this.#cursor.scannerError("could not find expected ':'", key.mark);
    }
    key.possible = false;
  }

  /** Whether a `:` here would still make a key of it: on the same line, and not too far behind. */
  isValid(key: SimpleKey): boolean {
    if (!key.possible) {
      return false;
    }
    const cursor = this.#cursor;
    if (
      key.mark.line < cursor.line ||
      key.mark.index + MAX_KEY_LENGTH < cursor.pos
    ) {
      if (key.required) {
        throw cursor.scannerError("could not find expected ':'", key.mark);
      }
      key.possible = false;
      return false;
    }
    return true;
  }

  /** Whether the first token of the queue may still turn out to be a key. */
  firstTokenIsOpen(): boolean {
    const { firstNumber } = this.#queue;
    for (let level = this.#keys.length - 1; level >= 0; level -= 1) {
      const key = this.#keys[level];
      if (key.tokenNumber < firstNumber) {
        // The collection of this level has been taken, and the keys below are older still.
        return false;
      }
      if (key.possible && key.tokenNumber === firstNumber) {
        return this.isValid(key);
      }
    }
    return false;
  }
}
