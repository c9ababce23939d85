import { SubstitutionError } from './error';

/** Comparisons one removal may take: texts and patterns may both be somebody's attack. */
const MAX_STEPS = 20_000_000;

/** Go's path.ErrBadPattern: the caller then leaves the text as it is. */
export class BadPatternError extends Error {
  constructor() {
    super('syntax error in pattern');
    this.name = 'BadPatternError';
  }
}

interface Chunk {
  star: boolean;
  pattern: string;
}

function splitChunks(pattern: string): Chunk[] {
  const chunks: Chunk[] = [];
  let pos = 0;
  while (pos < pattern.length) {
    let star = false;
    while (pattern[pos] === '*') {
      star = true;
      pos += 1;
    }
    const from = pos;
    let inRange = false;
    for (; pos < pattern.length; pos += 1) {
      const c = pattern[pos];
      if (c === '\\') {
        pos += pos + 1 < pattern.length ? 1 : 0;
      } else if (c === '[') {
        inRange = true;
      } else if (c === ']') {
        inRange = false;
      } else if (c === '*' && !inRange) {
        break;
      }
    }
    chunks.push({ star, pattern: pattern.slice(from, pos) });
  }
  return chunks;
}

/** The character of UTF-8 at a place in a byte string, and its width. */
function decodeAt(bytes: string, pos: number): [number, number] {
  const first = bytes.charCodeAt(pos);
  if (first < 0x80) {
    return [first, 1];
  }
  for (let width = 2; width <= 4 && pos + width <= bytes.length; width += 1) {
    const text = Buffer.from(bytes.slice(pos, pos + width), 'latin1').toString(
      'utf8',
    );
    const code = text.codePointAt(0) ?? 0xfffd;
    if (!text.includes('\ufffd') && text.length === (code > 0xffff ? 2 : 1)) {
      return [code, width];
    }
  }
  return [0xfffd, 1];
}

/** Matches byte strings against `*`, `?`, `[…]` and `\` as Flux's copy of Go's path.Match, in which `/` is nothing special. */
export class ShellPattern {
  readonly #chunks: Chunk[];
  #steps = 0;

  constructor(pattern: string) {
    this.#chunks = splitChunks(pattern);
  }

  /**
   * @throws BadPatternError
   * @throws SubstitutionError when matching takes too long
   */
  matches(name: string, end: number): boolean {
    let pos = 0;
    for (let index = 0; index < this.#chunks.length; index += 1) {
      const { star, pattern } = this.#chunks[index];
      const last = index === this.#chunks.length - 1;
      if (star && pattern === '') {
        return true;
      }
      const next = this.#matchChunk(pattern, name, pos, end);
      if (next !== -1 && (next === end || !last)) {
        pos = next;
      } else {
        const found = star ? this.#search(pattern, name, pos, end, last) : -1;
        if (found === -1) {
          return false;
        }
        pos = found;
      }
    }
    return pos === end;
  }

  #search(
    pattern: string,
    name: string,
    pos: number,
    end: number,
    last: boolean,
  ): number {
    for (let at = pos + 1; at <= end; at += 1) {
      const next = this.#matchChunk(pattern, name, at, end);
      if (next !== -1 && !(last && next < end)) {
        return next;
      }
    }
    return -1;
  }

  /** Where the match ends, or -1. */
  #matchChunk(chunk: string, name: string, from: number, end: number): number {
    let pos = from;
    let at = 0;
    while (at < chunk.length) {
      this.#steps += 1;
      if (this.#steps > MAX_STEPS) {
        throw new SubstitutionError('pattern takes too long to match');
      }
      if (pos >= end) {
        return -1;
      }
      const c = chunk[at];
      if (c === '[') {
        const [code, width] = decodeAt(
          name.slice(pos, Math.min(end, pos + 4)),
          0,
        );
        const range = matchRange(chunk, at + 1, code);
        if (!range.matched) {
          return -1;
        }
        at = range.end;
        pos += width;
      } else if (c === '?') {
        pos += decodeAt(name.slice(pos, Math.min(end, pos + 4)), 0)[1];
        at += 1;
      } else {
        at += c === '\\' ? 1 : 0;
        if (at >= chunk.length) {
          throw new BadPatternError();
        }
        if (chunk[at] !== name[pos]) {
          return -1;
        }
        pos += 1;
        at += 1;
      }
    }
    return pos;
  }
}

function matchRange(
  chunk: string,
  from: number,
  code: number,
): { matched: boolean; end: number } {
  let at = from;
  const negated = chunk[at] === '^';
  at += negated ? 1 : 0;
  let matched = false;
  for (let ranges = 0; ; ranges += 1) {
    if (chunk[at] === ']' && ranges > 0) {
      return { matched: matched !== negated, end: at + 1 };
    }
    const [low, afterLow] = rangeEnd(chunk, at);
    let high = low;
    at = afterLow;
    if (chunk[at] === '-') {
      [high, at] = rangeEnd(chunk, at + 1);
    }
    matched ||= low <= code && code <= high;
  }
}

function rangeEnd(chunk: string, from: number): [number, number] {
  let at = from;
  if (at >= chunk.length || chunk[at] === '-' || chunk[at] === ']') {
    throw new BadPatternError();
  }
  at += chunk[at] === '\\' ? 1 : 0;
  if (at >= chunk.length) {
    throw new BadPatternError();
  }
  const [code, width] = decodeAt(chunk, at);
  if ((code === 0xfffd && width === 1) || at + width >= chunk.length) {
    throw new BadPatternError();
  }
  return [code, at + width];
}
