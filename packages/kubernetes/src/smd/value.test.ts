import { setEntry } from '@sluice/golang/json';
import { compareText, compareValues, valuesEqual } from './value';

describe('values', () => {
  it('compares texts by their UTF-8 bytes', () => {
    expect(compareText('a', 'b')).toBe(-1);
    expect(compareText('ab', 'a')).toBe(1);
    expect(compareText('\u{1f511}', '\uff5e')).toBe(1);
    expect(compareText('\uff5e', '\u{1f511}')).toBe(-1);
    expect(compareText('é', 'é')).toBe(0);
  });

  it('orders kinds: numbers, texts, booleans, lists, maps, null', () => {
    const ordered = [
      1,
      1.5,
      2n ** 60n,
      'a',
      false,
      true,
      [1],
      [1, 2],
      {},
      null,
    ];
    for (let i = 0; i < ordered.length; i++) {
      for (let j = 0; j < ordered.length; j++) {
        expect(Math.sign(compareValues(ordered[i], ordered[j]))).toBe(
          Math.sign(i - j),
        );
      }
    }
  });

  it('takes an integer and a float of the same value for equal', () => {
    expect(valuesEqual(1, 1.0)).toBe(true);
    expect(valuesEqual(2n ** 60n, 2 ** 60)).toBe(true);
    expect(valuesEqual(2n ** 60n, 2n ** 60n + 1n)).toBe(false);
    expect(valuesEqual(9007199254740993n, 9007199254740992n)).toBe(false);
  });

  it('tells null, absence and emptiness apart', () => {
    expect(valuesEqual({ a: null }, {})).toBe(false);
    expect(valuesEqual({ a: null }, { b: null })).toBe(false);
    expect(valuesEqual({}, [])).toBe(false);
    expect(valuesEqual(null, {})).toBe(false);
    expect(valuesEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
  });

  it('keeps keys that mean something to JavaScript', () => {
    const object = {};
    setEntry(object, '__proto__', 'x');
    expect(JSON.stringify(object)).toBe('{"__proto__":"x"}');
    expect(valuesEqual(object, {})).toBe(false);
    expect(valuesEqual(object, JSON.parse('{"__proto__":"x"}'))).toBe(true);
    expect(valuesEqual({ a: 1 }, JSON.parse('{"constructor":1}'))).toBe(false);
  });
});
