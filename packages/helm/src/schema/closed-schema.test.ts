import { closedSchemaOf, fitsClosedSchema } from './closed-schema';
import { parseYamlMap } from '../chart';
import { Compiler } from './compile';
import { Documents } from './documents';
import { toDocument } from './json';
import { metaSchemas } from './meta';
import { validate } from './validate';

const drafts = [
  'http://json-schema.org/draft-04/schema#',
  'http://json-schema.org/draft-06/schema#',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
];

const meta = metaSchemas();

/** Compiles a schema as a whole. */
function compile(document: ReturnType<typeof toDocument>) {
  const documents = new Documents({
    meta,
    load: url => {
      throw new Error(url);
    },
    validate: () => {},
  });
  documents.add('file:///s', document);
  return new Compiler(documents).compile('file:///s');
}

const values = [
  'a: 1',
  'a: 1.0',
  'a: 1.5',
  'a: 9007199254740993',
  'a: -2',
  'a: text',
  'a: ""',
  'a: null',
  'a: true',
  'a: [1, 2]',
  'a: [x]',
  'a: []',
  'a: {}',
  'a: {b: 1}',
  'a: {b: {b: {b: x}}}',
  'a: {b: text, c: 1}',
  'b: 1',
  '{}',
].map((text): [string, ReturnType<typeof parseYamlMap>] => [
  text,
  parseYamlMap(text),
]);

const text = { type: 'string' };
const number = { type: 'number' };
const object = { type: 'object' };

/** What is asked of `a`, and how many of the values above fit without being compiled for. */
const parts: [unknown, number][] = [
  [{}, 18],
  [{ type: 'string' }, 4],
  [{ type: 'integer' }, 6],
  [{ type: 'number' }, 7],
  [{ type: ['string', 'null'] }, 5],
  [{ type: ['integer', 'array'], title: 'x', default: 1 }, 9],
  [{ enum: ['text', true] }, 4],
  [{ minimum: 1 }, 17],
  [{ maximum: 1.25, type: ['number'] }, 5],
  [{ items: number }, 17],
  [{ required: ['b'] }, 17],
  [{ properties: { b: number } }, 16],
  [{ properties: { b: number }, additionalProperties: false }, 16],
  [{ properties: { b: {} }, additionalProperties: text }, 17],
  [{ type: 'object', additionalProperties: object }, 4],
  [{ allOf: [text, { enum: ['text'] }] }, 3],
  [{ anyOf: [text, number] }, 9],
  [{ oneOf: [text, number] }, 9],
  [{ oneOf: [text, { enum: ['text'] }] }, 3],
  [{ oneOf: [{ required: ['b'] }, { required: ['c'] }] }, 4],
  [{ oneOf: [{ type: 'number', minimum: 2 }, number] }, 2],
  [{ if: text, then: { enum: ['text'] }, else: object }, 7],
  [{ if: text, then: { enum: [''] } }, 17],
  [{ if: { properties: { b: text } }, then: { required: ['c'] } }, 15],
  [{ $ref: '#/definitions/t' }, 4],
  [{ $ref: '#/definitions/t', type: 'number' }, 2],
  [{ $ref: '#/definitions/tree' }, 6],
  [{ $ref: '#' }, 6],
];

/** What may fail when it is compiled, or is left to the compiler. */
const others: unknown[] = [
  true,
  { $ref: '#/definitions/none' },
  { $ref: '#/properties/a' },
  { $ref: '#/definitions/t/type' },
  { $ref: '#none' },
  { $ref: 'other.json' },
  { $id: 'x' },
  { pattern: '(' },
  { not: {} },
  { format: 'date' },
  { $schema: 'http://json-schema.org/draft-03/schema#' },
  { $schema: 'http://json-schema.org/draft-07/schema#' },
];

function schemaWith(part: unknown, draft?: string) {
  return toDocument({
    ...(draft === undefined ? {} : { $schema: draft }),
    type: 'object',
    properties: { a: part },
    definitions: {
      t: text,
      tree: {
        type: ['object', 'string'],
        additionalProperties: { $ref: '#/definitions/tree' },
      },
    },
  });
}

describe('schemas that are not compiled', () => {
  it.each(parts)('take nothing that %j does not', (part, count) => {
    for (const draft of [undefined, ...drafts]) {
      const document = schemaWith(part, draft);
      const closed = closedSchemaOf(document);
      if (!closed) throw new Error('not closed');
      const fitting = values.filter(([, value]) =>
        fitsClosedSchema(closed, value),
      );
      const schema = compile(document);
      const wrong = fitting.filter(([, value]) => validate(schema, value));
      expect(wrong.map(([yaml]) => yaml)).toEqual([]);
      expect(fitting).toHaveLength(count);
    }
  });

  it.each(others)('are none that may be refused: %j', part => {
    expect(closedSchemaOf(schemaWith(part))).toBeUndefined();
  });

  it('are of a known draft', () => {
    const unknown = 'http://json-schema.org/draft-03/schema#';
    expect(closedSchemaOf(schemaWith({}, unknown))).toBeUndefined();
    expect(closedSchemaOf(toDocument(true))).toBeUndefined();
  });

  it('are left to the compiler where they have no end', () => {
    const endless = { anyOf: [{ $ref: '#' }, { $ref: '#' }] };
    const closed = closedSchemaOf(toDocument(endless));
    expect(closed && fitsClosedSchema(closed, parseYamlMap('a: 1'))).toBe(
      false,
    );
  });
});
