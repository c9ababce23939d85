import { type JsonValue } from './value';

const SHORT = new Map<string, string>([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
]);

const UNSAFE =
  /["\\\u2028\u2029]|[^\x20-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const UNSAFE_HTML = new RegExp(`[<>&]|${UNSAFE.source}`);
const ALL_UNSAFE = new RegExp(UNSAFE.source, 'g');
const ALL_UNSAFE_HTML = new RegExp(UNSAFE_HTML.source, 'g');

function escape(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) {
    return short;
  }
  const code = character.charCodeAt(0);
  if (code >= 0xd800 && code <= 0xdfff) {
    return '\\ufffd';
  }
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

function stringifyString(text: string, html: boolean): string {
  if (!(html ? UNSAFE_HTML : UNSAFE).test(text)) {
    return `"${text}"`;
  }
  return `"${text.replace(html ? ALL_UNSAFE_HTML : ALL_UNSAFE, escape)}"`;
}

/** Go's number in JSON: as JavaScript's, but an integer keeps no sign of zero lost and nothing but finite numbers pass. */
function stringifyNumber(value: number): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : `${value < 0 ? '-' : '+'}Inf`;
    throw new TypeError(`json: unsupported value: ${name}`);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // UTF-8 sorts by code point, UTF-16 puts surrogates before the end of the basic plane.
      const xSurrogate = x >= 0xd800 && x <= 0xdfff;
      const ySurrogate = y >= 0xd800 && y <= 0xdfff;
      if (xSurrogate !== ySurrogate) {
        return xSurrogate ? 1 : -1;
      }
      return x - y;
    }
  }
  return a.length - b.length;
}

/** The keys of a JSON object in the order Go prints them: by their UTF-8 bytes. */
export function sortedKeys(object: object): string[] {
  return Object.keys(object).sort(compareBytes);
}

export interface GoJsonOptions {
  /** Escapes `<`, `>` and `&`, as json.Marshal does; default true. */
  escapeHtml?: boolean;
  /** What one level is indented by, as json.MarshalIndent; default none, on one line. */
  indent?: string;
}

interface Layout {
  html: boolean;
  indent?: string;
}

function write(value: JsonValue, layout: Layout, newline: string): string {
  switch (typeof value) {
    case 'string':
      return stringifyString(value, layout.html);
    case 'number':
      return stringifyNumber(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
  }
  if (value === null) {
    return 'null';
  }
  const inner = layout.indent === undefined ? '' : newline + layout.indent;
  const colon = layout.indent === undefined ? ':' : ': ';
  if (Array.isArray(value)) {
    if (value.length === 0) {
      return '[]';
    }
    const items = value.map(item => inner + write(item, layout, inner));
    return `[${items.join(',')}${newline}]`;
  }
  const entries: string[] = [];
  for (const key of sortedKeys(value)) {
    const entry = value[key];
    if (entry !== undefined) {
      entries.push(
        inner +
          stringifyString(key, layout.html) +
          colon +
          write(entry, layout, inner),
      );
    }
  }
  return entries.length === 0 ? '{}' : `{${entries.join(',')}${newline}}`;
}

/**
 * Prints a value as Go's `json.Marshal`: keys sorted by bytes, `<`, `>`, `&`, U+2028 and U+2029 escaped, every digit of a
 * bigint.
 *
 * @throws TypeError for NaN and infinities, in Go's words
 */
export function goJsonStringify(
  value: JsonValue,
  options: GoJsonOptions = {},
): string {
  const layout = {
    html: options.escapeHtml ?? true,
    indent: options.indent,
  };
  return write(value, layout, options.indent === undefined ? '' : '\n');
}
