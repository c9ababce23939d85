import { toJson } from '@sluice/golang/value';
import {
  parseSet,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
} from '.';

describe('--set', () => {
  it.each([
    ['a.b=1,c=x', { a: { b: 1 }, c: 'x' }],
    ['a={x,y,3},b[2]=z', { a: ['x', 'y', 3], b: [null, null, 'z'] }],
    ['a\\.b=c\\,d', { 'a.b': 'c,d' }],
    [
      'a=TRUE,b=null,c=0,d=0123,e=1.5,f=',
      { a: true, b: null, c: 0, d: '0123', e: '1.5', f: '' },
    ],
    ['a[0].b=1,a[0].c=2,a[1][0]=x', { a: [{ b: 1, c: 2 }, ['x']] }],
    ['__proto__.polluted=yes', { ['__proto__']: { polluted: 'yes' } }],
  ])('reads %s', (line, expected) => {
    expect(JSON.stringify(toJson(parseSet(line)))).toBe(
      JSON.stringify(expected),
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each([
    ['a', 'key "a" has no value'],
    ['a,b=1', 'key "a" has no value (cannot end with ,)'],
    ['a[-1]=x', 'negative -1 index not allowed'],
    [
      'a[65537]=x',
      'index of 65537 is greater than maximum supported index of 65536',
    ],
    [
      'a[x]=1',
      'error parsing index: strconv.Atoi: parsing "x": invalid syntax',
    ],
    ['a={b', "list must terminate with '}'"],
    [
      'a=1,a.b=2',
      'unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}',
    ],
    [
      `${'a.'.repeat(31)}b=1`,
      'value name nested level is greater than maximum supported nested level of 30',
    ],
  ])('refuses %s', (line, message) => {
    expect(() => parseSet(line)).toThrow(message);
  });

  it('has its variants', () => {
    expect(parseSetString('a=1')).toEqual(new Map([['a', '1']]));
    expect(parseSetLiteral('a=b,c=\\d')).toEqual(new Map([['a', 'b,c=\\d']]));
    expect(parseSetFile('a=p', path => `<${path}>`)).toEqual(
      new Map([['a', '<p>']]),
    );
    expect(toJson(parseSetJson('a={"b":[1,2]},c=null ,d.e="x"'))).toEqual({
      a: { b: [1, 2] },
      c: null,
      d: { e: 'x' },
    });
    expect(() => parseSetJson('a=[1')).toThrow('invalid JSON value');
  });
});
