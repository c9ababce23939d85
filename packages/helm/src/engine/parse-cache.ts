import { type ParsedText, parseTemplate } from '@sluice/golang/template';

const MAX_CHARACTERS = 8 * 1024 * 1024;

/** Parsed texts, the ones used last kept: charts are rendered again and again, and `tpl` sees the same texts in every template. */
export class ParseCache {
  readonly #parsed = new Map<string, ParsedText>();
  readonly #functions: ReadonlyMap<string, unknown>;
  #characters = 0;

  /** `functions`: the names that templates may call. */
  constructor(functions: ReadonlyMap<string, unknown>) {
    this.#functions = functions;
  }

  /** @throws TemplateParseError */
  parse(name: string, text: string): ParsedText {
    const key = `${name}\n${text}`;
    const known = this.#parsed.get(key);
    if (known) {
      // What is asked for again goes last.
      this.#parsed.delete(key);
      this.#parsed.set(key, known);
      return known;
    }
    const parsed = parseTemplate(name, text, { functions: this.#functions });
    this.#parsed.set(key, parsed);
    this.#characters += key.length;
    for (const oldest of this.#parsed.keys()) {
      if (this.#characters <= MAX_CHARACTERS) break;
      this.#parsed.delete(oldest);
      this.#characters -= oldest.length;
    }
    return parsed;
  }
}
