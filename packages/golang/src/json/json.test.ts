import { goJsonStringify, parseJson, sortedKeys } from '.';

describe('goJsonStringify', () => {
  it('sorts keys by bytes and escapes as Go', () => {
    expect(
      goJsonStringify({
        b: '<a href="x">&\u2028\u2029\x01\x7f\n\b\f',
        a: [1, -0, 1e21, 1e-7, 0.1, true, null, 9007199254740993n],
        '\u{10000}': 1,
        '\uffff': 2,
        gone: undefined,
      }),
    ).toBe(
      '{"a":[1,-0,1e+21,1e-7,0.1,true,null,9007199254740993],"b":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\\u2029\\u0001\x7f\\n\\b\\f","\uffff":2,"\u{10000}":1}',
    );
  });

  it('leaves HTML alone when asked and indents as MarshalIndent', () => {
    expect(goJsonStringify('<>&', { escapeHtml: false })).toBe('"<>&"');
    expect(goJsonStringify({ a: [1, {}], b: [] }, { indent: '  ' })).toBe(
      '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}',
    );
  });

  it('replaces lone surrogates and keeps pairs', () => {
    expect(goJsonStringify('\ud800 \udc00 😀')).toBe('"\\ufffd \\ufffd 😀"');
  });

  it('refuses what is no JSON number', () => {
    expect(() => goJsonStringify(-Infinity)).toThrow(
      'json: unsupported value: -Inf',
    );
  });
});

describe('parseJson', () => {
  it('keeps every digit of an integer', () => {
    expect(
      parseJson('{"a":[9007199254740993,1,1.5,-18446744073709551615,1e30]}'),
    ).toEqual({ a: [9007199254740993n, 1, 1.5, -18446744073709551615n, 1e30] });
  });

  it('takes __proto__ for data, with and without large integers', () => {
    for (const text of [
      '{"__proto__":{"x":1}}',
      '{"__proto__":{"x":9007199254740993}}',
    ]) {
      const value = parseJson(text);
      expect(Object.keys(value ?? {})).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  it('refuses what nests too deeply or is no JSON', () => {
    expect(() => parseJson('['.repeat(100_000))).toThrow(RangeError);
    expect(parseJson('"[[[\\"[["', { maxDepth: 1 })).toBe('[[["[[');
    expect(() => parseJson('{')).toThrow(SyntaxError);
  });
});

describe('sortedKeys', () => {
  it('gives own keys in the order of Go', () => {
    expect(sortedKeys({ b: 1, a: 2, B: 3, '10': 4, '9': 5 })).toEqual([
      '10',
      '9',
      'B',
      'a',
      'b',
    ]);
  });
});
