import { GoBytes } from '../value';
import { formatFloat, formatValue, quote, sprintf } from '.';

describe('quote', () => {
  it.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['\x07\b\f\n\r\t\v\x00\x7f', '"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f"'],
    ['é 日😀', '"é 日😀"'],
    [
      '\u00a0\u200b\u2028\ufeff\u{e0001}',
      '"\\u00a0\\u200b\\u2028\\ufeff\\U000e0001"',
    ],
  ])('quotes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });
});

describe('formatFloat', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [100000, '100000'],
    [1e6, '1e+06'],
    [123456789, '1.23456789e+08'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-1.5, '-1.5'],
    [5e-324, '5e-324'],
    [Infinity, '+Inf'],
    [NaN, 'NaN'],
  ])('prints %p', (value, text) => {
    expect(formatFloat(value)).toBe(text);
  });

  it('prints the digits of a float32', () => {
    expect(formatFloat(0.1, 32)).toBe('0.1');
    expect(formatFloat(16777217, 32)).toBe('1.6777216e+07');
    expect(formatFloat(2049782.25, 32)).toBe('2.0497822e+06');
    expect(formatFloat(1.23456789, 32)).toBe('1.2345679');
  });
});

describe('formatValue', () => {
  it('prints maps, lists and nil', () => {
    expect(
      formatValue({ b: [1, 'x', null, true], a: { c: 1.5 }, n: 1e6 }),
    ).toBe('map[a:map[c:1.5] b:[1 x <nil> true] n:1000000]');
    expect(formatValue(1e6, { numbers: 'float64' })).toBe('1e+06');
    expect(formatValue(9007199254740993n)).toBe('9007199254740993');
  });
});

describe('sprintf', () => {
  it('prints bytes as numbers', () => {
    const bytes = new GoBytes(Uint8Array.of(1, 2, 255));
    expect(
      sprintf('%v %d %3d %+d %#v %x', [
        bytes,
        bytes,
        bytes,
        bytes,
        bytes,
        bytes,
      ]),
    ).toBe(
      '[1 2 255] [1 2 255] [  1   2 255] [+1 +2 +255] []byte{0x1, 0x2, 0xff} 0102ff',
    );
  });
});
