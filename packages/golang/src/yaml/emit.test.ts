import { type JsonValue } from '../json';
import { parseSigsYaml } from './convert';
import { emitSigsYaml } from './emit';

describe('emitSigsYaml', () => {
  it.each<[JsonValue, string]>([
    [null, 'null\n'],
    ['', '""\n'],
    ['a: b', "'a: b'\n"],
    ['on', '"on"\n'],
    ['0755', '"0755"\n'],
    ['1:20', '"1:20"\n'],
    ['2021-01-01', '"2021-01-01"\n'],
    ['${x}', '${x}\n'],
    ['a\n', '|\n  a\n'],
    ['\n', '|2+\n\n'],
    ['a\nb', '|-\n  a\n  b\n'],
    ['a \nb', '"a \\nb"\n'],
    ['\t', '"\\t"\n'],
    ['😀', '"\\U0001F600"\n'],
    ['\ufeffab', '"\\uFEFF\\x61\\x62"\n'],
    ['a\u2028b', "'a\u2028  b'\n"],
    [1e6, '1000000\n'],
    [1e20, '1e+20\n'],
    [-9.159672353416681e18, '-9159672353416681000\n'],
    [1e21, '1e+21\n'],
    [-0, '0\n'],
    [12345678.9, '1.23456789e+07\n'],
    [0.00001, '1e-05\n'],
    [100000.5, '100000.5\n'],
    [18446744073709551615n, '18446744073709551615\n'],
    [18446744073709551616n, '1.8446744073709552e+19\n'],
    [[], '[]\n'],
    [{}, '{}\n'],
    [[[1, [2]], { a: [] }], '- - 1\n  - - 2\n- a: []\n'],
    [{ a: [{ b: 1, c: [2] }] }, 'a:\n- b: 1\n  c:\n  - 2\n'],
    [{ 'a\nb': [1] }, '? |-\n  a\n  b\n: - 1\n'],
    [{ f10: 1, f9: 2, F: 3 }, 'F: 3\nf9: 2\nf10: 1\n'],
  ])('prints %p', (value, text) => {
    expect(emitSigsYaml(value)).toBe(text);
  });

  it('folds at a space once a line is longer than 80 columns', () => {
    const words = 'word '.repeat(40).trim();
    const lines = emitSigsYaml({ a: words }).trimEnd().split('\n');
    expect(lines.length).toBe(3);
    expect(lines[0].length).toBe(82);
    expect(lines[1].startsWith('  word')).toBe(true);
    expect(parseSigsYaml(lines.join('\n'))).toEqual({ a: words });
  });

  it('refuses what upstream cannot print', () => {
    expect(() => emitSigsYaml('\x7f')).toThrow(
      'yaml: control characters are not allowed',
    );
    expect(() => emitSigsYaml(NaN)).toThrow('json: unsupported value: NaN');
    let deep: JsonValue = null;
    for (let i = 0; i < 5000; i += 1) {
      deep = [deep];
    }
    expect(() => emitSigsYaml(deep)).toThrow('exceeded max depth');
  });

  it('leaves out what is undefined and prints __proto__ as any other key', () => {
    const value = { a: undefined, b: 1 };
    expect(emitSigsYaml(value)).toBe('b: 1\n');
    expect(emitSigsYaml(JSON.parse('{"__proto__":{"x":1}}'))).toBe(
      '__proto__:\n  x: 1\n',
    );
  });

  it('prints texts that read back', () => {
    const parts = [
      'a',
      ' ',
      '\n',
      ':',
      '#',
      '"',
      "'",
      '-',
      '1',
      'é',
      '\t',
      '|',
      '\\',
    ];
    for (let i = 0; i < parts.length ** 3; i += 1) {
      const n = parts.length;
      const text =
        parts[i % n] +
        parts[Math.floor(i / n) % n] +
        parts[Math.floor(i / n / n)];
      const value = { [text]: [text], deep: { text } };
      expect(parseSigsYaml(emitSigsYaml(value))).toEqual(value);
    }
  });
});
