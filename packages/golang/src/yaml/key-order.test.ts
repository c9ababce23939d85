import { compareKeys } from './key-order';

describe('compareKeys', () => {
  it.each([
    ['f9', 'f10'],
    ['f9', 'f09'],
    ['a1b', 'ab'],
    ['a-b', 'ab'],
    ['Z', 'a'],
    ['a', 'ab'],
    ['a10', 'a10b'],
    ['x1y0', 'x1y1'],
    ['a0', 'a00'],
    ['z', 'é'],
  ])('puts %j before %j', (first, second) => {
    expect(compareKeys(first, second)).toBeLessThan(0);
    expect(compareKeys(second, first)).toBeGreaterThan(0);
    expect(compareKeys(first, first)).toBe(0);
  });
});
