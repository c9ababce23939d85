import { RepositoryIndex } from '.';

const index = `apiVersion: v1
entries:
  alpha:
  - apiVersion: v2
    name: alpha
    version: 1.0.0
    description: |
      some text
        more: text
    urls:
    - a-1.0.0.tgz
  - name: alpha
    version: 1.1.0
    description: "quoted
      over lines"
    urls: [a.tgz]
  beta:
  - name: beta
    version: 0.1.0
    annotations:
      x: "y"
    urls:
    - b.tgz
generated: "2020-01-01T00:00:00Z"
`;

const pieces = [
  ...[' ', '  ', '\n', '\r\n', '\t', ':', '- ', '"', "'", '#', '&a ', '*a'],
  ...['{', '}', '[', ']', '|', '>', '!', '%', '@', ',', '~', '? ', '<<: '],
  ...['---\n', '...\n', 'x: 1\n', '  gamma:\n', '  beta:\n', '  - ', '12'],
];

/** The same numbers at every run. */
function* numbers(): Generator<number, number> {
  let state = 42;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state;
  }
}

/** A text with a few changes. */
function changed(text: string, below: (limit: number) => number): string {
  let result = text;
  for (let changes = below(3); changes >= 0; changes -= 1) {
    const at = below(result.length);
    const lines = result.split('\n');
    const line = below(lines.length);
    switch (below(4)) {
      case 0:
        result = `${result.slice(0, at)}${
          pieces[below(pieces.length)]
        }${result.slice(at)}`;
        break;
      case 1:
        result = result.slice(0, at) + result.slice(at + 1 + below(6));
        break;
      case 2:
        result = lines.toSpliced(line, 1).join('\n');
        break;
      default:
        result = lines
          .toSpliced(line, 0, lines[below(lines.length)])
          .join('\n');
    }
  }
  return result;
}

/** All that an index says, or what is wrong with it. */
function read(text: string): unknown {
  const warnings: string[] = [];
  try {
    const parsed = RepositoryIndex.parse(Buffer.from(text), {
      warn: message => warnings.push(message),
    });
    const versions = parsed.names.sort().map(name => parsed.versions(name));
    return { versions, warnings: warnings.sort() };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('indexes that are read a chart at a time', () => {
  it('say what they say as a whole, faults too', () => {
    const source = numbers();
    const below = (limit: number) => source.next().value % limit;
    let refused = 0;
    for (let i = 0; i < 800; i += 1) {
      const text = changed(index, below);
      // With a comment there, the layout is one that is read as a whole.
      const whole = text.replace(
        /^entries:[ \t]*(?=\r?\n)/m,
        'entries: # all of them',
      );
      const parts = read(text);
      expect({ text, read: parts }).toEqual({ text, read: read(whole) });
      if (typeof parts === 'string') refused += 1;
    }
    expect(refused).toBeGreaterThan(300);
    expect(refused).toBeLessThan(790);
  });

  it('are refused for what Helm refuses', () => {
    expect(read(index)).toMatchObject({ warnings: [] });
    expect(read(`${index}surprise: 1\n`)).toBe(
      'error unmarshaling JSON: while decoding JSON: json: unknown field "surprise"',
    );
    expect(read(index.replace('x: "y"', 'x: "y"\n    odd: 1'))).toBe(
      'error unmarshaling JSON: while decoding JSON: json: unknown field "odd"',
    );
    expect(read(`${index}entries: {}\n`)).toMatch(
      /error converting YAML to JSON: .*already set in map/s,
    );
    expect(read('- a\n')).toBe(
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type repo.IndexFile',
    );
    expect(read('[1]')).toBe(
      'json: cannot unmarshal array into Go value of type repo.IndexFile',
    );
  });

  it('take names for data', () => {
    const odd = index
      .replaceAll('alpha', '__proto__')
      .replaceAll('beta', 'constructor');
    const parsed = RepositoryIndex.parse(Buffer.from(odd));
    expect(parsed.get('__proto__').metadata.version).toBe('1.1.0');
    expect(parsed.get('constructor').urls).toEqual(['b.tgz']);
    expect(parsed.versions('toString')).toBeUndefined();
    const json = RepositoryIndex.parse(
      Buffer.from(
        '{"apiVersion":"v1","entries":{"__proto__":[{"name":"a","version":"1.0.0"}]}}',
      ),
    );
    expect(json.names).toEqual(['__proto__']);
    expect(json.get('__proto__').metadata.name).toBe('a');
  });
});
