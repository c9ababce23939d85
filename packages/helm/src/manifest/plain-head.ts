/** What the head of a manifest says. */
export interface ManifestHead {
  apiVersion: string;
  kind: string;
  name: string;
  annotations: ReadonlyMap<string, string>;
}

/** `key:` before a value or the end of a line. */
const ENTRY =
  /(?:"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z_$]|\.[a-z]{5})([\w./$()-]*)):(?= |\n)/y;

/** What YAML 1.1 takes for something else than text. */
const RESERVED = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

const QUOTED = /^(?:"[^"\\]*"|'[^']*')$/;
const TEXT = /^(?:[A-Za-z_/$(\\]|--?[A-Za-z]|\.\.?\/|\.[A-Za-z]{4})/;
const NUMBER =
  /^(?:-?[0-9]{1,9}(?:\.[0-9]{1,9})*|[0-9]{1,9}(?:[A-Za-z]{1,2}|%)|[0-9]+\.[0-9]+\.[0-9]+[\w.+-]*)$/;
/** A checksum that can be no number. */
const DIGEST = /^(?=[0-9]*e?[0-9]*[a-df])[0-9a-f]+$/;
const DIGEST_LENGTH = 64;
const FLOW_MAPPING =
  /^(?:\{\}|\{[A-Za-z]\w*: [A-Za-z0-9]\w{0,30}(?:, [A-Za-z]\w*: [A-Za-z0-9]\w{0,30})*\})$/;
const FLOW_SEQUENCE =
  /^\[(?:(?:"[^"\\]*"|'[^']*'|[A-Za-z]\w*)(?:, ?(?:"[^"\\]*"|'[^']*'|[A-Za-z]\w*))*)?\]$/;
const FLOW_RESERVED =
  /[{ ](?:y|yes|n|no|on|off|true|false|null):|: [0-9]+[eE]/i;
const BLOCK_SCALAR = /^[|>][+-]?$/;

const MAX_DEPTH = 100;
const MAX_LENGTH = 16 * 1024 * 1024;
/** Go's reader wants the colon behind a key within 1,024 characters. */
const MAX_KEY_LENGTH = 500;

type Place = 'root' | 'metadata' | 'annotations' | 'elsewhere';

/** The fields that are read, in each place; Go finds them in any case. */
const fields: Readonly<Record<Place, readonly string[]>> = {
  root: ['apiVersion', 'kind', 'metadata'],
  metadata: ['name', 'annotations'],
  annotations: [],
  elsewhere: [],
};

interface Collection {
  indent: number;
  kind: 'mapping' | 'sequence';
  place: Place;
}

function isPlain(value: string): boolean {
  if (NUMBER.test(value)) return true;
  if (value.length === DIGEST_LENGTH && DIGEST.test(value)) return true;
  return (
    TEXT.test(value) &&
    !value.includes(': ') &&
    !value.includes(' #') &&
    !value.endsWith(':')
  );
}

/** The text of a value that is text beyond doubt. */
function textOf(value: string): string | undefined {
  if (QUOTED.test(value)) return value.slice(1, -1);
  return TEXT.test(value) && isPlain(value) && !RESERVED.test(value)
    ? value
    : undefined;
}

function isSimple(value: string): boolean {
  return (
    isPlain(value) ||
    QUOTED.test(value) ||
    FLOW_SEQUENCE.test(value) ||
    (FLOW_MAPPING.test(value) && !FLOW_RESERVED.test(value))
  );
}

/** Reads a manifest line by line, as long as there is no doubt about what YAML makes of it. */
class PlainManifest {
  readonly #text: string;
  readonly #open: Collection[] = [];
  readonly #found = new Map<string, string>();
  readonly annotations = new Map<string, string>();
  #at = 0;
  /** Whether the innermost collection waits for the value of its last entry, and where that is. */
  #pending: Place | undefined = 'root';

  constructor(text: string) {
    this.#text = text.endsWith('\n') ? text : `${text}\n`;
  }

  read(): boolean {
    const text = this.#text;
    if (text.startsWith('---\n')) this.#at = 4;
    while (this.#at < text.length) {
      const start = this.#at;
      while (text.charCodeAt(this.#at) === 0x20) this.#at += 1;
      const end = text.indexOf('\n', this.#at);
      const first = text.charCodeAt(this.#at);
      if (
        this.#at !== end &&
        first !== 0x23 &&
        !this.#line(this.#at - start, start, end)
      ) {
        return false;
      }
      if (this.#at <= end) this.#at = end + 1;
    }
    return this.#open.length > 0;
  }

  field(name: string): string {
    return this.#found.get(name) ?? '';
  }

  /** One line that says something; leaves the position behind it, or behind the text that follows it. */
  #line(indent: number, start: number, end: number): boolean {
    const open = this.#open;
    while (open.length > 0 && open[open.length - 1].indent > indent) {
      open.pop();
      this.#pending = undefined;
    }
    const text = this.#text;
    let column = indent;
    while (
      text.charCodeAt(start + column) === 0x2d &&
      (text.charCodeAt(start + column + 1) === 0x20 ||
        start + column + 1 === end)
    ) {
      if (!this.#item(column)) return false;
      column += 1;
      while (text.charCodeAt(start + column) === 0x20) column += 1;
      if (start + column === end) return true;
    }
    ENTRY.lastIndex = start + column;
    const entry = ENTRY.exec(text);
    if (entry === null) {
      const value = text.slice(start + column, end);
      return column > indent
        ? this.#value(value, end)
        : this.#empty(indent, value);
    }
    if (!this.#key(column)) return false;
    return this.#entry(
      entry[1] ?? entry[2] ?? entry[3] + entry[4],
      entry[3] !== undefined,
      text.slice(ENTRY.lastIndex, end).trim(),
      end,
    );
  }

  /** A dash: the next item of a sequence, or the first. */
  #item(column: number): boolean {
    const top = this.#open.at(-1);
    if (top?.kind !== 'sequence' || top.indent !== column) {
      const under = top === undefined ? -1 : top.indent;
      const fits =
        under < column || (under === column && top?.kind === 'mapping');
      if (!fits || this.#pending !== 'elsewhere') return false;
      if (!this.#begin('sequence', column)) return false;
    }
    this.#pending = 'elsewhere';
    return true;
  }

  /** A key: of the innermost mapping, or the first of a new one. */
  #key(column: number): boolean {
    let top = this.#open.at(-1);
    if (top?.kind === 'sequence' && top.indent === column) {
      this.#open.pop();
      this.#pending = undefined;
      top = this.#open.at(-1);
    }
    if (top?.indent === column) return top.kind === 'mapping';
    return (
      (top === undefined ? column === 0 : top.indent < column) &&
      this.#begin('mapping', column)
    );
  }

  #begin(kind: Collection['kind'], indent: number): boolean {
    const place = this.#pending;
    if (place === undefined || this.#open.length > MAX_DEPTH) return false;
    this.#open.push({ indent, kind, place });
    return true;
  }

  #entry(key: string, plain: boolean, value: string, end: number): boolean {
    const place = this.#open[this.#open.length - 1].place;
    if (key.length > MAX_KEY_LENGTH || (plain && RESERVED.test(key))) {
      return false;
    }
    if (place === 'elsewhere') {
      if (value !== '') return this.#value(value, end);
      this.#pending = 'elsewhere';
      return true;
    }
    return this.#fieldEntry(place, key, value, end);
  }

  /** An entry where something is read. */
  #fieldEntry(place: Place, key: string, value: string, end: number): boolean {
    if (place === 'annotations') {
      const text = textOf(value);
      if (text === undefined || this.annotations.has(key)) return false;
      this.annotations.set(key, text);
      this.#pending = undefined;
      return true;
    }
    if (!fields[place].includes(key)) {
      const folded = key.toLowerCase();
      if (fields[place].some(name => name.toLowerCase() === folded)) {
        return false;
      }
      if (value !== '') return this.#value(value, end);
      this.#pending = 'elsewhere';
      return true;
    }
    if (this.#found.has(key)) return false;
    if (key === 'metadata' || key === 'annotations') {
      if (value !== '' && !(key === 'annotations' && value === '{}')) {
        return false;
      }
      this.#found.set(key, '');
      this.#pending = value === '' ? key : undefined;
      return true;
    }
    const text = textOf(value);
    if (text === undefined) return false;
    this.#found.set(key, text);
    this.#pending = undefined;
    return true;
  }

  /** `{}` or `[]` on a line below its key. */
  #empty(indent: number, value: string): boolean {
    const top = this.#open.at(-1);
    const place = this.#pending;
    if (top === undefined || top.indent >= indent) return false;
    this.#pending = undefined;
    return place === 'elsewhere'
      ? value === '{}' || value === '[]'
      : place === 'annotations' && value === '{}';
  }

  /** The value of an entry or an item, which nothing is read of. */
  #value(value: string, end: number): boolean {
    this.#pending = undefined;
    const trimmed = value.trimEnd();
    if (BLOCK_SCALAR.test(trimmed)) return this.#blockScalar(end + 1);
    return isSimple(trimmed);
  }

  /** The lines of a text, which are indented by what its first line is. */
  #blockScalar(from: number): boolean {
    const text = this.#text;
    const around = this.#open[this.#open.length - 1].indent;
    let at = from;
    let indent = -1;
    while (at < text.length) {
      let first = at;
      while (text.charCodeAt(first) === 0x20) first += 1;
      const end = text.indexOf('\n', first);
      if (first === end) {
        if (indent < 0 && first > at) return false;
      } else {
        const own = first - at;
        if (own <= around) break;
        if (indent < 0) indent = own;
        if (own < indent) return false;
      }
      at = end + 1;
    }
    this.#at = at;
    return true;
  }
}

/**
 * The head of a manifest as most are: mappings and sequences in blocks, values on their lines and texts in blocks, all of it ASCII. Reading one
 * costs a fraction of what YAML takes, and the heads of all objects are read before the first is printed.
 *
 * @returns `undefined` for a manifest that YAML has to judge, whether it is valid or not
 */
export function plainHead(text: string): ManifestHead | undefined {
  if (text.length > MAX_LENGTH || /[^\n\x20-\x7e]/.test(text)) {
    return undefined;
  }
  const manifest = new PlainManifest(text);
  if (!manifest.read()) return undefined;
  return {
    apiVersion: manifest.field('apiVersion'),
    kind: manifest.field('kind'),
    name: manifest.field('name'),
    annotations: manifest.annotations,
  };
}
