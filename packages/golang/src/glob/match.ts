/** A pattern that Go's `filepath.Match` refuses. */
export class BadPatternError extends Error {
  constructor() {
    super('syntax error in pattern');
    this.name = 'BadPatternError';
  }
}

const SEPARATOR = '/';

/** What stands between two runs of stars. */
interface Chunk {
  star: boolean;
  pattern: string[];
}

function splitChunks(pattern: string[]): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < pattern.length) {
    let star = false;
    while (pattern[at] === '*') {
      star = true;
      at += 1;
    }
    const from = at;
    let inRange = false;
    for (; at < pattern.length; at += 1) {
      const c = pattern[at];
      if (c === '\\') {
        at += at + 1 < pattern.length ? 1 : 0;
      } else if (c === '[') {
        inRange = true;
      } else if (c === ']') {
        inRange = false;
      } else if (c === '*' && !inRange) {
        break;
      }
    }
    chunks.push({ star, pattern: pattern.slice(from, at) });
  }
  return chunks;
}

/** One end of a range and where it ends. */
function rangeEnd(chunk: string[], from: number): [string, number] {
  let at = from;
  const c = chunk[at];
  if (c === undefined || c === '-' || c === ']') {
    throw new BadPatternError();
  }
  at += c === '\\' ? 1 : 0;
  if (at + 1 >= chunk.length) {
    throw new BadPatternError();
  }
  return [chunk[at], at + 1];
}

const codeOf = (character: string) => character.codePointAt(0) ?? 0;

function matchRange(
  chunk: string[],
  from: number,
  character: string | undefined,
): { matched: boolean; end: number } {
  const code = character === undefined ? -1 : codeOf(character);
  const negated = chunk[from] === '^';
  let at = from + (negated ? 1 : 0);
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
    matched ||= codeOf(low) <= code && code <= codeOf(high);
  }
}

/** Where the match ends, or -1; reads the whole chunk even so, to find what is wrong with it. */
function matchChunk(chunk: string[], name: string[], from: number): number {
  let failed = false;
  let pos = from;
  let at = 0;
  while (at < chunk.length) {
    failed ||= pos >= name.length;
    const c = chunk[at];
    if (c === '[') {
      const range = matchRange(chunk, at + 1, failed ? undefined : name[pos]);
      at = range.end;
      failed ||= !range.matched;
    } else if (c === '?') {
      failed ||= name[pos] === SEPARATOR;
      at += 1;
    } else {
      at += c === '\\' ? 1 : 0;
      if (at >= chunk.length) {
        throw new BadPatternError();
      }
      failed ||= chunk[at] !== name[pos];
      at += 1;
    }
    pos += 1;
  }
  return failed ? -1 : pos;
}

/** A compiled pattern. */
export class Glob {
  readonly #chunks: Chunk[];

  constructor(pattern: string) {
    this.#chunks = splitChunks(Array.from(pattern));
  }

  /**
   * Whether the whole name matches; stars and question marks stand for anything but `/`.
   *
   * @throws BadPatternError when the matching comes to a part that is wrong; as in Go, a name may fail before
   */
  matches(text: string): boolean {
    const name = Array.from(text);
    let pos = 0;
    for (let index = 0; index < this.#chunks.length; index += 1) {
      const { star, pattern } = this.#chunks[index];
      const last = index === this.#chunks.length - 1;
      if (star && pattern.length === 0) {
        return !name.includes(SEPARATOR, pos);
      }
      const next = matchChunk(pattern, name, pos);
      if (next !== -1 && (next === name.length || !last)) {
        pos = next;
      } else {
        pos = star ? search(pattern, name, pos, last) : -1;
        if (pos === -1) {
          return false;
        }
      }
    }
    return pos === name.length;
  }
}

function search(
  pattern: string[],
  name: string[],
  from: number,
  last: boolean,
): number {
  for (let i = from; i < name.length && name[i] !== SEPARATOR; i += 1) {
    const next = matchChunk(pattern, name, i + 1);
    if (next !== -1 && !(last && next < name.length)) {
      return next;
    }
  }
  return -1;
}

/**
 * Go's `filepath.Match` on a system whose separator is `/`: `*`, `?`, `[a-z]`, `[^a-z]` and `\` to escape. gitignore
 * rules use it for each segment of a path.
 *
 * @throws BadPatternError
 */
export function matchGlob(pattern: string, name: string): boolean {
  return new Glob(pattern).matches(name);
}
