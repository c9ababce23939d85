import { Compiler } from './compile';
import { Documents } from './documents';
import { toDocument } from './json';
import { metaSchemas } from './meta';
import { isPlainSchema } from './plain-schema';
import { validate } from './validate';

const drafts = [
  'http://json-schema.org/draft-04/schema',
  'http://json-schema.org/draft-06/schema',
  'http://json-schema.org/draft-07/schema',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
];

const compiler = new Compiler(
  new Documents({
    meta: metaSchemas(),
    load: url => {
      throw new Error(url);
    },
    validate: () => {},
  }),
);

const parts: Record<string, unknown[]> = {
  type: [
    'object',
    'null',
    'number',
    'any',
    1,
    ['string'],
    ['null', 'null'],
    [],
  ],
  title: ['t', 1],
  description: ['', null],
  default: [null, [], { a: 1 }],
  form: [true, 'x'],
  sliderMax: [100, {}],
  hidden: [{ value: false, path: 'a' }],
  properties: [
    { a: { type: 'string' }, b: {} },
    { a: true },
    { a: { type: 'no' } },
    [],
  ],
  items: [{}, { type: 'string' }, true, [{ type: 'string' }], { type: 1 }],
  additionalProperties: [false, { type: 'string' }, 'x'],
  required: [['a', 'b'], ['a', 'a'], [], [1]],
  enum: [['a', true], ['a', 'a'], [], [1]],
  minimum: [0, -1.5, '1'],
  maximum: [1e3, null],
  $schema: ['http://json-schema.org/schema#', 'http://json-schema.org/ x', 1],
  pattern: ['(', 'a'],
  $ref: ['#/definitions/a', 'a b', 1],
  definitions: [{ a: {} }, { a: 1 }],
  allOf: [[{}], [], [true]],
  if: [{}, true],
};

const samples = Object.entries(parts).flatMap(([name, values]) =>
  values.map((value): [string, unknown] => [
    JSON.stringify({ [name]: value }),
    { [name]: value },
  ]),
);

describe('isPlainSchema', () => {
  it.each(samples)('takes only what every draft allows: %s', (_, value) => {
    const schema = toDocument(value);
    const allowed = drafts.every(
      url => validate(compiler.compile(url), schema) === undefined,
    );
    expect(!isPlainSchema(schema) || allowed).toBe(true);
  });

  it('takes what charts have, and no more', () => {
    const plain = samples.filter(([, value]) =>
      isPlainSchema(toDocument(value)),
    );
    expect(plain.map(([text]) => text)).toEqual([
      '{"type":"object"}',
      '{"type":"null"}',
      '{"type":"number"}',
      '{"type":["string"]}',
      '{"title":"t"}',
      '{"description":""}',
      '{"default":null}',
      '{"default":[]}',
      '{"default":{"a":1}}',
      '{"form":true}',
      '{"form":"x"}',
      '{"sliderMax":100}',
      '{"sliderMax":{}}',
      '{"hidden":{"value":false,"path":"a"}}',
      '{"properties":{"a":{"type":"string"},"b":{}}}',
      '{"items":{}}',
      '{"items":{"type":"string"}}',
      '{"additionalProperties":false}',
      '{"additionalProperties":{"type":"string"}}',
      '{"required":["a","b"]}',
      '{"enum":["a",true]}',
      '{"minimum":0}',
      '{"minimum":-1.5}',
      '{"maximum":1000}',
      '{"$schema":"http://json-schema.org/schema#"}',
      '{"$ref":"#/definitions/a"}',
      '{"definitions":{"a":{}}}',
      '{"allOf":[{}]}',
      '{"if":{}}',
    ]);
    expect(isPlainSchema(true)).toBe(false);
  });
});
