import { emitYamlLayout, parseYamlLayout } from '.';

function reprint(text: string): string | undefined {
  const layout = parseYamlLayout(text);
  return layout && emitYamlLayout(layout);
}

// What go.yaml.in/yaml/v3 3.0.4 prints with two spaces and compact sequences.
const printed: [text: string, expected: string][] = [
  [
    "# about the file\n\n# about a\na: 1 # one\n# below a\n\nb:\n  - x # first\n  # before y\n  - 'y'\n# at the end\n",
    "# about the file\n\n# about a\na: 1 # one\n# below a\n\nb:\n- x # first\n# before y\n- 'y'\n# at the end\n",
  ],
  [
    'a:\n    deep:\n        - 1\n        -   k: v\n            l: w\n',
    'a:\n  deep:\n  - 1\n  - k: v\n    l: w\n',
  ],
  ['- - a\n  - b\n-\n  k:\n  - c\n', '- - a\n  - b\n- k:\n  - c\n'],
  [
    'global:\n  labels: {env: dev,  list: [a,   "b"], empty: }\n',
    'global:\n  labels: {env: dev, list: [a, "b"], empty: \'\'}\n',
  ],
  [
    'run: |\n  echo hi   \n  # no comment\nkeep: |+\n  x\n\nfolded: >-\n  one\n  two\n\n  three\n',
    'run: "echo hi   \\n# no comment\\n"\nkeep: |+\n  x\n\nfolded: >-\n  one two\n\n  three\n',
  ],
  [
    'base: &base\n  x: 1\nother:\n  <<: *base\n  y: *base\n',
    'base: &base\n  x: 1\nother:\n  !!merge <<: *base\n  y: *base\n',
  ],
  [
    's: !secret name\nt: !!str 5\nm: !!map {a: 1}\n',
    's: !secret name\nt: !!str 5\nm: !!map {a: 1}\n',
  ],
  [
    'long: word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word end\n',
    'long: word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word end\n',
  ],
  [
    "tab: \"a\\tb\"\nmany: \"a\\n b\"\nsingle: 'it''s'\nempty: ''\n",
    "tab: \"a\\tb\"\nmany: \"a\\n b\"\nsingle: 'it''s'\nempty: ''\n",
  ],
  [
    'list: [\n  a, # one\n  # two\n  b,\n]\n',
    'list: [a, # one\n  # two\n  b]\n',
  ],
  [
    '# only head\nk: # of the value\n  x: 1\n',
    '# only head\nk: # of the value\n  x: 1\n',
  ],
  [
    '? [complex, key]\n: v\n? "two\\nlines"\n: w\n',
    '? [complex, key]\n: v\n? "two\\nlines"\n: w\n',
  ],
  ['a: 1\na: 2\n', 'a: 1\na: 2\n'],
  ['l:\n- # about x\n  x: 1\n  y: 2\n', 'l:\n- # about x\n  x: 1\n  y: 2\n'],
  ['--- # start\nk: v\n...\n', '# start\nk: v\n'],
  ['m: {a: 1, # one\n  b: 2}\n', 'm: {a: 1, # one\n  b: 2}\n'],
];

describe('emitYamlLayout', () => {
  it.each(printed)('reprints %j', (text, expected) => {
    expect(reprint(text)).toBe(expected);
  });

  it('prints what was changed as its tag demands', () => {
    const layout = parseYamlLayout('s: dev # env\nn: 5\nl: [a]\n');
    if (layout?.root.kind !== 'mapping') throw new Error('no mapping');
    for (const { value } of layout.root.entries) {
      const scalar = value.kind === 'sequence' ? value.items[0] : value;
      if (scalar.kind === 'scalar') {
        scalar.value = scalar.value === '5' ? 'x' : '7';
      }
    }
    expect(emitYamlLayout(layout)).toBe('s: "7" # env\nn: !!int x\nl: ["7"]\n');
  });

  it('gives nothing for an empty text', () => {
    expect(reprint('# nothing\n')).toBeUndefined();
  });

  it('minds aliases of nothing', () => {
    expect(() => parseYamlLayout('a: *b\nb: &b 1\n')).toThrow(
      "yaml: unknown anchor 'b' referenced",
    );
  });

  it('does not nest without end', () => {
    expect(() => parseYamlLayout('['.repeat(2000))).toThrow('max depth');
  });

  it('takes time in proportion to the text', () => {
    const started = performance.now();
    const text = '# a\n'.repeat(20_000) + 'k: # b\n  - c # d\n'.repeat(5000);
    expect(reprint(text)?.length).toBeGreaterThan(100_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
