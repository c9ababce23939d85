import { formatFloat } from '@sluice/golang/fmt';
import {
  GoError,
  type GoMap,
  GoObject,
  GoTime,
  type GoValue,
  Measure,
  entriesOf,
  floatOf,
  integerOf,
  isNil,
  itemsOf,
  sortedKeys,
  textOf,
  typeOf,
} from '@sluice/golang/value';
import { tomlTime } from './toml-time';

const MAX_DEPTH = 1_000;

const ESCAPES = new Map([
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

function quoted(text: string): string {
  let result = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    const escape = ESCAPES.get(character);
    if (escape !== undefined) result += escape;
    else if (code < 0x20 || code === 0x7f) {
      result += `\\u${code.toString(16).padStart(4, '0')}`;
    } else result += character;
  }
  return `"${result}"`;
}

function keyText(key: string): string {
  if (key === '') return '""';
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = formatFloat(value);
  return /[e.]/.test(text) ? text : `${text}.0`;
}

/** What TOML knows a value as; `tables` is a list of nothing but tables. */
type TomlKind = 'nil' | 'scalar' | 'list' | 'table' | 'tables';

function kindOf(value: GoValue): TomlKind {
  if (value === null || isNil(value)) return 'nil';
  if (value instanceof GoTime) return 'scalar';
  const items = itemsOf(value);
  if (items) return kindOfList(items);
  if (tableOf(value)) return 'table';
  if (
    typeof value === 'boolean' ||
    textOf(value) !== undefined ||
    integerOf(value) ||
    floatOf(value) !== undefined
  ) {
    return 'scalar';
  }
  throw new GoError(`unsupported type: ${typeOf(value)?.kind ?? 'invalid'}`);
}

function kindOfList(items: readonly GoValue[]): TomlKind {
  const kinds = items.map(kindOf);
  if (kinds.includes('nil')) {
    throw new GoError('toml: cannot encode array with nil element');
  }
  return kinds.length > 0 && kinds.every(kind => kind === 'table')
    ? 'tables'
    : 'list';
}

/** The fields of a struct, which keep their order. */
class FieldMap extends Map<string, GoValue> {}

/** The entries of a map, or the fields of a struct in their order. */
function tableOf(value: GoValue): GoMap | undefined {
  const entries = entriesOf(value);
  if (entries) return entries;
  if (!(value instanceof GoObject)) return undefined;
  const target = value.pointee();
  if (target instanceof GoObject || target instanceof Map) {
    return tableOf(target);
  }
  return value.type.kind === 'struct'
    ? new FieldMap(
        value
          .fields()
          .filter(({ name }) => /^\p{Lu}/u.test(name))
          .map((field): [string, GoValue] => [field.name, field.value]),
      )
    : undefined;
}

/** Writes TOML in the layout of BurntSushi/toml. */
class Encoder {
  #text = '';

  get text(): string {
    return this.#text;
  }

  #newline(): void {
    if (this.#text !== '') this.#text += '\n';
  }

  encode(key: readonly string[], value: GoValue): void {
    if (key.length > MAX_DEPTH) {
      throw new GoError('toml: the value nests too deeply');
    }
    const kind = kindOf(value);
    const table = kind === 'table' ? tableOf(value) : undefined;
    if (kind === 'nil') return;
    if (table) {
      if (key.length === 1) this.#newline();
      if (key.length > 0) this.#header(key, '[', ']');
      this.#entries(key, table);
    } else if (kind === 'tables') {
      this.#tables(key, itemsOf(value) ?? []);
    } else {
      this.#pair(key, value);
    }
  }

  #header(key: readonly string[], open: string, close: string): void {
    const path = key.map(keyText).join('.');
    this.#text += `${this.#indent(key)}${open}${path}${close}`;
    this.#newline();
  }

  #indent(key: readonly string[]): string {
    return '  '.repeat(key.length - 1);
  }

  #tables(key: readonly string[], items: readonly GoValue[]): void {
    if (key.length === 0)
      throw new GoError('toml: top-level values must be Go maps or structs');
    for (const item of items) {
      const table = tableOf(item);
      if (table) {
        this.#newline();
        this.#header(key, '[[', ']]');
        this.#entries(key, table);
      }
    }
  }

  /** What stands directly in a table goes before the tables in it. */
  #entries(key: readonly string[], table: GoMap): void {
    const { direct, below } = sortEntries(table);
    for (const name of [...direct, ...below]) {
      this.encode([...key, name], table.get(name) ?? null);
    }
  }

  #pair(key: readonly string[], value: GoValue): void {
    if (key.length === 0) {
      this.#text += element(value, 0);
      return;
    }
    this.#text += `${this.#indent(key)}${keyText(
      key[key.length - 1],
    )} = ${element(value, 0)}`;
    this.#newline();
  }
}

function sortEntries(table: GoMap): { direct: string[]; below: string[] } {
  const direct: string[] = [];
  const below: string[] = [];
  const names =
    table instanceof FieldMap ? [...table.keys()] : sortedKeys(table);
  for (const name of names) {
    const kind = kindOf(table.get(name) ?? null);
    if (kind === 'table' || kind === 'tables') below.push(name);
    else direct.push(name);
  }
  return { direct, below };
}

function inlineTable(table: GoMap, depth: number): string {
  const { direct, below } = sortEntries(table);
  const names = [...direct, ...below];
  let text = '';
  for (const [index, name] of names.entries()) {
    const value = table.get(name) ?? null;
    if (kindOf(value) !== 'nil') {
      text += `${keyText(name)} = ${element(value, depth + 1)}`;
      if (index !== names.length - 1) text += ', ';
    }
  }
  return `{${text}}`;
}

function element(value: GoValue, depth: number): string {
  if (depth > MAX_DEPTH) {
    throw new GoError('toml: the value nests too deeply');
  }
  const items = itemsOf(value);
  if (items) {
    return `[${items.map(item => element(item, depth + 1)).join(', ')}]`;
  }
  const text = textOf(value);
  if (text !== undefined) return quoted(text);
  if (typeof value === 'boolean') return String(value);
  const integer = integerOf(value);
  if (integer) return String(integer.value);
  const float = floatOf(value);
  if (float !== undefined) return floatText(float);
  if (value instanceof GoTime) return tomlTime(value);
  const table = tableOf(value);
  if (table) return inlineTable(table, depth);
  throw new GoError(`unexpected type: ${typeOf(value)?.name ?? '<nil>'}`);
}

/** Fails where a value would be too much once it is written out. */
function visitAll(value: GoValue, depth: number, measure: Measure): void {
  if (depth > MAX_DEPTH) {
    throw new GoError('toml: the value nests too deeply');
  }
  measure.visit(typeof value === 'string' ? value.length : 0);
  const inner = entriesOf(value)?.values() ?? itemsOf(value) ?? [];
  for (const each of inner) visitAll(each, depth + 1, measure);
}

/**
 * A value as TOML: sorted, what is no table first, tables indented by how deep they are.
 *
 * @throws GoError for what TOML cannot hold
 */
export function encodeToml(value: GoValue): string {
  if (value === null) {
    throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  }
  visitAll(value, 0, new Measure());
  const encoder = new Encoder();
  encoder.encode([], value);
  return encoder.text;
}
