import {
  readCommaList,
  readInteger,
  readPairs,
  readUnsigned,
} from './flagValues';

describe('values of flags', () => {
  it.each([
    ['', []],
    ['a,b', ['a', 'b']],
    ['a,', ['a', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b"', ['a"b']],
  ])('reads the list %j', (text, list) => {
    expect(readCommaList(text)).toEqual(list);
  });

  it.each([
    ['"a', 'column 3: extraneous or missing " in quoted-field'],
    ['a"b', 'column 2: bare " in non-quoted-field'],
    ['"a"b', 'extraneous or missing " in quoted-field'],
  ])('refuses the list %j', (text, message) => {
    expect(() => readCommaList(text)).toThrow(message);
  });

  it('reads numbers as Go does', () => {
    expect(
      ['10', '-0x1f', '010', '+7'].map(text => readInteger(text)[0]),
    ).toEqual(['10', '-31', '8', '7']);
    expect(() => readInteger('x')).toThrow('parsing "x": invalid syntax');
    expect(() => readInteger('9223372036854775808')).toThrow('out of range');
    expect(() => readUnsigned('-1')).toThrow('invalid syntax');
  });

  it('reads pairs', () => {
    expect(readPairs('a=b')).toEqual(['a=b']);
    expect(readPairs('a=b,c=d')).toEqual(['a=b', 'c=d']);
    expect(readPairs('a=b,c')).toEqual(['a=b,c']);
    expect(() => readPairs('a=b,c=d,e')).toThrow(
      'e must be formatted as key=value',
    );
  });
});
