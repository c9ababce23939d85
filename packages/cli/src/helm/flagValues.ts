import { parseDuration } from '@sluice/golang/duration';
import { quote } from '@sluice/golang/fmt';

/** What Go's flag readers say of a number they cannot read. */
function numberError(reader: string, text: string, problem: string): Error {
  return new Error(`strconv.${reader}: parsing ${quote(text)}: ${problem}`);
}

const syntax = 'invalid syntax';

function wholeNumber(
  reader: string,
  text: string,
  least: bigint,
  most: bigint,
): readonly string[] {
  if (!/^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|\d+)$/.test(text)) {
    throw numberError(reader, text, syntax);
  }
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (sign && least === 0n) throw numberError(reader, text, syntax);
  const literal = /^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = BigInt(literal) * (sign === '-' ? -1n : 1n);
  if (value < least || value > most) {
    throw numberError(reader, text, 'value out of range');
  }
  return [String(value)];
}

/** A whole number as Go's `strconv.ParseInt` with base 0 reads it, in decimal digits. */
export function readInteger(text: string): readonly string[] {
  return wholeNumber('ParseInt', text, -(2n ** 63n), 2n ** 63n - 1n);
}

/** As {@link readInteger}, not below 0. */
export function readUnsigned(text: string): readonly string[] {
  return wholeNumber('ParseUint', text, 0n, 2n ** 64n - 1n);
}

/** A number with a fraction. */
export function readFloat(text: string): readonly string[] {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    throw numberError('ParseFloat', text, syntax);
  }
  return [text];
}

/** A duration such as `5m0s`; it stays as it is. */
export function readDuration(text: string): readonly string[] {
  parseDuration(text);
  return [text];
}

function csvError(column: number, problem: string): Error {
  return new Error(`parse error on line 1, column ${column}: ${problem}`);
}

/** The fields of a line with commas between, each in double quotes where it holds one (Go's `encoding/csv`). */
export function readCommaList(text: string): readonly string[] {
  const line = text.split(/\r?\n/, 1)[0];
  if (line === '') return [];
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] !== '"') {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      const bare = line.slice(at, end).indexOf('"');
      if (bare >= 0) {
        const column = Buffer.byteLength(line.slice(0, at + bare)) + 1;
        throw csvError(column, 'bare " in non-quoted-field');
      }
      fields.push(line.slice(at, end));
      if (comma < 0) return fields;
      at = comma + 1;
      continue;
    }
    const [field, end] = quotedField(line, at + 1);
    fields.push(field);
    if (end >= line.length) return fields;
    at = end + 1;
  }
}

function quotedField(line: string, start: number): [string, number] {
  let field = '';
  let at = start;
  for (;;) {
    const end = line.indexOf('"', at);
    const misplaced = 'extraneous or missing " in quoted-field';
    if (end < 0) throw csvError(Buffer.byteLength(line) + 1, misplaced);
    field += line.slice(at, end);
    if (line[end + 1] !== '"') {
      if (end + 1 < line.length && line[end + 1] !== ',') {
        throw csvError(Buffer.byteLength(line.slice(0, end)) + 1, misplaced);
      }
      return [field, end + 1];
    }
    field += '"';
    at = end + 2;
  }
}

/** Pairs of `key=value` with commas between. */
export function readPairs(text: string): readonly string[] {
  const equals = text.split('=').length - 1;
  if (equals === 0) throw new Error(`${text} must be formatted as key=value`);
  const pairs =
    equals === 1 ? [text.replace(/^"|"$/g, '')] : readCommaList(text);
  for (const pair of pairs) {
    if (!pair.includes('=')) {
      throw new Error(`${pair} must be formatted as key=value`);
    }
  }
  return pairs;
}

/** How a command prints its result. */
export type OutputFormat = 'table' | 'json' | 'yaml';

/** A format of {@link OutputFormat}. */
export function readOutputFormat(text: string): readonly string[] {
  if (!/^(?:table|json|yaml)$/.test(text)) {
    throw new Error('invalid format type');
  }
  return [text];
}

/** A strategy of waiting; the bools of Helm 3 are taken, too. */
export function readWaitStrategy(text: string): readonly string[] {
  if (!/^(?:watcher|legacy|hookOnly|true|false)$/.test(text)) {
    throw new Error(
      `invalid wait input ${quote(
        text,
      )}. Valid inputs are watcher, hookOnly, and legacy`,
    );
  }
  return [text];
}

/** Helm runs programs of its plugins as post-renderers, Sluice runs none. */
export function refusePostRenderer(text: string): readonly string[] {
  if (text === '') return [];
  throw new Error(
    'post-renderers are programs of Helm plugins, which sluice does not run. Patch what sluice template prints with a kustomization',
  );
}
