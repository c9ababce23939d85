import { type JsonValue } from '../json';
import { jsonToNode, parseSigsYaml } from './convert';
import { nodeToJson } from './node-to-json';
import { parseYamlDocument } from './read';

describe('parseSigsYaml', () => {
  it('reads YAML 1.1 and makes strings of keys', () => {
    expect(
      parseSigsYaml('n: yes\n1: a\n0x10: b\n1.50: c\nnull_: ~\n.inf: d\n'),
    ).toEqual({
      false: true,
      1: 'a',
      16: 'b',
      1.5: 'c',
      null_: null,
      '.inf': 'd',
    });
  });

  it('lets the last of repeated keys win, and a merge count where it stands', () => {
    expect(parseSigsYaml('a: .inf\na: 2\n')).toEqual({ a: 2 });
    expect(parseSigsYaml('x: &x {a: 1}\nz: {a: 0, <<: *x}\n')).toEqual({
      x: { a: 1 },
      z: { a: 1 },
    });
    expect(() =>
      parseSigsYaml('a: 1\na: 2\n', { duplicateKeys: 'error' }),
    ).toThrow('key "a" already set in map');
  });

  it('reads the first document alone; nothing is null', () => {
    expect(parseSigsYaml('a: 1\n---\nb: [\n')).toEqual({ a: 1 });
    expect(parseSigsYaml('# nothing\n')).toBeNull();
  });

  it('says what upstream says', () => {
    expect(() => parseSigsYaml('a: b: c')).toThrow(
      'error converting YAML to JSON: yaml: mapping values are not allowed in this context',
    );
    expect(() => parseSigsYaml('~: 1')).toThrow(
      'error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: 1',
    );
    expect(() => parseSigsYaml('{[1, "a"]: 1}')).toThrow(
      'yaml: invalid map key: []interface {}{1, "a"}',
    );
  });
});

describe('nodeToJson', () => {
  const v3 = (text: string): JsonValue => {
    const node = parseYamlDocument(text);
    return node === undefined ? null : nodeToJson(node, 'yaml.v3');
  };

  it('refuses keys that are not strings below the root, as kustomize', () => {
    expect(v3('1: a\n')).toEqual({ 1: 'a' });
    expect(() => v3('a: {1: b}\n')).toThrow(
      'json: unsupported type: map[interface {}]interface {}',
    );
  });

  it('takes a key of nothing for an empty text', () => {
    expect(v3('a: {? : b}\nc:\n  &d : e\n')).toEqual({
      a: { '': 'b' },
      c: { '': 'e' },
    });
  });

  it('reprints folded texts with tabs, too', () => {
    expect(v3('a: >+\n  a\tb\n  \tc')).toEqual({ a: 'a\tb\n\n\tc' });
  });

  it('merges nothing of a mapping into itself', () => {
    expect(v3('a: &a\n  <<: *a\n  b: 1\n')).toEqual({ a: { b: 1 } });
    expect(() => v3('a: &a\n  b: *a\n')).toThrow('contains itself');
  });

  it('quotes in flow collections what kyaml would quote there', () => {
    expect(v3('{a: , b: [2001-02-03 4:5:6, ~]}')).toEqual({
      a: '',
      b: ['2001-02-03 4:5:6', null],
    });
    expect(v3('a:\nb: 2001-02-03 4:5:6\n')).toEqual({
      a: null,
      b: '2001-02-03T04:05:06Z',
    });
  });
});

describe('jsonToNode', () => {
  it('gives a tree that reads back as the value', () => {
    const value: JsonValue = {
      text: 'x',
      number: '5',
      yes: 'yes',
      integer: 5,
      large: 9007199254740993n,
      float: 1.5,
      huge: 1e21,
      list: [true, null, {}, []],
    };
    expect(nodeToJson(jsonToNode(value), 'yaml.v3')).toEqual(value);
  });

  it('double-quotes strings that YAML 1.1 would read as something else', () => {
    expect(jsonToNode('yes')).toMatchObject({ tag: '!!str', style: 'double' });
    expect(jsonToNode('word')).toMatchObject({ tag: '!!str', style: '' });
  });
});
