import { type YamlEdit, YamlEditError, editYaml, yamlScalars } from './edit';

const path = (...parts: (string | number)[]) => parts;

/** A generator of numbers below a bound that repeats itself for a seed. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('editYaml', () => {
  const text = [
    '# above',
    'image: repo/app:v1 # {"$imagepolicy": "ns:app"}',
    "tag: 'v1'   # single",
    'digest: "sha256:1"',
    'replicas: 3',
    'text: &anchor !!str v1  # with properties',
    'again: *anchor',
    'list:',
    '- name: a',
    '  image: a:1',
    '- {name: b, image: b:1}  # flow',
    'empty:',
    'literal: |',
    '  one',
    '',
    '  two',
    'folded: >-',
    '  some',
    '  text',
    'multi: one',
    '  two',
    'last: x',
    '---',
    'image: repo/app:v1',
    '',
  ].join('\n');

  it.each<[YamlEdit, string, string]>([
    [
      { path: path('image'), value: 'repo/app:v2' },
      'image: repo/app:v1 #',
      'image: repo/app:v2 #',
    ],
    [{ path: path('tag'), value: "it's" }, "tag: 'v1'   #", "tag: 'it''s'   #"],
    [{ path: path('digest'), value: 'a"b\n' }, '"sha256:1"', '"a\\"b\\n"'],
    [{ path: path('replicas'), value: '5' }, 'replicas: 3', 'replicas: 5'],
    [{ path: path('image'), value: '5' }, 'repo/app:v1 #', '"5" #'],
    [{ path: path('image'), value: 'a: b' }, 'repo/app:v1 #', '"a: b" #'],
    [{ path: path('text'), value: 'v2' }, '!!str v1', '!!str v2'],
    [{ path: path('list', 0, 'image'), value: 'a:2' }, 'a:1', 'a:2'],
    [{ path: path('list', 1, 'image'), value: 'b:2' }, 'b:1', 'b:2'],
    [{ path: path('list', 1, 'image'), value: 'b, c' }, 'b:1', '"b, c"'],
    [{ path: path('empty'), value: 'full' }, 'empty:', 'empty: full'],
    [
      { path: path('literal'), value: 'new\n\nlines\n' },
      '  one\n\n  two',
      '  new\n\n  lines',
    ],
    [{ path: path('literal'), value: 'new' }, '|\n  one\n\n  two', '|-\n  new'],
    [
      { path: path('folded'), value: 'a\nb' },
      '>-\n  some\n  text',
      '|-\n  a\n  b',
    ],
    [{ path: path('multi'), value: 'one' }, 'one\n  two\nlast', 'one\nlast'],
    [{ path: path('last'), value: '' }, 'last: x', 'last: ""'],
    [
      { document: 1, path: path('image'), value: 'v3' },
      '---\nimage: repo/app:v1',
      '---\nimage: v3',
    ],
  ])('sets %j and nothing else', (edit, before, after) => {
    expect(text.split(before)).toHaveLength(2);
    expect(editYaml(text, [edit])).toBe(text.replace(before, () => after));
    const crlf = (unix: string) => unix.replaceAll('\n', '\r\n');
    expect(editYaml(crlf(text), [edit])).toBe(
      crlf(text).replace(crlf(before), () => crlf(after)),
    );
  });

  it('sets several at once, and gives back what needs no change', () => {
    expect(
      editYaml('a: 1\nb: [x, y]\n', [
        { path: path('b', 1), value: 'z' },
        { path: path('a'), value: '2' },
      ]),
    ).toBe('a: 2\nb: [x, z]\n');
    const odd = 'a:   "x"  #  y \r\n\r\n\tb'.slice(0, -2);
    expect(editYaml(odd, [{ path: path('a'), value: 'x' }])).toBe(odd);
    expect(editYaml('not: [yaml', [])).toBe('not: [yaml');
  });

  it.each<[string, YamlEdit, string]>([
    ['a: 1', { path: path('b'), value: 'x' }, 'b: there is no value to be set'],
    [
      'a: {b: 1}',
      { path: path('a'), value: 'x' },
      'a: there is no value to be set',
    ],
    ['a: &x 1\nb: *x', { path: path('b'), value: 'x' }, 'b: there is no value'],
    ['a: 1\na: 2', { path: path('a'), value: 'x' }, 'a: there are several'],
    ['a: 1', { document: 1, path: path('a'), value: 'x' }, 'there is no value'],
    ['a: b', { path: path('a'), value: '\ud800' }, 'a: cannot be set in place'],
    ['a: 1', { path: path('__proto__'), value: 'x' }, 'there is no value'],
  ])('refuses in %j to set %j', (yaml, edit, message) => {
    expect(() => editYaml(yaml, [edit])).toThrow(YamlEditError);
    expect(() => editYaml(yaml, [edit])).toThrow(message);
  });

  it('finds values with their comments', () => {
    const [image] = yamlScalars(text);
    expect(image).toMatchObject({
      document: 0,
      path: ['image'],
      value: 'repo/app:v1',
      position: { line: 2, column: 8 },
      comment: '# {"$imagepolicy": "ns:app"}',
    });
    expect(yamlScalars(text).at(-1)).toMatchObject({
      document: 1,
      position: { line: 24, column: 8 },
    });
    expect(yamlScalars('\ufeffa: b')[0]).toMatchObject({ begin: 4, end: 5 });
  });

  it('keeps every other byte of random texts', () => {
    const random = randomNumbers(4);
    const words = [
      'a',
      'b1',
      'é',
      '1',
      'yes',
      'null',
      '0x1',
      '1e3',
      '~',
      'x y',
      "it's",
      'q"',
      '#no',
      ': ',
      '- ',
      '',
      ' lead',
      'trail ',
      '{',
      '[a',
      '*x',
      '&y',
      '!z',
      '%',
      '@',
      '`',
      '\u{1F600}',
      'a\nb',
      'a\nb\n',
      '\t',
      '\u2028',
      '\x7f',
      'c:d',
      'e#f',
      '__proto__',
      '=',
      '<<',
      '2020-01-01',
      '|',
      '>',
      '?',
      'x'.repeat(90),
    ];
    const pick = <T>(from: readonly T[]): T => from[random(from.length)];
    const double = (word: string) =>
      JSON.stringify(word).replace(/[\x7f\u2028]/g, '\\u2028');
    const scalar = (indent: string, flow: boolean): string => {
      const kind = random(flow ? 4 : 6);
      if (kind === 0) return double(pick(words));
      if (kind === 1)
        return `'${pick(['a', 'it', 'x y', '', '#', '1']).replaceAll(
          "'",
          "''",
        )}'`;
      if (kind === 4)
        return `${pick(['|', '>', '|-', '>-', '|+'])}\n${indent}  one\n${pick([
          '',
          '\n',
        ])}${indent}  two${pick(['', '\n'])}`;
      if (kind === 5) return `one\n${indent}  two`;
      return pick(['a', 'b1', '5', 'true', 'c:d', 'x y', '1.5', '~', 'é']);
    };
    const comment = () => pick(['', '', ' # note', '  #x']);
    let key = 0;
    const block = (indent: string, depth: number): string => {
      let out = '';
      for (let n = 1 + random(3); n > 0; n--) {
        const name = pick([`k${key++}`, `"k ${key++}"`, `__proto__${key++}`]);
        const kind = random(depth > 2 ? 2 : 5);
        if (kind === 2)
          out += `${indent}${name}:${comment()}\n${block(
            `${indent}  `,
            depth + 1,
          )}`;
        else if (kind === 3)
          out += `${indent}${name}:\n${indent}- ${scalar(
            `${indent}  `,
            true,
          )}${comment()}\n${indent}- x${key++}: ${scalar(
            `${indent}  `,
            true,
          )}\n`;
        else if (kind === 4)
          out += `${indent}${name}: {a: ${scalar(indent, true)}, b: [${scalar(
            indent,
            true,
          )}, ${scalar(indent, true)}]}${comment()}\n`;
        else {
          const value = scalar(indent, false);
          out += `${indent}${name}: ${pick([
            '',
            '',
            `&n${key++} `,
            '!!str ',
          ])}${value}${value.includes('\n') ? '' : comment()}\n`;
        }
        if (random(6) === 0) out += `${indent}# between\n\n`;
      }
      return out;
    };
    for (let round = 0; round < 1500; round++) {
      const unix = Array.from({ length: 1 + random(3) }, () =>
        block('', 0),
      ).join('---\n');
      const source = random(3) === 0 ? unix.replaceAll('\n', '\r\n') : unix;
      const scalars = yamlScalars(source);
      const chosen = pick(scalars);
      const value = pick(words);
      const edited = editYaml(source, [{ ...chosen, value }]);
      const suffix = source.slice(chosen.end);
      expect(edited.startsWith(source.slice(0, chosen.begin))).toBe(true);
      expect(edited.endsWith(suffix)).toBe(true);
      const after = yamlScalars(edited);
      expect(after.map(entry => entry.value)).toEqual(
        scalars.map(entry => (entry === chosen ? value : entry.value)),
      );
    }
  });
});
