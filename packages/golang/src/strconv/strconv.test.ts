import { NumError, parseFloat64, parseInteger, parseIntegerOrNearest } from '.';

describe('parseInteger', () => {
  it.each<[string, 0 | 8 | 10, bigint]>([
    ['0x1f', 0, 31n],
    ['-0b101', 0, -5n],
    ['0o17', 0, 15n],
    ['017', 0, 15n],
    ['0', 0, 0n],
    ['1_000', 0, 1000n],
    ['0x_f_f', 0, 255n],
    ['+7', 10, 7n],
    ['777', 8, 511n],
    ['-9223372036854775808', 10, -(2n ** 63n)],
    [`${'0'.repeat(1000)}7`, 10, 7n],
  ])('reads %s in base %d', (text, base, value) => {
    expect(parseInteger(text, base)).toBe(value);
  });

  it.each<[string, 0 | 8 | 10]>([
    ['', 10],
    ['-', 10],
    ['08', 0],
    ['0x', 0],
    ['_1', 0],
    ['1__0', 0],
    ['1_', 0],
    ['1_0', 10],
    ['8', 8],
    ['1 ', 10],
  ])('refuses %j in base %d', (text, base) => {
    expect(() => parseInteger(text, base)).toThrow(
      `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
    expect(parseIntegerOrNearest(text, base)).toBe(0n);
  });

  it.each([
    '9223372036854775808',
    '99999999999999999999x',
    `1${'0'.repeat(1e5)}`,
  ])('finds %.25s too large', text => {
    expect(() => parseInteger(text, 10)).toThrow(NumError);
    expect(parseIntegerOrNearest(text, 10)).toBe(2n ** 63n - 1n);
    expect(parseIntegerOrNearest(`-${text}`, 10)).toBe(-(2n ** 63n));
  });
});

describe('parseFloat64', () => {
  it.each([
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1_000.2_5e1_0', 1_000.25e10],
    ['-0', -0],
    ['0x1p-2', 0.25],
    ['0x1.8p1', 3],
    ['0x.8p1', 1],
    ['0x1p-1074', 5e-324],
    ['0x1p-1075', 0],
    ['0x1.fffffffffffff8p1023', undefined],
    ['0x1.fffffffffffff7p1023', Number.MAX_VALUE],
    ['Inf', Infinity],
    ['-infinity', -Infinity],
    ['nan', NaN],
    ['1e400', undefined],
    ['1e-400', 0],
    ['', undefined],
    ['.', undefined],
    ['1e', undefined],
    ['_1', undefined],
    ['1._5', undefined],
    ['0x1', undefined],
    ['0xp1', undefined],
    ['infi', undefined],
    ['+nan', undefined],
    ['1 ', undefined],
  ])('reads %s', (text, value) => {
    expect(parseFloat64(text)).toBe(value);
  });
});
