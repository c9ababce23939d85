import { entryOf, type JsonObject, type JsonValue } from '@sluice/golang/json';

/** True for JSON objects, not for arrays and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Orders texts by their UTF-8 bytes, as Go compares strings. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates stand for code points above U+FFFF although U+E000–U+FFFF are greater code units.
      const xHigh = x >= 0xd800 && x <= 0xdfff;
      const yHigh = y >= 0xd800 && y <= 0xdfff;
      if (xHigh !== yHigh) {
        return xHigh ? 1 : -1;
      }
      return x < y ? -1 : 1;
    }
  }
  return Math.sign(a.length - b.length);
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  // An integer beside a float is compared as a float.
  const [x, y] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)];
  if (x < y) {
    return -1;
  }
  return x > y ? 1 : 0;
}

function isNumber(value: JsonValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function compareLists(a: JsonValue[], b: JsonValue[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) {
      return order;
    }
  }
  return Math.sign(a.length - b.length);
}

/** Walks the union of the keys in order; the object that lacks a key is the greater one, unless it has ended. */
function compareObjects(a: JsonObject, b: JsonObject): number {
  const aLength = Object.keys(a).length;
  const bLength = Object.keys(b).length;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(
    compareText,
  );
  for (let i = 0; i < keys.length; i++) {
    const x = entryOf(a, keys[i]);
    const y = entryOf(b, keys[i]);
    let order: number;
    if (i === aLength) {
      order = -1;
    } else if (i === bLength) {
      order = 1;
    } else if (x === undefined) {
      order = 1;
    } else {
      order = y === undefined ? -1 : compareValues(x, y);
    }
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** The total order of values in field sets: numbers, texts, booleans, lists, maps, null. */
export function compareValues(a: JsonValue, b: JsonValue): number {
  if (isNumber(a)) {
    return isNumber(b) ? compareNumbers(a, b) : -1;
  }
  if (isNumber(b)) {
    return 1;
  }
  if (typeof a === 'string') {
    return typeof b === 'string' ? compareText(a, b) : -1;
  }
  if (typeof b === 'string') {
    return 1;
  }
  if (typeof a === 'boolean') {
    return typeof b === 'boolean' ? Number(a) - Number(b) : -1;
  }
  if (typeof b === 'boolean') {
    return 1;
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) ? compareLists(a, b) : -1;
  }
  if (Array.isArray(b)) {
    return 1;
  }
  if (a !== null) {
    return b !== null ? compareObjects(a, b) : -1;
  }
  return b === null ? 0 : 1;
}

/** Deep equality; an integer equals the float of the same value, null equals only null. */
export function valuesEqual(a: JsonValue, b: JsonValue): boolean {
  if (a === b) {
    return true;
  }
  if (isNumber(a) || isNumber(b)) {
    return isNumber(a) && isNumber(b) && compareNumbers(a, b) === 0;
  }
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => valuesEqual(item, b[i]))
    );
  }
  if (!isJsonObject(a) || !isJsonObject(b)) {
    return false;
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) {
    return false;
  }
  for (const key of keys) {
    const x = a[key];
    const y = entryOf(b, key);
    if (x === undefined || y === undefined || !valuesEqual(x, y)) {
      return false;
    }
  }
  return true;
}
