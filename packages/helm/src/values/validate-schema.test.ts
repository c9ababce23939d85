import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from '../schema';
import { parseYamlMap } from '../chart';
import { explainSchema } from './validate-schema';

interface Recorded {
  schema: unknown;
  values: string;
  expected: string;
}

const recorded: Recorded[] = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/schemas.json'), 'utf8'),
);

function explain(schema: unknown, values: string) {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  return explainSchema(
    { name: 'values.schema.json', data: Buffer.from(text) },
    parseYamlMap(values),
  );
}

/** Helm goes through properties in a random order. */
function sorted(text: string): string[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .sort();
}

describe('schemas of values', () => {
  it.each(recorded)(
    'judges $values with $schema as Helm does',
    ({ schema, values, expected }) => {
      expect(sorted(explain(schema, values) ?? '')).toEqual(sorted(expected));
    },
  );

  it('asks a loader for other documents, and refuses them without one', () => {
    const schema = { $ref: 'https://example.com/name.json#/$defs/name' };
    expect(explain(schema, 'a: 1')).toBe(
      'failing loading "https://example.com/name.json": references to other documents are not allowed',
    );
    const data = Buffer.from(JSON.stringify(schema));
    const load = () =>
      parseDocument('{"$defs": {"name": {"required": ["name"]}}}');
    expect(
      explainSchema({ name: 's', data }, parseYamlMap('a: 1'), { load }),
    ).toBe("- at '': missing property 'name'\n");
  });

  it('bounds schemas without end', () => {
    const deep = `${'{"not":'.repeat(2000)}{}${'}'.repeat(2000)}`;
    expect(explain(deep, 'a: 1')).toMatch(/deeper|nests/);
    const broken = `${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}`;
    expect(explain(broken, 'a: 1')).toMatch(/deeper|nests/);
    const doubled = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => {
        const next = { $ref: `#/$defs/d${i + 1}` };
        return [`d${i}`, { allOf: [next, next] }];
      }),
    );
    expect(
      explain({ $defs: { ...doubled, d40: {} }, $ref: '#/$defs/d0' }, 'a: 1'),
    ).toBe('schemas are used more than 1000000 times');
    expect(explain('null', 'a: 1')).toContain(
      "- at '': got null, want boolean or object",
    );
    const endless = { properties: { a: { $ref: '#' } } };
    const values = `${'{a: '.repeat(900)}1${'}'.repeat(900)}`;
    expect(() => explain(endless, values)).not.toThrow();
  });

  it('takes __proto__ for a property like others', () => {
    const schema = '{"properties": {"__proto__": {"type": "string"}}}';
    expect(explain(schema, '__proto__: 1')).toBe(
      "- at '/__proto__': got number, want string\n",
    );
  });
});
