import { compileExpression } from './expression';

function value(text: string, data = {}) {
  return compileExpression(text).evaluate(data);
}

describe('CEL', () => {
  it('has the functions of Flux', () => {
    expect(
      value("['a', 'b'].first().value() + ['a', 'b'].last().value()"),
    ).toBe('ab');
    expect(value('[].first().hasValue()')).toBe(false);
    expect(value("'abc'.replace('b', 'x') + 'abc'.charAt(2)")).toBe('axcc');
    expect(value("'aaa'.replace('a', 'b', 2)")).toBe('bba');
    expect(value("'abc'.reverse()")).toBe('cba');
    expect(value('sets.contains([1, 2], [2])')).toBe(true);
    expect(value('sets.equivalent([1, 2], [2, 1, 1])')).toBe(true);
    expect(value('sets.intersects([1], [2])')).toBe(false);
    expect(value("base64.encode(b'x')")).toBe('eA==');
    expect(value("string(base64.decode('eA=='))")).toBe('x');
    expect(value('a.?b.orValue(1)', { a: {} })).toBe(1);
  });

  it('takes whole numbers for integers', () => {
    expect(value('type(n) == int && n / 2 == 3', { n: 7 })).toBe(true);
    expect(value('n', { n: 9007199254740993n })).toBe(9007199254740993n);
    expect(value('n > 1.5', { n: 2 })).toBe(true);
  });

  it('matches in linear time', () => {
    expect(value("'abc'.matches('^a.c$')")).toBe(true);
    expect(
      value("('a' + x).matches('b') || x . matches('c')", { x: 'c' }),
    ).toBe(true);
    const start = Date.now();
    expect(value(`x.matches('^(a+)+$')`, { x: `${'a'.repeat(5000)}b` })).toBe(
      false,
    );
    expect(Date.now() - start).toBeLessThan(2000);
    expect(() => value("'a'.matches('(?=a)')")).toThrow(
      'failed to evaluate the CEL expression',
    );
  });

  it('has no way out of the data', () => {
    const run = (text: string) => () => value(text, { a: {} });
    expect(run('constructor')).toThrow('no such attribute(s): constructor');
    expect(run('a.constructor')).toThrow('no such key: constructor');
    expect(run("a['__proto__']")).toThrow('no such key: __proto__');
    expect(
      value("a['__proto__']", { a: JSON.parse('{"__proto__": "own"}') }),
    ).toBe('own');
  });

  it('is bounded', () => {
    expect(() => compileExpression(`${'('.repeat(5000)}1`)).toThrow(
      'failed to parse',
    );
    expect(() => compileExpression('a'.repeat(70_000))).toThrow('too long');
  });
});
