import { GoError } from './value';

/** A value is larger than what may be made of it: no function goes on with it. */
export class ValueLimitError extends GoError {
  constructor(message: string) {
    super(message);
    this.name = 'ValueLimitError';
  }
}

/** What one value within others counts for, beside the characters of texts. */
const COST = 64;

/**
 * Counts what is visited of a value. A value that holds another one twice, and that a third one twice, is small in memory and
 * endless once it is written out.
 */
export class Measure {
  readonly #characters: number;
  #left: number;

  /** @param characters how many there may be in all; a value within others counts for 64. Default: 100 million. */
  constructor(characters = 100_000_000) {
    this.#characters = characters;
    this.#left = characters;
  }

  /**
   * Counts a value.
   *
   * @param length of a text
   * @throws ValueLimitError
   */
  visit(length = 0): void {
    this.#left -= COST + length;
    if (this.#left < 0) {
      throw new ValueLimitError(
        `a value is larger than the limit of ${this.#characters} characters`,
      );
    }
  }
}
