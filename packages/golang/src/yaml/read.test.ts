import { type YamlReadOptions, YamlError } from '.';
import { nodeToJson } from './node-to-json';
import { parseYamlDocument, parseYamlDocuments } from './read';

const read = (text: string, options?: YamlReadOptions) =>
  parseYamlDocuments(text, options).map(node => nodeToJson(node, 'yaml.v3'));

function errorOf(action: () => unknown): YamlError {
  try {
    action();
  } catch (error) {
    if (error instanceof YamlError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseYamlDocuments', () => {
  it('splits at lines that begin with three dashes and skips empty documents', () => {
    expect(read('a: 1\n---\n# nothing\n--- # next\nb: 2\n---\n~\n')).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
    expect(read('---\na: 1\n')).toEqual([{ a: 1 }]);
    expect(read('')).toEqual([]);
  });

  it('keeps the last line break of a literal before a separator', () => {
    expect(read('a: |\n  x\n---\nb: |+\n  y\n\n---\nc: 1\n')).toEqual([
      { a: 'x\n' },
      { b: 'y\n\n' },
      { c: 1 },
    ]);
  });

  it('refuses text behind a separator and says where', () => {
    const error = errorOf(() =>
      read('a: 1\n---b: 2\nc: 3\n', { file: 'x.yaml' }),
    );
    expect(error.message).toBe('invalid document separator: ---b: 2');
    expect(error.line).toBe(2);
    expect(error.file).toBe('x.yaml');
  });

  it('reads what Windows editors write', () => {
    expect(read('\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n')).toEqual([
      { a: 1, b: 'x\ny\n' },
    ]);
  });

  it('gives nodes the tags and styles of kyaml', () => {
    const [node] = parseYamlDocuments(
      'a: 5\nb: "5"\nc: x\nd: !!str 5\ne: !t {}\nf: [~]\n',
    );
    const values =
      node.kind === 'mapping'
        ? node.entries.map(({ value }) => [value.tag, value.style])
        : [];
    expect(values).toEqual([
      ['!!int', ''],
      ['!!str', 'double'],
      ['!!str', ''],
      ['!!str', ''],
      ['!t', 'flow'],
      ['!!seq', 'flow'],
    ]);
    expect(node.position).toEqual({ line: 1, column: 1 });
  });

  it('copies anchored nodes, so that they can be changed apart', () => {
    const [node] = parseYamlDocuments('a: &x {k: v}\nb: *x\n');
    if (node.kind !== 'mapping') {
      throw new Error('no mapping');
    }
    const [a, b] = node.entries.map(({ value }) => value);
    expect(b).toEqual(a);
    expect(b).not.toBe(a);
  });

  it('applies merge keys: what the mapping says wins, then what is named first', () => {
    expect(
      read(
        'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: own\n',
      )[0],
    ).toMatchObject({ z: { a: 'own', b: 1, c: 2 } });
    expect(errorOf(() => read('<<: 1\n')).message).toBe(
      'map merge requires map or sequence of maps as the value',
    );
  });

  it('loses what only looks like a merge key, and merges what is tagged as one, as kyaml', () => {
    expect(
      read('"<<": {a: 1}\n')
        .concat(read("x: 2\n'<<': 1\n"))
        .concat(read('!!merge a: {b: 1}\n'))
        .concat(read('x: &x {c: 1}\ny:\n  "<<": 1\n  <<: *x\n')),
    ).toEqual([
      {},
      { x: 2 },
      { a: { b: 1 }, b: 1 },
      { x: { c: 1 }, y: { c: 1 } },
    ]);
  });

  it('takes the bytes of !!binary for text, each that is no UTF-8 for itself', () => {
    expect(read('a: !!binary Infinity\n')[0]).toEqual({
      a: '"w\ufffd\ufffd+r',
    });
  });

  it('takes keys such as __proto__ for data', () => {
    const [value] = read('__proto__: {polluted: true}\nconstructor: x\n');
    expect(Object.keys(value ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    [
      'x: 1\na: b: c\n',
      'yaml: line 2: mapping values are not allowed in this context',
    ],
    ['a:\n  - b\n c: d\n', 'yaml: line 2: did not find expected key'],
    [
      'a: 1\n  b: 2\n',
      'yaml: line 2: mapping values are not allowed in this context',
    ],
    ['a: {b: 1\nc: 2\n', "yaml: line 1: did not find expected ',' or '}'"],
    ['a: [1\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: "x\n', 'yaml: line 2: found unexpected end of stream'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['a: @x\n', 'yaml: found character that cannot start any token'],
    [
      'a:\n\t- b\n',
      'yaml: line 2: found character that cannot start any token',
    ],
    [
      'a: |\n\tx\n',
      'yaml: line 2: found a tab character where an indentation space is expected',
    ],
    ['a: "\\q"\n', 'yaml: found unknown escape character'],
    ['a: !x!y z\n', 'yaml: found undefined tag handle'],
    ['%YAML 1.2\n---\na: 1\n', 'yaml: found incompatible YAML document'],
    ['a: {{ x }}\n', 'yaml: invalid map key: map[string]interface {}{"x":""}'],
    [
      'a: 1\nb: 2\na: 3\n',
      'yaml: unmarshal errors:\n  line 3: mapping key "a" already defined at line 1',
    ],
    ['a: \u0001\n', 'yaml: control characters are not allowed'],
  ])('says what go-yaml says of %j', (text, message) => {
    expect(errorOf(() => read(text)).message).toBe(message);
  });

  it('names the line in the file, whatever document it is in', () => {
    const error = errorOf(() => read('a: 1\n---\nb: 2\nc: d: e\n'));
    expect(error.message).toBe(
      'yaml: line 2: mapping values are not allowed in this context',
    );
    expect([error.line, error.column]).toEqual([4, 5]);
  });

  it('lets the last of repeated keys win when asked', () => {
    expect(read('a: 1\na: 2\n', { duplicateKeys: 'last' })).toEqual([{ a: 2 }]);
  });
});

describe('bounds', () => {
  it('refuses what nests too deeply, in every form', () => {
    const deep = 10_000;
    for (const text of [
      '['.repeat(deep),
      '{a: '.repeat(deep),
      '- '.repeat(deep),
      Array.from({ length: deep }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      '? '.repeat(deep),
    ]) {
      expect(errorOf(() => parseYamlDocument(text)).message).toMatch(
        /exceeded max depth of 1000$/,
      );
    }
  });

  it('refuses depth that only aliases make', () => {
    const wrap = (inner: string) =>
      `${'['.repeat(400)}${inner}${']'.repeat(400)}`;
    const text = `a: &a ${wrap('x')}\nb: &b ${wrap('*a')}\nc: ${wrap('*b')}\n`;
    expect(errorOf(() => read(text)).message).toBe(
      'yaml: exceeded max depth of 1000',
    );
  });

  it('refuses a document that aliases blow up', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i += 1) {
      const names = Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ');
      lines.push(`a${i}: &a${i} [${names}]`);
    }
    expect(errorOf(() => read(lines.join('\n'))).message).toBe(
      'yaml: document contains excessive aliasing',
    );
    expect(errorOf(() => read('a: &a [*a]\n')).message).toBe(
      "yaml: anchor 'a' value contains itself",
    );
  });

  it('refuses a text that is too long', () => {
    expect(
      errorOf(() => read('a: 123456789', { limits: { maxLength: 10 } }))
        .message,
    ).toBe('yaml: text is longer than 10 characters');
  });

  it.each([
    [
      'a flow sequence under many levels',
      `${'[\n'.repeat(900)}${'a,\n'.repeat(100_000)}${']'.repeat(900)}`,
    ],
    ['one long plain scalar', `a: ${'x y\n '.repeat(100_000)}\n`],
    [
      'many keys',
      Array.from({ length: 50_000 }, (_, i) => `k${i}: v\n`).join(''),
    ],
    ['a long literal', `a: |\n${'  x\n'.repeat(200_000)}`],
    ['escapes', `a: "${'\\n'.repeat(200_000)}"`],
    ['comments', '# x\n'.repeat(200_000)],
    [
      'blank lines in a folded scalar',
      `a: >\n  x\n${'\n'.repeat(200_000)}  y\n`,
    ],
  ])('reads %s in linear time', (_name, text) => {
    const started = performance.now();
    parseYamlDocument(text);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
