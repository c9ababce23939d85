import { compare, shown } from './compare';
import { isAt } from './knownDifferences';

describe('comparing', () => {
  it('finds what has changed, what is missing and what is new', () => {
    expect(
      compare({ a: [1, { b: 2 }], c: null }, { a: [1, { b: 3 }], d: 4 }),
    ).toEqual([
      { path: 'a[1].b', embedded: 2, real: 3 },
      { path: 'c', embedded: null, real: undefined },
      { path: 'd', embedded: undefined, real: 4 },
    ]);
  });

  it('tells an absent value from null and an empty list from none', () => {
    expect(compare({ a: null }, {})).toHaveLength(1);
    expect(compare({ a: [] }, {})).toHaveLength(1);
    expect(compare({ a: [] }, { a: {} })).toHaveLength(1);
  });

  it('names the item that only one of two lists has', () => {
    const list = (...names: string[]) => names.map(name => ({ name }));
    expect(compare(list('a', 'c'), list('a', 'b', 'c'))).toEqual([
      { path: '[b]', embedded: undefined, real: { name: 'b' } },
    ]);
  });

  it('takes keys such as __proto__ as data', () => {
    const proto = JSON.parse('{"__proto__":1}');
    expect(compare(proto, {})).toEqual([
      { path: '__proto__', embedded: 1, real: undefined },
    ]);
  });

  it('shows what is listed as known', () => {
    const difference = { path: 'a.b', embedded: undefined, real: 'x' };
    expect(shown(difference.embedded)).toBe('nothing');
    expect(isAt(['a.b', 'nothing', '"x"'], difference)).toBe(true);
    expect(isAt(['a.b', 'nothing', '"y"'], difference)).toBe(false);
    expect(isAt('a…', difference)).toBe(true);
    expect(isAt('a.c…', difference)).toBe(false);
  });
});
