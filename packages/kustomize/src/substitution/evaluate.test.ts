import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { evaluateTemplate } from './evaluate';

const evaluate = (
  text: string,
  variables: Record<string, string> = {},
  strict = true,
) =>
  evaluateTemplate(text, new Map(Object.entries(variables)), strict).toString();

describe('evaluateTemplate', () => {
  it.each([
    ['${v}', { v: 'x' }, 'x'],
    ['$v $ ${v}$', { v: 'x' }, '$v $ x$'],
    ['$${v} $$$${v} $$$x', { v: 'x' }, '${v} $${v} $$x'],
    ['${#v}', { v: 'é' }, '2'],
    ['${v^} ${v^^} ${v,} ${v,,}', { v: 'aBc' }, 'ABc ABC aBc abc'],
    ['${v^^}', { v: 'ß' }, 'ß'],
    ['${v:1} ${v:1:2} ${v:-x}', { v: 'abcd' }, 'bcd bc abcd'],
    ['${v:-1}', { v: 'abcd' }, 'abcd'],
    ['${v: -1}', { v: 'abcd' }, 'abcd'],
    ['${v:9} ${v:1:9} ${v:x}', { v: 'abcd' }, ' bcd abcd'],
    ['${v#a*b} ${v##a*b}', { v: 'aXbXb' }, 'Xb '],
    ['${v%b*} ${v%%b*}', { v: 'abXbX' }, 'abX a'],
    ['${v#[a-c]?}', { v: 'bXY' }, 'Y'],
    ['${v#[}', { v: 'b[' }, 'b['],
    ['${v/a/b} ${v//a/b} ${v/#a/b} ${v/%a/b}', { v: 'aXa' }, 'bXa bXb bXa aXb'],
    ['${v//a/} ${v//\\//-}', { v: 'a/a' }, '/ a-a'],
    ['${v:-w} ${v:=w} ${v=w} ${v:+w} ${v:?w}', { v: '' }, 'w w w w w'],
    ['${v:+w} ${v:?w}', { v: 'x' }, 'x x'],
    ['${v:=a${w}b${x:-$y}}', { w: 'W' }, 'aWb$y'],
    ['${é}', { é: 'x' }, 'x'],
    ['', {}, ''],
  ])('%j with %j is %j', (text, variables: object, expected) => {
    const given = new Map<string, string>(Object.entries(variables));
    expect(evaluateTemplate(text, given, true).toString()).toBe(expected);
  });

  it.each([
    ['${', 'unable to parse variable name'],
    ['${}', 'unable to parse variable name'],
    ['${-}', 'unable to parse variable name'],
    ['${v', 'missing closing brace'],
    ['${v-x}', 'missing closing brace'],
    ['${v.x}', 'missing closing brace'],
    ['${v:', 'bad substitution'],
    ['${v:}', 'unable to parse substitution within function'],
    ['${v:-', 'unable to parse substitution within function'],
    ['${v#}', 'unable to parse substitution within function'],
    ['${v/a}', 'bad substitution'],
    ['${v//}', 'bad substitution'],
    ['${#}', 'bad substitution'],
    ['${v#a${w}}', 'bad substitution'],
  ])('refuses %j in Flux’s words', (text, message) => {
    expect(() => evaluate(text, { v: 'x', w: 'y' })).toThrow(message);
  });

  it('misses variables only in strict mode, and only without a default', () => {
    expect(evaluate('[${v}] [${v:1}]', {}, false)).toBe('[] []');
    expect(() => evaluate('${v}')).toThrow(
      'variable not set (strict mode): "v"',
    );
    expect(() => evaluate('${v:1}')).toThrow(
      'variable not set (strict mode): "v"',
    );
    expect(evaluate('${v=}${v:-}')).toBe('');
  });

  it('takes names such as constructor for names', () => {
    expect(() => evaluate('${constructor}')).toThrow('variable not set');
    expect(evaluate('${__proto__:-x}')).toBe('x');
  });

  it('bounds nesting, matching and the size of the result', () => {
    expect(() => evaluate('${v:='.repeat(5000))).toThrow('bad substitution');
    expect(() =>
      evaluate('${v##*a*a*a*a*b}', { v: 'a'.repeat(10_000) }),
    ).toThrow('pattern takes too long to match');
    expect(() =>
      evaluate('${v}'.repeat(70), { v: 'x'.repeat(1024 * 1024) }),
    ).toThrow('result is longer than');
  });

  it('reads many expressions and escapes in linear time', () => {
    const started = performance.now();
    evaluate('${v} $$ '.repeat(100_000), { v: 'x' });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

interface Case {
  name: string;
  input: string;
  vars: Record<string, string>;
  expect?: string;
  errorContains?: string;
}

const corpus = resolve(
  __dirname,
  '../../../../../shared/corpora/kustomize/envsubst.jsonl',
);
const cases: Case[] = existsSync(corpus)
  ? readFileSync(corpus, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  : [];

const namesOf = (wanted: (entry: Case) => boolean): [string, Case][] =>
  cases.filter(wanted).map(entry => [entry.name, entry]);

// The corpus lies beside the checkout and is not part of it.
(cases.length === 0 ? describe.skip : describe)('the corpus', () => {
  it.each(namesOf(entry => entry.errorContains === undefined))(
    '%s',
    (_name, entry) => {
      expect(evaluate(entry.input, entry.vars)).toBe(entry.expect);
    },
  );

  it.each(namesOf(entry => entry.errorContains !== undefined))(
    '%s',
    (_name, entry) => {
      expect(() => evaluate(entry.input, entry.vars)).toThrow(
        entry.errorContains,
      );
    },
  );
});
