import { GoError, GoInteger, type GoValue } from '@sluice/golang/value';
import { goValueOf } from '../chart/load-values';
import { jsonPrefix } from './json-prefix';
import { type Dialect } from './parser';
import { type Runes } from './runes';

const MAX_INT64 = (1n << 63n) - 1n;

/** A bool, null or integer where the text is one. */
function typedValue(text: string): GoValue {
  if (/^true$/iu.test(text)) return true;
  if (/^false$/iu.test(text)) return false;
  if (/^null$/iu.test(text)) return null;
  if (text === '0') return new GoInteger('int64', 0n);
  if (/^[-+]?[0-9]+$/.test(text) && !text.startsWith('0')) {
    const value = BigInt(text.replace(/^\+/, ''));
    if (value <= MAX_INT64 && value >= -MAX_INT64 - 1n) {
      return new GoInteger('int64', value);
    }
  }
  return text;
}

function readList(runes: Runes, read: (text: string) => GoValue): GoValue[] {
  const list: GoValue[] = [];
  for (;;) {
    const { text, last } = runes.until(',}', true);
    if (last === undefined) {
      throw new GoError("list must terminate with '}'");
    }
    list.push(read(text));
    if (last === '}') {
      if (runes.peek() === ',') runes.next();
      return list;
    }
  }
}

/** `a.b[0]=value,c={x,y}`; every text of a value goes through `read`. */
export function listDialect(read: (text: string) => GoValue): Dialect {
  return {
    nameStops: '=[,.',
    escapes: true,
    readValue(runes) {
      const first = runes.peek();
      if (first === undefined) return { value: '', end: true };
      if (first === '{') {
        runes.next();
        return { value: readList(runes, read) };
      }
      return { value: read(runes.until(',', true).text) };
    },
  };
}

/** `--set`. */
export const typedDialect = listDialect(typedValue);

/** `--set-string`. */
export const textDialect = listDialect(text => text);

/** `--set-literal`: everything behind the first `=` is the value. */
export const literalDialect: Dialect = {
  nameStops: '=[.',
  escapes: false,
  readValue: runes => ({ value: runes.until('', false).text }),
};

/** Passes over space and a comma; whether nothing was there before it, or before the end. */
function isEmpty(runes: Runes): boolean {
  for (;;) {
    const rune = runes.peek();
    if (rune === undefined) return true;
    if (rune !== ',' && !/\s/.test(rune)) return false;
    runes.next();
    if (rune === ',') return true;
  }
}

/** `--set-json`. */
export const jsonDialect: Dialect = {
  nameStops: '=[,.',
  escapes: true,
  readValue(runes) {
    if (isEmpty(runes)) return { value: null };
    const { text, value } = jsonPrefix(runes.rest());
    runes.skip(text);
    isEmpty(runes);
    return { value: goValueOf(value) };
  },
};
