import { toJson } from '@sluice/golang/value';
import { Chart, goMapOf, parseYamlMap } from '../chart';
import { coalesceValues, mergeValues } from './coalesce';
import { valueAt } from './table';

function chart(name: string, values: string, ...below: Chart[]): Chart {
  const made = new Chart();
  made.metadata.name = name;
  made.values = parseYamlMap(values);
  made.addDependency(...below);
  return made;
}

describe('coalescing values', () => {
  it('puts given values over defaults and gives globals to all', () => {
    const values = coalesceValues(
      chart(
        'top',
        'a: 1\nglobal: {x: 1}\nsub: {b: 2}',
        chart('sub', 'b: 1\nc: 3\nglobal: {v: 2}'),
      ),
      parseYamlMap('a: 2\nglobal: {z: {w: 1}}'),
    );
    expect(toJson(values)).toEqual({
      a: 2,
      global: { x: 1, z: { w: 1 } },
      sub: { b: 2, c: 3, global: { x: 1, v: 2, z: { w: 1 } } },
    });
  });

  it('removes what is null', () => {
    const tree = chart(
      'top',
      'a: {b: 1, c: null}\nd: 1',
      chart('sub', 'e: 1\nf: {g: 1}'),
    );
    const given = 'd: null\na: {b: null, z: null}\nsub: {e: null, f: null}';
    expect(toJson(coalesceValues(tree, parseYamlMap(given)))).toEqual({
      a: { z: null },
      sub: { global: {} },
    });
    expect(toJson(mergeValues(tree, parseYamlMap(given)))).toEqual({
      a: { b: null, c: null, z: null },
      d: null,
      sub: { e: null, f: null, global: {} },
    });
  });

  it('warns where tables meet others, and changes neither chart nor values', () => {
    const tree = chart('top', 'a: {b: 1}\nc: 1');
    const given = parseYamlMap('a: x\nc: {d: 1}');
    const warnings: string[] = [];
    const values = coalesceValues(tree, given, message =>
      warnings.push(message),
    );
    expect(toJson(values)).toEqual({ a: 'x', c: { d: 1 } });
    expect(warnings).toEqual([
      'warning: skipped value for top.c: Not a table.',
    ]);
    expect(tree.values).toEqual(parseYamlMap('a: {b: 1}\nc: 1'));
    expect(given).toEqual(parseYamlMap('a: x\nc: {d: 1}'));
  });

  it('refuses values of a chart that are no table', () => {
    expect(() =>
      coalesceValues(chart('top', '', chart('sub', '')), goMapOf({ sub: 'x' })),
    ).toThrow('type mismatch on sub: %!t(string=x)');
  });

  it('finds values by path', () => {
    const values = parseYamlMap('a: {b: {c: 1}}');
    expect(valueAt(values, 'a.b.c')).toBe(1);
    expect(() => valueAt(values, 'a.b')).toThrow('"b" is not a value');
    expect(() => valueAt(values, 'x.y')).toThrow('"y" is not a value');
  });
});
