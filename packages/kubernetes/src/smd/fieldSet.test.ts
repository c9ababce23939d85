import { FieldSet } from './fieldSet';
import { fromFieldsV1, toFieldsV1 } from './fieldsV1';
import { fieldElement, keyElement, valueElement } from './pathElement';

const name = fieldElement;

describe('field sets', () => {
  it('are written with their keys in the order of the real server', () => {
    const set = FieldSet.of([
      [name('b')],
      [name('a'), valueElement('x')],
      [
        name('a'),
        keyElement([
          { name: 'z', value: 1 },
          { name: 'a', value: 'q' },
        ]),
      ],
      [name('a')],
    ]);
    expect(JSON.stringify(toFieldsV1(set))).toBe(
      '{"f:a":{".":{},"k:{\\"a\\":\\"q\\",\\"z\\":1}":{},"v:\\"x\\"":{}},"f:b":{}}',
    );
    expect(fromFieldsV1(toFieldsV1(set)).equals(set)).toBe(true);
  });

  it('escapes values as Go does', () => {
    expect(valueElement('<&>\u2028\b\f\n').id).toBe(
      'v:"\\u003c\\u0026\\u003e\\u2028\\u0008\\u000c\\n"',
    );
    expect(valueElement(1e-7).id).toBe('v:1e-07');
    expect(valueElement(9007199254740993n).id).toBe('v:9007199254740993');
  });

  it('share structure without changing their operands', () => {
    const a = FieldSet.of([[name('x'), name('y')]]);
    const b = FieldSet.of([[name('x'), name('z')]]);
    const before = [a.toString(), b.toString()];
    const union = a.union(b);
    union.insert([name('x'), name('new')]);
    expect([a.toString(), b.toString()]).toEqual(before);
    expect(a.difference(a).isEmpty).toBe(true);
    expect(union.size).toBe(3);
  });

  it('have names such as __proto__', () => {
    const set = fromFieldsV1(
      JSON.parse('{"f:__proto__":{"f:constructor":{}},"f:toString":{}}'),
    );
    expect(set.has([name('__proto__'), name('constructor')])).toBe(true);
    expect(set.has([name('toString')])).toBe(true);
    expect(set.has([name('valueOf')])).toBe(false);
    expect(JSON.stringify(toFieldsV1(set))).toBe(
      '{"f:__proto__":{"f:constructor":{}},"f:toString":{}}',
    );
  });

  it('refuse what is too deep', () => {
    const deep = `${'{"f:a":'.repeat(2000)}{}${'}'.repeat(2000)}`;
    expect(() => fromFieldsV1(JSON.parse(deep))).toThrow('max depth');
  });

  it('drop elements of unknown kinds and refuse malformed ones', () => {
    expect(fromFieldsV1({ 'x:a': {}, 'f:b': {} }).toString()).toBe('.b');
    expect(() => fromFieldsV1({ a: {} })).toThrow('2 characters');
    expect(() => fromFieldsV1({ 'k:{': {} })).toThrow();
    expect(() => fromFieldsV1({ 'f:a': 'x' })).toThrow();
  });
});
