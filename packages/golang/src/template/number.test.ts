import { parseNumber } from './number';

describe('parseNumber', () => {
  it.each([
    ['0x1F', { int: 31n, uint: 31n, float: 31 }],
    ['0b101', { int: 5n, uint: 5n, float: 5 }],
    ['017', { int: 15n, uint: 15n, float: 15 }],
    ['1_000', { int: 1000n, uint: 1000n, float: 1000 }],
    ['-0', { int: 0n, uint: 0n, float: 0 }],
    ['-5', { int: -5n, float: -5 }],
    ['1e3', { int: 1000n, uint: 1000n, float: 1000 }],
    ['.5', { float: 0.5 }],
    ['0x1p4', { int: 16n, uint: 16n, float: 16 }],
    ['18446744073709551615', { uint: 2n ** 64n - 1n, float: 2 ** 64 }],
    ['2i', { complex: { real: 0, imaginary: 2 } }],
  ])('%s', (text, expected) => {
    expect(parseNumber(text, 'number')).toEqual(expected);
  });

  it.each([
    ['1+2i', { complex: { real: 1, imaginary: 2 } }],
    [
      '3-0i',
      { complex: { real: 3, imaginary: -0 }, float: 3, int: 3n, uint: 3n },
    ],
  ])('%s', (text, expected) => {
    expect(parseNumber(text, 'complex')).toEqual(expected);
  });

  it.each([
    ['1_', 'illegal number syntax: "1_"'],
    ['0x', 'illegal number syntax: "0x"'],
    ['089', 'integer overflow: "089"'],
    ['99999999999999999999', 'integer overflow: "99999999999999999999"'],
    ['1e999', 'illegal number syntax: "1e999"'],
  ])('refuses %s', (text, message) => {
    expect(() => parseNumber(text, 'number')).toThrow(message);
  });

  it.each([
    ['7-.i', 'strconv.ParseFloat: parsing "-.": invalid syntax'],
    ['1e5_13-1i', 'strconv.ParseFloat: parsing "1e5_13": value out of range'],
    ['-0+i', 'syntax error scanning complex number'],
    ['-i+1i', 'strconv.ParseFloat: parsing "-i": invalid syntax'],
  ])('refuses %s', (text, message) => {
    expect(() => parseNumber(text, 'complex')).toThrow(message);
  });

  it('reads characters', () => {
    expect(parseNumber("'\\xff'", 'charConstant')).toHaveProperty('int', 255n);
    expect(parseNumber("'é'", 'charConstant')).toHaveProperty('float', 233);
    expect(() => parseNumber("'ab'", 'charConstant')).toThrow(
      "malformed character constant: 'ab'",
    );
    expect(() => parseNumber("''", 'charConstant')).toThrow('invalid syntax');
  });
});
