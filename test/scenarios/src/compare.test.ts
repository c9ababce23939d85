import { compare, describeDifference } from './compare';

describe('compare', () => {
  it('finds nothing between equal values, whatever the order of keys', () => {
    expect(compare('', { a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }))
      // Lists keep theirs.
      .toEqual([]);
    expect(compare('', [1, 2], [2, 1])).toHaveLength(2);
  });

  it('names the place and both sides', () => {
    expect(
      compare('x', { 'a/b': { c: '1' }, d: 1 }, { 'a/b': { c: 2 }, e: 1 }),
    ).toEqual([
      { path: 'x/a~1b/c', expected: '1', got: 2 },
      { path: 'x/d', expected: 1, got: undefined },
      { path: 'x/e', expected: undefined, got: 1 },
    ]);
  });

  it('tells a missing item as that', () => {
    expect(compare('x', ['a', 'b', 'c'], ['a', 'c'])).toEqual([
      { path: 'x/1', expected: 'b', got: undefined },
    ]);
    expect(compare('x', ['a'], ['a', 'b'])).toEqual([
      { path: 'x/1', expected: undefined, got: 'b' },
    ]);
  });

  it('takes no inherited field for a value', () => {
    expect(compare('x', { constructor: 'a' }, {})).toEqual([
      { path: 'x/constructor', expected: 'a', got: undefined },
    ]);
  });

  it('is readable', () => {
    expect(
      describeDifference({
        path: 'x/y',
        expected: { b: 2, a: 1 },
        got: undefined,
      }),
    ).toBe('    x/y\n      expected {"a":1,"b":2}\n      got      (nothing)');
  });
});
