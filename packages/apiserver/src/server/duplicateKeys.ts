import { badRequest } from './apiFailure';

const maxReported = 20;
const maxDepth = 1000;

class Scanner {
  readonly found: string[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: string, depth: number): void {
    if (depth > maxDepth) {
      throw badRequest('json: exceeded max depth');
    }
    this.#space();
    switch (this.#text[this.#at]) {
      case '{':
        this.#object(path, depth);
        break;
      case '[':
        this.#array(path, depth);
        break;
      case '"':
        this.#string();
        break;
      default:
        this.#scalar();
    }
  }

  #object(path: string, depth: number): void {
    this.#at++;
    const seen = new Set<string>();
    this.#space();
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}') {
      const key = this.#key();
      const field = path === '' ? key : `${path}.${key}`;
      if (seen.has(key) && this.found.length < maxReported) {
        this.found.push(`duplicate field ${JSON.stringify(field)}`);
      }
      seen.add(key);
      this.#space();
      this.#at++;
      this.value(field, depth + 1);
      this.#separator();
    }
    this.#at++;
  }

  #array(path: string, depth: number): void {
    this.#at++;
    this.#space();
    let index = 0;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ']') {
      this.value(`${path}[${index}]`, depth + 1);
      index++;
      this.#separator();
    }
    this.#at++;
  }

  #separator(): void {
    this.#space();
    if (this.#text[this.#at] === ',') {
      this.#at++;
      this.#space();
    }
  }

  #key(): string {
    const start = this.#at;
    this.#string();
    const raw = this.#text.slice(start + 1, this.#at - 1);
    return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
  }

  #string(): void {
    let at = this.#at + 1;
    while (at < this.#text.length) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x5c) {
        at += 2;
      } else if (code === 0x22) {
        break;
      } else {
        at++;
      }
    }
    this.#at = at + 1;
  }

  #scalar(): void {
    const start = this.#at;
    while (
      this.#at < this.#text.length &&
      !',]} \t\r\n'.includes(this.#text[this.#at])
    ) {
      this.#at++;
    }
    if (this.#at === start) {
      this.#at++;
    }
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) {
      this.#at++;
    }
  }
}

/**
 * Paths of object keys that a JSON text repeats, as the real server reports them (`duplicate field "data.x"`). The text has
 * been parsed before, so it is known to be valid. Throws a 400 when it is nested too deeply.
 */
export function duplicateFields(text: string): string[] {
  const scanner = new Scanner(text);
  scanner.value('', 0);
  return scanner.found;
}
