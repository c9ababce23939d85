/** Says whether a character belongs to the word being read; `length` counts bytes with it. */
export type Accept = (code: number, length: number) => boolean;

export type ScannedToken = 'end' | 'word' | 'open' | 'close' | 'illegal';

/** What a scan looks for besides the end. */
export interface ScanMode {
  word?: Accept;
  /** Recognises `${`. */
  open?: boolean;
  /** Recognises `}`. */
  close?: boolean;
  /** Takes `\/`, `\\` and `$$` for the second character of them. */
  escape?: boolean;
}

const DOLLAR = 0x24;
const BACKSLASH = 0x5c;

/** The length in bytes of the character whose first byte this is. */
function sequenceLength(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) {
    return 1;
  }
  if (byte < 0xe0) {
    return 2;
  }
  return byte < 0xf0 ? 3 : 4;
}

/**
 * Reads the inside of an expression character by character. How far it steps back is the width of the character read last, even
 * where that was only looked at: results depend on it, and they are Flux's.
 */
export class ExpressionScanner {
  readonly #bytes: string;
  #width = 0;
  #word = '';
  pos: number;

  constructor(bytes: string, pos: number) {
    this.#bytes = bytes;
    this.pos = pos;
  }

  /** The word that the last scan read. */
  get word(): string {
    return this.#word;
  }

  /** The code point here, or 0 at the end. */
  read(): number {
    if (this.pos >= this.#bytes.length) {
      this.#width = 0;
      return 0;
    }
    const first = this.#bytes.charCodeAt(this.pos);
    if (first < 0x80) {
      this.#width = 1;
      this.pos += 1;
      return first;
    }
    const width = Math.min(
      sequenceLength(first),
      this.#bytes.length - this.pos,
    );
    const text = Buffer.from(
      this.#bytes.slice(this.pos, this.pos + width),
      'latin1',
    ).toString('utf8');
    const code = text.codePointAt(0) ?? 0;
    this.#width = code === 0xfffd && text.length > 1 ? 1 : width;
    this.pos += this.#width;
    return code;
  }

  unread(): void {
    this.pos -= this.#width;
  }

  peek(): number {
    const code = this.read();
    this.unread();
    return code;
  }

  scan(mode: ScanMode): ScannedToken {
    this.#word = '';
    const start = this.pos;
    const code = this.read();
    if (code === 0) {
      return 'end';
    }
    if (this.#isOpen(code, mode)) {
      return 'open';
    }
    if (mode.close && code === 0x7d) {
      return 'close';
    }
    if (
      mode.word !== undefined &&
      this.#scanWord(code, start, mode.word, mode)
    ) {
      return 'word';
    }
    return 'illegal';
  }

  #isOpen(code: number, mode: ScanMode): boolean {
    if (!mode.open || code !== DOLLAR) {
      return false;
    }
    if (this.read() === 0x7b) {
      return true;
    }
    this.unread();
    return false;
  }

  #isEscape(code: number, mode: ScanMode): boolean {
    if (!mode.escape || (code !== DOLLAR && code !== BACKSLASH)) {
      return false;
    }
    const next = this.peek();
    return code === DOLLAR
      ? next === DOLLAR
      : next === BACKSLASH || next === 0x2f;
  }

  #scanWord(
    first: number,
    start: number,
    accept: Accept,
    mode: ScanMode,
  ): boolean {
    let from = start;
    let escapes = 0;
    const skipEscape = () => {
      this.#word += this.#bytes.slice(from, this.pos - 1);
      from = this.pos;
      this.pos += 1;
      escapes += 1;
    };
    if (this.#isEscape(first, mode)) {
      skipEscape();
    } else if (!accept(first, this.pos - start)) {
      return false;
    }
    for (;;) {
      const code = this.read();
      if (code === 0) {
        break;
      }
      if (this.#isOpen(code, mode)) {
        this.unread();
        this.unread();
        break;
      }
      if (this.#isEscape(code, mode)) {
        skipEscape();
      } else if (!accept(code, this.pos - start - escapes)) {
        this.unread();
        break;
      }
    }
    this.#word += this.#bytes.slice(from, this.pos);
    return true;
  }
}
