import { quote } from '@sluice/golang/fmt';
import { GoError, type GoMap, type GoValue } from '@sluice/golang/value';
import { Runes } from './runes';

const MAX_INDEX = 65_536;
const MAX_NESTED_NAMES = 30;

/** The text ended where it may. */
export class EndOfText extends Error {}

/** How the parts of a line are written. */
export interface Dialect {
  /** Characters that end a name. */
  nameStops: string;
  /** Whether `\` takes the next character as it is. */
  escapes: boolean;
  /** Reads the value of a name or index; the end of the text is told by `end`. */
  readValue(runes: Runes): { value: GoValue; end?: boolean };
}

/** Sets an element; the list grows with nulls as needed. */
export function setIndex(
  list: GoValue[],
  index: number,
  value: GoValue,
): GoValue[] {
  if (index < 0) {
    throw new GoError(`negative ${index} index not allowed`);
  }
  if (index > MAX_INDEX) {
    throw new GoError(
      `index of ${index} is greater than maximum supported index of ${MAX_INDEX}`,
    );
  }
  while (list.length <= index) list.push(null);
  list[index] = value;
  return list;
}

function set(data: GoMap, key: string, value: GoValue): void {
  if (key !== '') data.set(key, value);
}

function goTypeName(value: GoValue): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof Map) return 'map[string]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    default:
      return 'int64';
  }
}

function conversionError(value: GoValue, wanted: string): GoError {
  return new GoError(
    `unable to parse key: interface conversion: interface {} is ${goTypeName(
      value,
    )}, not ${wanted}`,
  );
}

/** Reads `name=value` lines into a map; what is wrong is told as Helm tells it. */
export class Parser {
  readonly #runes: Runes;
  readonly #dialect: Dialect;

  constructor(text: string, dialect: Dialect) {
    this.#runes = new Runes(text);
    this.#dialect = dialect;
  }

  /** @throws GoError; what was read before it is in the map */
  parseInto(data: GoMap): void {
    try {
      for (;;) this.#key(data, 0);
    } catch (error) {
      if (!(error instanceof EndOfText)) throw error;
    }
  }

  #key(data: GoMap, level: number): void {
    const { nameStops, escapes } = this.#dialect;
    const { text: key, last } = this.#runes.until(nameStops, escapes);
    switch (last) {
      case undefined:
        if (key === '') throw new EndOfText();
        throw new GoError(`key ${quote(key)} has no value`);
      case '[':
        this.#indexed(data, key, level);
        return;
      case '=': {
        const { value, end } = this.#dialect.readValue(this.#runes);
        set(data, key, value);
        if (end) throw new EndOfText();
        return;
      }
      case ',':
        set(data, key, '');
        throw new GoError(`key ${quote(key)} has no value (cannot end with ,)`);
      default:
        this.#nested(data, key, level + 1);
    }
  }

  #indexed(data: GoMap, key: string, level: number): void {
    const index = this.#index();
    const known = data.get(key) ?? (data.has(key) ? null : []);
    if (!Array.isArray(known)) throw conversionError(known, '[]interface {}');
    set(data, key, known);
    this.#item(known, index, level);
  }

  #nested(data: GoMap, key: string, level: number): void {
    if (level > MAX_NESTED_NAMES) {
      throw new GoError(
        `value name nested level is greater than maximum supported nested level of ${MAX_NESTED_NAMES}`,
      );
    }
    const inner = data.get(key) ?? (data.has(key) ? null : new Map());
    if (!(inner instanceof Map)) {
      throw conversionError(inner, 'map[string]interface {}');
    }
    try {
      this.#key(inner, level);
    } finally {
      if (inner.size > 0) set(data, key, inner);
    }
    if (inner.size === 0) {
      throw new GoError(`key map ${quote(key)} has no value`);
    }
  }

  #index(): number {
    const { text, last } = this.#runes.until(']', this.#dialect.escapes);
    if (last === undefined) throw new EndOfText();
    if (!/^[-+]?[0-9]+$/.test(text)) {
      throw new GoError(
        `error parsing index: strconv.Atoi: parsing ${quote(
          text,
        )}: invalid syntax`,
      );
    }
    const index = Number(text);
    if (!Number.isSafeInteger(index)) {
      throw new GoError(
        `error parsing index: strconv.Atoi: parsing ${quote(
          text,
        )}: value out of range`,
      );
    }
    return index;
  }

  #item(list: GoValue[], index: number, level: number): GoValue[] {
    if (index < 0) {
      throw new GoError(`negative ${index} index not allowed`);
    }
    const { text, last } = this.#runes.until('[.=', this.#dialect.escapes);
    if (text !== '') {
      const shown = Array.from(text, rune => rune.codePointAt(0) ?? 0);
      throw new GoError(
        `unexpected data at end of array index: ${quotedRunes(shown)}`,
      );
    }
    if (last === undefined) throw new EndOfText();
    if (last === '=') {
      const { value } = this.#dialect.readValue(this.#runes);
      return setIndex(list, index, value);
    }
    return last === '['
      ? this.#nestedItem(list, index, level)
      : this.#objectItem(list, index, level);
  }

  #nestedItem(list: GoValue[], index: number, level: number): GoValue[] {
    const next = this.#index();
    const known = list[index] ?? [];
    if (!Array.isArray(known)) throw conversionError(known, '[]interface {}');
    return setIndex(list, index, this.#item(known, next, level));
  }

  #objectItem(list: GoValue[], index: number, level: number): GoValue[] {
    const known = list[index];
    const inner: GoMap = known instanceof Map ? known : new Map();
    if (index < list.length) list[index] = inner;
    this.#key(inner, level);
    return setIndex(list, index, inner);
  }
}

/** Go's `%q` of a list of runes. */
function quotedRunes(runes: number[]): string {
  const shown = runes.map(rune => {
    const text = quote(String.fromCodePoint(rune)).slice(1, -1);
    return `'${text === "'" ? "\\'" : text.replace('\\"', '"')}'`;
  });
  return `[${shown.join(' ')}]`;
}
