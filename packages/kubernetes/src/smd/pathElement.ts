import type { JsonValue } from '@sluice/golang/json';
import { formatValue, goJson, jsonText } from './goText';
import { compareText, compareValues, isJsonObject } from './value';

/** One field of the key of an item in an associative list. */
export interface KeyField {
  readonly name: string;
  readonly value: JsonValue;
}

/**
 * One step of a path: a field by name, a list item by its key fields, by its value (sets) or by its index. `id` is the
 * text in FieldsV1 (`f:spec`, `k:{"name":"web"}`, `v:"x"`, `i:0`); equal elements have equal ids.
 */
export type PathElement =
  | { readonly kind: 'field'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly fields: readonly KeyField[];
    }
  | { readonly kind: 'value'; readonly id: string; readonly value: JsonValue }
  | { readonly kind: 'index'; readonly id: string; readonly index: number };

/** From the root of an object to a field. */
export type Path = readonly PathElement[];

export function fieldElement(name: string): PathElement {
  return { kind: 'field', id: `f:${name}`, name };
}

/** The fields may come in any order. */
export function keyElement(fields: readonly KeyField[]): PathElement {
  const sorted =
    fields.length < 2
      ? fields
      : [...fields].sort((a, b) => compareText(a.name, b.name));
  const text = sorted
    .map(field => `${jsonText(field.name)}:${goJson(field.value)}`)
    .join(',');
  return { kind: 'key', id: `k:{${text}}`, fields: sorted };
}

export function valueElement(value: JsonValue): PathElement {
  return { kind: 'value', id: `v:${goJson(value)}`, value };
}

export function indexElement(index: number): PathElement {
  return { kind: 'index', id: `i:${index}`, index };
}

const KIND_ORDER = { field: 0, key: 1, value: 2, index: 3 } as const;

function compareKeys(a: readonly KeyField[], b: readonly KeyField[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order =
      compareText(a[i].name, b[i].name) ||
      compareValues(a[i].value, b[i].value);
    if (order !== 0) {
      return order;
    }
  }
  return Math.sign(a.length - b.length);
}

/** The order of elements in FieldsV1: fields, keys, values, indexes. */
export function comparePathElements(a: PathElement, b: PathElement): number {
  if (a.kind === 'field' && b.kind === 'field') {
    return compareText(a.name, b.name);
  }
  if (a.kind === 'key' && b.kind === 'key') {
    return compareKeys(a.fields, b.fields);
  }
  if (a.kind === 'value' && b.kind === 'value') {
    return compareValues(a.value, b.value);
  }
  if (a.kind === 'index' && b.kind === 'index') {
    return Math.sign(a.index - b.index);
  }
  return Math.sign(KIND_ORDER[a.kind] - KIND_ORDER[b.kind]);
}

/** As conflicts print it: `.spec`, `[name="web"]`, `[="x"]`, `[0]`. */
export function formatPathElement(element: PathElement): string {
  switch (element.kind) {
    case 'field':
      return `.${element.name}`;
    case 'key':
      return `[${element.fields
        .map(field => `${field.name}=${formatValue(field.value)}`)
        .join(',')}]`;
    case 'value':
      return `[=${formatValue(element.value)}]`;
    default:
      return `[${element.index}]`;
  }
}

/** For example `.spec.containers[name="web"].image`. */
export function formatPath(path: Path): string {
  return path.map(formatPathElement).join('');
}

/**
 * Reads the text of one element in FieldsV1; undefined when its kind is unknown (a later version may know it). Throws
 * an Error when the text is malformed.
 */
export function parsePathElement(text: string): PathElement | undefined {
  if (text.length < 2) {
    throw new Error('key must be 2 characters long:');
  }
  if (text[1] !== ':') {
    throw new Error(`missing colon: ${text}`);
  }
  const content = text.slice(2);
  switch (text[0]) {
    case 'f':
      return fieldElement(content);
    case 'v': {
      const value: JsonValue = JSON.parse(content);
      return valueElement(value);
    }
    case 'k': {
      const key: JsonValue = JSON.parse(content);
      if (!isJsonObject(key)) {
        throw new Error(`expected an object: ${text}`);
      }
      return keyElement(
        Object.entries(key).map(([name, value]) => ({
          name,
          value: value ?? null,
        })),
      );
    }
    case 'i': {
      if (!/^[+-]?\d+$/.test(content)) {
        throw new Error(
          `strconv.Atoi: parsing ${JSON.stringify(content)}: invalid syntax`,
        );
      }
      return indexElement(Number(content));
    }
    default:
      return undefined;
  }
}
