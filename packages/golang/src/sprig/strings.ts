import { quote, sprintf } from '../fmt';
import { parseIntegerOrNearest } from '../strconv';
import { toLower, toUpper, trimSpace } from '../unicode';
import {
  GoError,
  GoSlice,
  boolType,
  compareStrings,
  goInt,
  intType,
  joinBytes,
  kindOf,
  stringMap,
  stringMapType,
  stringSlice,
  stringSliceType,
  stringType,
  utf8Length,
  type GoValue,
} from '../value';
import {
  initials,
  pascalCase,
  swapCase,
  titleWords,
  untitle,
  withoutSpaces,
} from './case';
import { abbreviate, abbreviateBoth, substring, truncate, wrap } from './cut';
import {
  any,
  fn1,
  fn2,
  fn3,
  int,
  string,
  variadicAny,
  type FunctionTable,
} from './define';
import { assertLength, limits } from './panics';
import {
  replaceAll,
  split,
  trimPrefix,
  trimSet,
  trimSuffix,
  withSearchable,
} from './search';
import { joinTexts, textOfValue, textsOf } from './text';
import { joinWords } from './words';

/** @throws GoError for a negative count, and for a text that would be too long */
function repeat(count: bigint, text: string): string {
  if (count < 0n) throw new GoError('strings: negative Repeat count');
  if (count * BigInt(utf8Length(text)) > 2n ** 63n - 1n) {
    throw new GoError('strings: Repeat output length overflow');
  }
  if (text === '') return '';
  const size = BigInt(text.length) * count;
  assertLength(Number(size));
  return joinBytes(text.repeat(Number(count)));
}

function indent(spaces: bigint, text: string): string {
  const count = Number(spaces);
  if (count >= 0 && (count + 1) * (text.length + 1) < limits.characters) {
    const padding = ' '.repeat(count);
    return padding + text.replaceAll('\n', `\n${padding}`);
  }
  const padding = repeat(spaces, ' ');
  return padding + replaceAll(text, '\n', `\n${padding}`);
}

function numbered(parts: readonly string[]): GoValue {
  return stringMap(parts.map((part, i): [string, string] => [`_${i}`, part]));
}

/** Sorts by bytes; a `[]string` in place, as Go does. */
function sortAlpha(value: GoValue): GoValue {
  const kind = kindOf(value);
  if (kind !== 'slice' && kind !== 'array') {
    return stringSlice([textOfValue(value)]);
  }
  const texts = textsOf(value).sort(compareStrings);
  if (value instanceof GoSlice && value.type.name === stringSliceType.name) {
    value.items.splice(0, value.items.length, ...texts);
    return value;
  }
  return stringSlice(texts);
}

const toStrings = (value: GoValue): GoValue =>
  value instanceof GoSlice && value.type.name === stringSliceType.name
    ? value
    : stringSlice(textsOf(value));

const notNil = (values: readonly GoValue[]) =>
  values.filter(value => value !== null);

const trimming = fn2([string, string], stringType, trimSet);

const text1 = (call: (text: string) => string) => fn1(string, stringType, call);

export const stringFunctions: FunctionTable = {
  abbrev: fn2([int, string], stringType, (width, text) =>
    abbreviate(Number(width), text),
  ),
  abbrevboth: fn3([int, int, string], stringType, (left, right, text) =>
    abbreviateBoth(Number(left), Number(right), text),
  ),
  trunc: fn2([int, string], stringType, (count, text) =>
    truncate(Number(count), text),
  ),
  trim: text1(trimSpace),
  upper: text1(toUpper),
  lower: text1(toLower),
  title: text1(titleWords),
  untitle: text1(untitle),
  substr: fn3([int, int, string], stringType, (start, end, text) =>
    substring(Number(start), Number(end), text),
  ),
  repeat: fn2([int, string], stringType, repeat),
  trimall: trimming,
  trimAll: trimming,
  trimSuffix: fn2([string, string], stringType, trimSuffix),
  trimPrefix: fn2([string, string], stringType, trimPrefix),
  nospace: text1(withoutSpaces),
  initials: text1(initials),
  swapcase: text1(swapCase),
  snakecase: text1(text => joinWords(text, '_')),
  kebabcase: text1(text => joinWords(text, '-')),
  camelcase: text1(pascalCase),
  wrap: fn2([int, string], stringType, (width, text) =>
    wrap(text, Number(width), '', false),
  ),
  wrapWith: fn3([int, string, string], stringType, (width, newline, text) =>
    wrap(text, Number(width), newline, true),
  ),
  contains: fn2([string, string], boolType, (needle, text) =>
    withSearchable(text, needle, (whole, part) => whole.includes(part)),
  ),
  hasPrefix: fn2([string, string], boolType, (needle, text) =>
    withSearchable(text, needle, (whole, part) => whole.startsWith(part)),
  ),
  hasSuffix: fn2([string, string], boolType, (needle, text) =>
    withSearchable(text, needle, (whole, part) => whole.endsWith(part)),
  ),
  quote: variadicAny(stringType, values =>
    values.length === 1 && values[0] !== null
      ? quote(textOfValue(values[0]))
      : notNil(values)
          .map(value => quote(textOfValue(value)))
          .join(' '),
  ),
  squote: variadicAny(stringType, values =>
    notNil(values)
      .map(value => sprintf("'%v'", [value]))
      .join(' '),
  ),
  cat: variadicAny(stringType, values => {
    const present = notNil(values);
    return sprintf(present.map(() => '%v').join(' '), present);
  }),
  indent: fn2([int, string], stringType, indent),
  nindent: fn2(
    [int, string],
    stringType,
    (spaces, text) => `\n${indent(spaces, text)}`,
  ),
  replace: fn3([string, string, string], stringType, (from, to, text) =>
    replaceAll(text, from, to),
  ),
  plural: fn3([string, string, int], stringType, (one, many, count) =>
    count === 1n ? one : many,
  ),
  toString: fn1(any, stringType, textOfValue),
  atoi: fn1(string, intType, text => goInt(parseIntegerOrNearest(text, 10))),
  split: fn2([string, string], stringMapType, (separator, text) =>
    numbered(split(text, separator)),
  ),
  splitList: fn2([string, string], stringSliceType, (separator, text) =>
    stringSlice(split(text, separator)),
  ),
  splitn: fn3([string, int, string], stringMapType, (separator, limit, text) =>
    numbered(split(text, separator, Number(limit))),
  ),
  toStrings: fn1(any, stringSliceType, toStrings),
  join: fn2([string, any], stringType, (separator, values) =>
    joinTexts(textsOf(values), separator),
  ),
  sortAlpha: fn1(any, stringSliceType, sortAlpha),
};
