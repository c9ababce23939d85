import { GoInteger, type GoValue } from '@sluice/golang/value';
import { formatFloat } from '@sluice/golang/fmt';
import { type Rational, isWhole, parseRational } from './rational';

/** A number of a schema, as it is written. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** A schema document. Objects are maps: `__proto__` is a key as any other. */
export type SchemaJson =
  | null
  | boolean
  | string
  | NumberText
  | SchemaJson[]
  | SchemaObject;

export type SchemaObject = Map<string, SchemaJson>;

/** What is validated: a value, or a part of a schema that is validated against its meta-schema. */
export type Instance = GoValue | SchemaJson;

/** The names of JSON's types, in the order in which messages list them. */
export const jsonTypes = [
  'null',
  'boolean',
  'number',
  'integer',
  'string',
  'array',
  'object',
] as const;

export type JsonType = (typeof jsonTypes)[number];

const MAX_DEPTH = 500;

/** A document from parsed JSON whose numbers are {@link NumberText}. */
function documentOf(value: unknown, depth: number): SchemaJson {
  if (depth > MAX_DEPTH) {
    throw new RangeError(`schema nests deeper than ${MAX_DEPTH}`);
  }
  if (value instanceof NumberText) return value;
  if (Array.isArray(value)) {
    return value.map(item => documentOf(item, depth + 1));
  }
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return new NumberText(String(value));
    case 'object':
      return value === null
        ? null
        : new Map(
            Object.entries(value).map(([key, entry]) => [
              key,
              documentOf(entry, depth + 1),
            ]),
          );
    default:
      return null;
  }
}

function keepNumber(_key: string, value: unknown, ...rest: unknown[]): unknown {
  if (typeof value !== 'number') return value;
  const [context] = rest;
  return typeof context === 'object' &&
    context !== null &&
    'source' in context &&
    typeof context.source === 'string'
    ? new NumberText(context.source)
    : new NumberText(String(value));
}

/** A number whose text may be another than that of the number it stands for (in a string as well). */
const UNUSUAL_NUMBER = /(?:^|[:,[])\s*(?:-0|-?[0-9]+[.eE]|-?[0-9]{16})/;

function parseJson(text: string): unknown {
  return UNUSUAL_NUMBER.test(text)
    ? JSON.parse(text, keepNumber)
    : JSON.parse(text);
}

/**
 * Reads a schema document; every number keeps its digits.
 *
 * @throws SyntaxError with Go's words where they are known, RangeError when it nests too deeply
 */
export function parseDocument(text: string): SchemaJson {
  try {
    return documentOf(parseJson(text), 0);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack')) {
      throw new RangeError('the schema nests too deeply', { cause: error });
    }
    throw error;
  }
}

/** A document from plain data. */
export function toDocument(value: unknown): SchemaJson {
  return documentOf(value, 0);
}

/** The text of a number, undefined for all else. */
export function numberText(value: Instance): string | undefined {
  if (typeof value === 'number') return formatFloat(value);
  if (value instanceof NumberText) return value.text;
  return value instanceof GoInteger ? String(value.value) : undefined;
}

/** A number exactly, undefined for all else. */
export function numberOf(value: Instance): Rational | undefined {
  const text = numberText(value);
  return text === undefined ? undefined : parseRational(text);
}

/** The type of a value; undefined for what JSON does not have. */
export function typeOf(value: Instance): JsonType | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  return numberText(value) === undefined ? undefined : 'number';
}

export function isInteger(value: Instance): boolean {
  const number = numberOf(value);
  return number !== undefined && isWhole(number);
}

function equalNumbers(a: Rational | undefined, b: Rational | undefined) {
  return (
    a !== undefined &&
    b !== undefined &&
    a.numerator * b.denominator === b.numerator * a.denominator
  );
}

/** Whether two values are equal: numbers by what they are, objects whatever the order. */
export function equalValues(a: Instance, b: Instance): boolean {
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false;
    for (const [key, value] of a) {
      const other: Instance | undefined = b.get(key);
      if (other === undefined || !equalValues(value, other)) return false;
    }
    return true;
  }
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => equalValues(item, b[index]))
    );
  }
  return a === b || equalNumbers(numberOf(a), numberOf(b));
}

/** A text that is the same for equal values, and for no others. */
export function canonicalText(value: Instance): string {
  if (value instanceof Map) {
    const entries = [...value.keys()]
      .sort()
      .map(
        key =>
          `${JSON.stringify(key)}:${canonicalText(value.get(key) ?? null)}`,
      );
    return `{${entries.join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const number = numberOf(value);
  if (!number) return JSON.stringify(value);
  const [a, b] = reduced(number);
  return `${a}/${b}`;
}

function reduced({ numerator, denominator }: Rational): [bigint, bigint] {
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? [0n, 1n] : [numerator / a, denominator / a];
}
