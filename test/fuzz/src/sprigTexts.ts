import { quote } from '@sluice/golang/fmt';
import { type Random } from './random';

/** Characters at which the functions of texts decide something. */
const characters = [
  ...'abcXYZ019 _-./,:;$%^*()[]{}<>"\'\\|&#@!?=+~`',
  ...'\t\n\r\v\0\x7f',
  ...'éßÉǆǅİıſςΣ日本語ⅷ½٣ａ\u00a0\u0085\u2028\u3000\ufeff\u200b',
  '😀',
  '𝐀',
  '\ufffd',
  '\udcff',
  '\udce6',
  '\udc82',
] as const;

const words = [
  'foo',
  'Bar',
  'HTTPServer',
  'v1',
  '2xx',
  'x86',
  'UTF8',
  'kebab-case',
  'snake_case',
  'a.b',
  'ÉCOLE',
  '語Go',
] as const;

const layouts = [
  '2006',
  '06',
  '01',
  '1',
  'Jan',
  'January',
  '02',
  '2',
  '_2',
  '__2',
  '002',
  'Mon',
  'Monday',
  '15',
  '03',
  '3',
  '04',
  '4',
  '05',
  '5',
  'PM',
  'pm',
  'MST',
  '-0700',
  '-07:00',
  '-07',
  'Z07:00',
  'Z0700',
  '-07:00:00',
  '.000',
  '.999',
  ',000000',
] as const;

const moments = [
  '2024',
  '24',
  '02',
  '2',
  ' 9',
  '29',
  '31',
  '060',
  '366',
  'Feb',
  'february',
  'Thu',
  'Monday',
  '23',
  '12',
  '3',
  '59',
  '60',
  'PM',
  'am',
  'UTC',
  'CET',
  'GMT+3',
  '+05',
  '-0330',
  '+01:30',
  'Z',
  '.5',
  '.123456789',
  ',25',
] as const;

const separators = ['', '-', ':', ' ', '/', 'T', ', ', '  '] as const;

const numbers = [
  '0',
  '-0',
  '7',
  '017',
  '0x1F',
  '0b101',
  '0o17',
  '1_000',
  '_1',
  '08',
  '3.14',
  '3.0',
  '.5',
  '5.',
  '1e3',
  '-1e-3',
  '1e400',
  '0x1p-2',
  'inf',
  'NaN',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775809',
  ' 1',
  '+5',
  '12.50.0',
  '1__0',
] as const;

const schemes = ['http', 'https', 'ftp', 'a+b', '', '1x', 'mailto'] as const;
const hosts = [
  'h',
  'h:80',
  'h:x',
  'u@h',
  'u:p%40@h:1',
  '[::1]',
  '[::1]:8',
  '[1::2::3]',
  '[fe80::1%25a]',
  '[1:2:3:4:5:6:1.2.3.4]',
  'a b',
  '%41',
  '%e6',
  '日本',
  '',
] as const;
const paths = [
  '',
  '/',
  '/a/../b',
  '/%2F',
  '/%zz',
  '/a b?x=1#f',
  '?',
  '#é',
  'a:b',
] as const;

const versions = [
  '1',
  '1.2',
  'v1.2.3',
  '1.2.3-rc.1',
  '1.2.3+m',
  '1.2.3-0',
  '01.2.3',
  '1.2.3.4',
  'x',
  '2.0.0-a.b',
  '10.0',
] as const;
const operators = [
  '',
  '=',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  '=>',
  '~',
  '~>',
  '^',
] as const;

const expressions = [
  'a*',
  '(b)?c',
  '[a-c]+',
  '(?i)x',
  '\\d{1,2}',
  '.',
  '^',
  '$',
  '(?P<n>.)',
  '\\pL',
  '|',
  '(',
  '[',
  '**',
  '\\bfoo\\b',
  '[^a]',
  'é',
  '(?s).+',
] as const;

const json = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"\\u00e9"',
  '"\\ud800"',
  '1',
  '-0.5e1',
  '1e999',
  'true',
  'null',
  'nul',
  ' ',
  '"',
  '{"a":[1]}',
] as const;

const durations = [
  '1h',
  '30m',
  '1.5s',
  '-2h',
  '100ms',
  '5us',
  '9ns',
  '1d',
  '5',
  '3000000h',
  '.5h',
] as const;

function joined(
  random: Random,
  parts: readonly string[],
  most: number,
  between: readonly string[] = [''],
): string {
  let text = '';
  for (let left = 1 + random.below(most); left > 0; left--) {
    text += random.pick(parts) + (left > 1 ? random.pick(between) : '');
  }
  return text;
}

const kinds: readonly ((random: Random) => string)[] = [
  random => joined(random, characters, 12),
  random => joined(random, characters, 40),
  random => joined(random, words, 4, ['', ' ', '_', '-', '.']),
  random => joined(random, layouts, 6, separators),
  random => joined(random, moments, 6, separators),
  random => random.pick(numbers),
  random =>
    `${random.pick(schemes)}${random.pick([':', '://', '//', ''])}${random.pick(
      hosts,
    )}${random.pick(paths)}`,
  random => random.pick(versions),
  random =>
    joined(
      random,
      versions.map(version => random.pick(operators) + version),
      3,
      [' ', ', ', ' || ', ' - '],
    ),
  random => joined(random, expressions, 3),
  random => joined(random, json, 6),
  random => joined(random, durations, 2),
  random => joined(random, ['a', '..', '.', '', 'b.c'], 5, ['/']),
  random =>
    joined(
      random,
      ['YWJj', 'MFRGGZDF', 'YQ', 'ME', '=', '==', '\n', '/+', '!'],
      4,
    ),
  random =>
    random.pick([
      '',
      'a',
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Local',
      'map',
      'slice',
      'string',
      'int',
      '$1',
      '${1}-$0',
      'scheme',
      'host',
    ]),
];

/** A text that some function of sprig reads in a way of its own, as a Go literal. */
export function randomTextLiteral(random: Random): string {
  return quote(random.pick(kinds)(random));
}
