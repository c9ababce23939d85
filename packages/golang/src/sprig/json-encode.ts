import {
  GoBytes,
  GoError,
  GoFloat32,
  GoInteger,
  GoObject,
  GoSlice,
  GoTime,
  GoTypedMap,
  Measure,
  basicOf,
  hasInvalidBytes,
  sortedKeys,
  typeName,
  type GoMap,
  type GoValue,
} from '../value';
import { formatTime } from '../time';
import { formatFloat } from '../fmt';
import { limits } from './panics';

export interface EncodeOptions {
  /** Escapes `<`, `>` and `&`; true by default. */
  escapeHtml?: boolean;
  /** What a level is indented by; on one line by default. */
  indent?: string;
}

const SHORT = new Map<string, string>([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
]);

const UNSAFE = /["\\\u2028\u2029]|[^ -\uffff]/;
const UNSAFE_HTML = /["\\\u2028\u2029<>&]|[^ -\uffff]/;
/** Bytes that are no UTF-8. */
const NO_TEXT = /[\udc80-\udcff]/gu;
const EVERY_UNSAFE = new RegExp(UNSAFE, 'g');
const EVERY_UNSAFE_HTML = new RegExp(UNSAFE_HTML, 'g');

const escapeCharacter = (character: string) =>
  SHORT.get(character) ??
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Writes Go values as JSON. */
class Encoder {
  readonly #unsafe: RegExp;
  readonly #everyUnsafe: RegExp;
  readonly #indent: string | undefined;
  readonly #measure = new Measure();

  constructor({ escapeHtml = true, indent }: EncodeOptions) {
    this.#unsafe = escapeHtml ? UNSAFE_HTML : UNSAFE;
    this.#everyUnsafe = escapeHtml ? EVERY_UNSAFE_HTML : EVERY_UNSAFE;
    this.#indent = indent;
  }

  #text(text: string): string {
    const escaped = this.#unsafe.test(text)
      ? text.replace(this.#everyUnsafe, escapeCharacter)
      : text;
    return hasInvalidBytes(escaped)
      ? `"${escaped.replace(NO_TEXT, '\\ufffd')}"`
      : `"${escaped}"`;
  }

  value(value: GoValue, newline: string, depth: number): string {
    if (depth <= 0) {
      throw new GoError(
        `json: unsupported value: encountered a cycle via ${typeName(value)}`,
      );
    }
    this.#measure.visit(typeof value === 'string' ? value.length : 0);
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return float(value, 64);
      case 'boolean':
        return String(value);
      default:
    }
    if (value === null) return 'null';
    if (value instanceof GoInteger) return String(value.value);
    if (Array.isArray(value)) return this.#list(value, newline, depth);
    if (value instanceof Map) return this.#map(value, newline, depth);
    return this.#object(value, newline, depth);
  }

  #block(
    open: string,
    close: string,
    parts: readonly string[],
    newline: string,
  ): string {
    if (parts.length === 0) return open + close;
    if (this.#indent === undefined) return open + parts.join(',') + close;
    const inner = newline + this.#indent;
    return open + inner + parts.join(`,${inner}`) + newline + close;
  }

  #list(items: readonly GoValue[], newline: string, depth: number): string {
    const inner = newline + (this.#indent ?? '');
    return this.#block(
      '[',
      ']',
      items.map(item => this.value(item, inner, depth - 1)),
      newline,
    );
  }

  #entry(key: string, value: GoValue, newline: string, depth: number): string {
    const inner = newline + (this.#indent ?? '');
    const colon = this.#indent === undefined ? ':' : ': ';
    return this.#text(key) + colon + this.value(value, inner, depth - 1);
  }

  #map(entries: GoMap, newline: string, depth: number): string {
    return this.#block(
      '{',
      '}',
      sortedKeys(entries).map(key =>
        this.#entry(key, entries.get(key) ?? null, newline, depth),
      ),
      newline,
    );
  }

  #object(value: GoObject, newline: string, depth: number): string {
    if (value instanceof GoSlice) {
      return value.isNil ? 'null' : this.#list(value.items, newline, depth);
    }
    if (value instanceof GoTypedMap) {
      return value.isNil ? 'null' : this.#map(value.entries, newline, depth);
    }
    if (value instanceof GoBytes) {
      return value.isNil
        ? 'null'
        : `"${Buffer.from(value.bytes).toString('base64')}"`;
    }
    if (value instanceof GoFloat32) return float(value.value, 32);
    if (value instanceof GoTime) return time(value);
    const text = value.jsonText();
    if (text !== undefined) return this.#text(text);
    const basic = basicOf(value);
    if (basic !== value) return this.value(basic, newline, depth - 1);
    const target = value.pointee();
    if (target !== undefined) return this.value(target, newline, depth - 1);
    if (value.type.kind !== 'struct' && value.type.kind !== 'ptr') {
      throw new GoError(`json: unsupported type: ${value.type.name}`);
    }
    return this.#block(
      '{',
      '}',
      value
        .jsonFields()
        .map(field => this.#entry(field.name, field.value, newline, depth)),
      newline,
    );
  }
}

function float(value: number, bits: 32 | 64): string {
  if (!Number.isFinite(value)) {
    throw new GoError(`json: unsupported value: ${formatFloat(value)}`);
  }
  if (bits === 32) {
    const shortest = Number(formatFloat(value, 32));
    return float(shortest, 64);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function time(value: GoTime): string {
  const { year } = value.clock();
  if (year < 0 || year > 9999) {
    throw new GoError(
      'json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]',
    );
  }
  return `"${formatTime('2006-01-02T15:04:05.999999999Z07:00', value)}"`;
}

/**
 * Go's `json.Marshal` (or `MarshalIndent`) of any Go value: keys sorted, times and versions as texts, bytes as base64, nil slices and maps
 * as null.
 *
 * @throws GoError in Go's words for NaN, infinities, functions, and values that hold themselves
 */
export function encodeJson(
  value: GoValue,
  options: EncodeOptions = {},
): string {
  return new Encoder(options).value(
    value,
    options.indent === undefined ? '' : '\n',
    limits.depth,
  );
}
