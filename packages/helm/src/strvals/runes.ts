/** Reads a text character by character. */
export class Runes {
  readonly #runes: string[];
  #at = 0;

  constructor(text: string) {
    this.#runes = Array.from(text);
  }

  /** The next character; undefined at the end. */
  next(): string | undefined {
    const rune = this.#runes[this.#at];
    this.#at += rune === undefined ? 0 : 1;
    return rune;
  }

  /** The next character, left where it is. */
  peek(): string | undefined {
    return this.#runes[this.#at];
  }

  /** What is left. */
  rest(): string {
    return this.#runes.slice(this.#at).join('');
  }

  /** Passes over as many characters as a text has. */
  skip(text: string): void {
    this.#at += Array.from(text).length;
  }

  /** Everything up to one of the characters, which is passed over; `last` is undefined at the end. */
  until(stop: string, escapes: boolean): { text: string; last?: string } {
    let text = '';
    for (;;) {
      const rune = this.next();
      if (rune === undefined) return { text };
      if (stop.includes(rune)) return { text, last: rune };
      if (escapes && rune === '\\') {
        const escaped = this.next();
        if (escaped === undefined) return { text };
        text += escaped;
      } else {
        text += rune;
      }
    }
  }
}
