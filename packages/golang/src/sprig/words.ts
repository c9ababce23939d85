import {
  isLetter,
  isNumber,
  isPunct,
  isSpace,
  isUpper,
  lowerOf,
} from '../unicode';

type WordKind =
  | 'invalid'
  | 'number'
  | 'upper'
  | 'letters'
  | 'connector'
  | 'punctuation'
  | 'other';

interface Word {
  kind: WordKind;
  text: string;
}

/** Stands for a byte that is no text; the character that has this meaning counts as one. */
const INVALID = '\ufffd';

/** Whether a character is a byte that is no UTF-8. */
function isLoneByte(character: string): boolean {
  return (
    character.length === 1 && character >= '\udc80' && character <= '\udcff'
  );
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character);
}

const IDEOGRAPH = /^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u;

/** A letter that is no ideograph. */
function isAlphabetic(character: string): boolean {
  return (
    isLetter(character) && (character < '\u3400' || !IDEOGRAPH.test(character))
  );
}

/** Cuts a text into words as xstrings does: at changes between numbers, capitals, other letters, connectors, punctuation. */
class Words {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#characters = [...text];
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** The next character that is text, and how many there are up to it; the one before where there is none. */
  #peek(at: number, before: string): [character: string, size: number] {
    let size = 0;
    while (at + size < this.#characters.length) {
      const character = this.#characters[at + size];
      size += 1;
      if (character !== INVALID && !isLoneByte(character)) {
        return [character, size];
      }
    }
    return [before, size];
  }

  /** The end of what goes on like this. */
  #while(
    from: number,
    first: string,
    belongs: (character: string) => boolean,
  ): number {
    let at = from;
    let character = first;
    while (at < this.#characters.length) {
      const [next, size] = this.#peek(at, character);
      character = next;
      if (!belongs(character)) break;
      at += size;
    }
    return at;
  }

  next(): Word {
    if (this.isAtEnd) {
      return { kind: 'invalid', text: '' };
    }
    const [first, size] = this.#peek(this.#at, INVALID);
    const from = this.#at + size;
    const [kind, end] = this.#read(first, from);
    const text = this.#characters.slice(this.#at, end).join('');
    this.#at = end;
    return { kind, text };
  }

  #read(first: string, from: number): [WordKind, number] {
    if (first === INVALID) return ['invalid', from];
    if (isConnector(first)) {
      return ['connector', this.#while(from, first, isConnector)];
    }
    if (isPunct(first)) {
      return ['punctuation', this.#while(from, first, isPunct)];
    }
    if (isUpper(first)) return ['upper', this.#afterCapital(first, from)];
    if (isAlphabetic(first)) {
      return ['letters', this.#while(from, first, isSmall)];
    }
    if (isNumber(first)) return ['number', this.#while(from, first, isNumber)];
    return ['other', this.#while(from, first, isOther)];
  }

  #afterCapital(first: string, from: number): number {
    if (from >= this.#characters.length) return from;
    const [second, size] = this.#peek(from, first);
    if (!isUpper(second)) {
      return isAlphabetic(second)
        ? this.#while(from + size, second, isSmall)
        : from;
    }
    let lastSize = size;
    let at = from + size;
    let character = second;
    while (at < this.#characters.length) {
      const [next, nextSize] = this.#peek(at, character);
      character = next;
      if (!isUpper(character)) break;
      lastSize = nextSize;
      at += nextSize;
    }
    // The last capital belongs to the word that follows: `HTTPStatus` is `HTTP` and `Status`.
    return at < this.#characters.length && isAlphabetic(character)
      ? at - lastSize
      : at;
  }
}

function isSmall(character: string): boolean {
  return isAlphabetic(character) && !isUpper(character);
}

function isOther(character: string): boolean {
  return !(
    isConnector(character) ||
    isAlphabetic(character) ||
    isNumber(character) ||
    isPunct(character)
  );
}

function lowered({ kind, text }: Word, connector: string): string {
  if (kind !== 'upper' && kind !== 'connector') return text;
  let out = '';
  for (const raw of text) {
    const character = isLoneByte(raw) ? INVALID : raw;
    if (isConnector(character)) out += connector;
    else out += isUpper(character) ? lowerOf(character) : character;
  }
  return out;
}

/**
 * Of xstrings: the words of a text in lower case with a connector between; a number goes with the word before, or with
 * small letters that follow it.
 */
export function joinWords(text: string, connector: '_' | '-'): string {
  const words = new Words(text);
  let out = '';
  const write = (word: Word) => {
    out += lowered(word, connector);
  };
  const connect = (kind: WordKind, ...without: WordKind[]) => {
    if (![...without, 'connector', 'punctuation'].includes(kind)) {
      out += connector;
    }
  };
  let word = words.next();
  /** Writes numbers and small letters up to another kind. */
  const writeAlphanumeric = () => {
    while (word.kind === 'letters' || word.kind === 'number') {
      write(word);
      word = words.next();
    }
  };
  while (!words.isAtEnd) {
    if (word.kind !== 'connector') write(word);
    const previous = word;
    word = words.next();
    if (previous.kind === 'number') {
      writeAlphanumeric();
      connect(word.kind, 'invalid');
    } else if (previous.kind === 'connector') {
      write(previous);
    } else if (previous.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        connect(word.kind);
      } else if (!words.isAtEnd) {
        const number = word;
        word = words.next();
        if (word.kind !== 'letters') {
          write(number);
          connect(word.kind);
        } else {
          out += connector;
          write(number);
          writeAlphanumeric();
          connect(word.kind, 'invalid');
        }
      }
    }
  }
  write(word);
  return out;
}
