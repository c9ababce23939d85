import type { JsonValue } from '@sluice/golang/json';
import { isJsonObject } from './value';

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeQuoted(char: string): string {
  if (Object.hasOwn(SHORT_ESCAPES, char)) {
    return SHORT_ESCAPES[char];
  }
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) {
    return `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A text as Go's `%q` prints it. */
export function quote(text: string): string {
  return `"${text.replace(
    /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
    escapeQuoted,
  )}"`;
}

function exponentOfTwoDigits(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A number as Go's `%v` prints it. */
export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    return String(value);
  }
  const magnitude = Math.abs(value);
  return exponentOfTwoDigits(
    magnitude < 1e-4 || magnitude >= 1e21
      ? value.toExponential()
      : String(value),
  );
}

/** A number as it stands in FieldsV1 and in JSON. */
export function jsonNumber(value: number | bigint): string {
  return exponentOfTwoDigits(String(value));
}

const JSON_ESCAPES: Readonly<Record<string, string>> = {
  '\\b': '\\u0008',
  '\\f': '\\u000c',
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A text in JSON as Go's encoder writes it: characters with a meaning in HTML are escaped. */
export function jsonText(text: string): string {
  const encoded = JSON.stringify(text);
  return /[<>&\u2028\u2029\b\f]/.test(text)
    ? encoded.replace(
        /\\\\|\\b|\\f|[<>&\u2028\u2029]/g,
        found => JSON_ESCAPES[found] ?? found,
      )
    : encoded;
}

/** Compact JSON as Go writes it, keys sorted. */
export function goJson(value: JsonValue | undefined): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  switch (typeof value) {
    case 'string':
      return jsonText(value);
    case 'number':
    case 'bigint':
      return jsonNumber(value);
    case 'boolean':
      return String(value);
    default:
      return Array.isArray(value)
        ? `[${value.map(goJson).join(',')}]`
        : `{${Object.keys(value)
            .sort()
            .map(key => `${jsonText(key)}:${goJson(value[key])}`)
            .join(',')}}`;
  }
}

/** A value as conflict texts show it. */
export function formatValue(value: JsonValue): string {
  if (value === null) {
    return 'null';
  }
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
    case 'bigint':
      return formatNumber(value);
    case 'boolean':
      return String(value);
    default:
      return Array.isArray(value)
        ? `[${value.map(formatValue).join(',')}]`
        : Object.entries(value)
            .map(([key, item]) => `${key}=${formatValue(item ?? null)}`)
            .join('');
  }
}

/** A decoded JSON value as Go's `%v` prints it. */
export function goValue(value: JsonValue): string {
  if (value === null) {
    return '<nil>';
  }
  if (Array.isArray(value)) {
    return `[${value.map(goValue).join(' ')}]`;
  }
  if (isJsonObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map(key => `${key}:${goValue(value[key] ?? null)}`);
    return `map[${entries.join(' ')}]`;
  }
  return typeof value === 'number' || typeof value === 'bigint'
    ? formatNumber(value)
    : String(value);
}

/** A decoded JSON value as Go's `%#v` prints it. */
export function goSyntax(value: JsonValue): string {
  if (value === null) {
    return 'interface {}(nil)';
  }
  if (typeof value === 'string') {
    return quote(value);
  }
  if (Array.isArray(value)) {
    return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  }
  if (isJsonObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map(key => `${quote(key)}:${goSyntax(value[key] ?? null)}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  return goValue(value);
}

/** The Go type of a decoded JSON value. */
export function goType(value: JsonValue): string {
  if (value === null) {
    return '<nil>';
  }
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return Array.isArray(value)
        ? '[]interface {}'
        : 'map[string]interface {}';
  }
}
