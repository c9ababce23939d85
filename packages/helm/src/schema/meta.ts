import { type SchemaJson, toDocument } from './json';

/** A part of a meta-schema. */
type Part = boolean | { readonly [keyword: string]: unknown };

const text = { type: 'string' };
const flag = { type: 'boolean' };
const number = { type: 'number' };
const pattern = { type: 'string', format: 'regex' };
const uri = { type: 'string', format: 'uri' };
const reference = { type: 'string', format: 'uri-reference' };
const types = ['object', 'boolean'];

const simpleTypes = {
  enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'],
};

/** The definitions that all drafts have in some form; `self` is how a schema is meant, `at` where definitions are. */
function typeKeyword(at: string): Part {
  return {
    anyOf: [
      { $ref: `${at}/simpleTypes` },
      {
        type: 'array',
        items: { $ref: `${at}/simpleTypes` },
        minItems: 1,
        uniqueItems: true,
      },
    ],
  };
}

function objectOf(values: Part, more: object = {}): Part {
  return { type: 'object', additionalProperties: values, ...more };
}

function each(names: readonly string[], part: Part): Record<string, Part> {
  return Object.fromEntries(names.map(name => [name, part]));
}

/** Whole numbers from 0: `natural` is their definition, `defaulted` the one of those with a default. */
function counts(natural: string, defaulted: string): Record<string, Part> {
  return {
    ...each(['maxLength', 'maxItems', 'maxProperties'], { $ref: natural }),
    ...each(['minLength', 'minItems', 'minProperties'], { $ref: defaulted }),
  };
}

const combinators = ['allOf', 'anyOf', 'oneOf'];
const limits = ['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'];
const stringArray = {
  type: 'array',
  items: text,
  uniqueItems: true,
};
const itemsKeyword = {
  anyOf: [{ $ref: '#' }, { $ref: '#/definitions/schemaArray' }],
};

function definitions(natural: string, strings: object): Part {
  return {
    schemaArray: { type: 'array', minItems: 1, items: { $ref: '#' } },
    [natural]: { type: 'integer', minimum: 0 },
    [`${natural}Default0`]: {
      allOf: [{ $ref: `#/definitions/${natural}` }, { default: 0 }],
    },
    simpleTypes,
    stringArray: strings,
  };
}

/** What drafts 4, 6 and 7 share. */
function oldProperties(natural: string): Record<string, Part> {
  const at = '#/definitions';
  return {
    $schema: uri,
    title: text,
    description: text,
    ...counts(`${at}/${natural}`, `${at}/${natural}Default0`),
    pattern,
    items: itemsKeyword,
    uniqueItems: flag,
    required: { $ref: `${at}/stringArray` },
    ...each(
      ['definitions', 'properties', 'patternProperties'],
      objectOf({ $ref: '#' }),
    ),
    dependencies: objectOf({
      anyOf: [{ $ref: '#' }, { $ref: `${at}/stringArray` }],
    }),
    enum: { type: 'array', minItems: 1, uniqueItems: true },
    type: typeKeyword(at),
    format: text,
    ...each(combinators, { $ref: `${at}/schemaArray` }),
    not: { $ref: '#' },
  };
}

const draft4 = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  definitions: definitions('positiveInteger', { ...stringArray, minItems: 1 }),
  type: 'object',
  properties: {
    ...oldProperties('positiveInteger'),
    // Of no format that is known.
    id: text,
    multipleOf: { type: 'number', minimum: 0, exclusiveMinimum: true },
    ...each(['maximum', 'minimum'], number),
    ...each(['exclusiveMaximum', 'exclusiveMinimum'], flag),
    ...each(['additionalItems', 'additionalProperties'], {
      anyOf: [flag, { $ref: '#' }],
    }),
    $ref: text,
  },
  dependencies: {
    exclusiveMaximum: ['maximum'],
    exclusiveMinimum: ['minimum'],
  },
};

function draft6Properties(): Record<string, Part> {
  return {
    ...oldProperties('nonNegativeInteger'),
    $id: reference,
    $ref: reference,
    multipleOf: { type: 'number', exclusiveMinimum: 0 },
    ...each(limits, number),
    ...each(
      ['additionalItems', 'contains', 'additionalProperties', 'propertyNames'],
      { $ref: '#' },
    ),
  };
}

const draft6 = {
  $schema: 'http://json-schema.org/draft-06/schema#',
  $id: 'http://json-schema.org/draft-06/schema#',
  definitions: definitions('nonNegativeInteger', stringArray),
  type: types,
  properties: draft6Properties(),
};

const draft7 = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'http://json-schema.org/draft-07/schema#',
  definitions: definitions('nonNegativeInteger', stringArray),
  type: types,
  properties: {
    ...draft6Properties(),
    $comment: text,
    readOnly: flag,
    writeOnly: flag,
    examples: { type: 'array' },
    patternProperties: objectOf(
      { $ref: '#' },
      { propertyNames: { format: 'regex' } },
    ),
    contentMediaType: text,
    contentEncoding: text,
    ...each(['if', 'then', 'else'], { $ref: '#' }),
  },
};

/** What the two drafts with vocabularies differ in. */
interface Modern {
  url: string;
  /** How a schema is meant. */
  self: Part;
  /** What makes that work. */
  anchor: object;
}

const modern2019: Modern = {
  url: 'https://json-schema.org/draft/2019-09',
  self: { $recursiveRef: '#' },
  anchor: { $recursiveAnchor: true },
};

const modern2020: Modern = {
  url: 'https://json-schema.org/draft/2020-12',
  self: { $dynamicRef: '#meta' },
  anchor: { $dynamicAnchor: 'meta' },
};

function vocabulary(
  modern: Modern,
  name: string,
  properties: Record<string, Part>,
  defs?: Record<string, Part>,
): [string, object] {
  const id = `${modern.url}/meta/${name}`;
  return [
    id,
    {
      $schema: `${modern.url}/schema`,
      $id: id,
      ...modern.anchor,
      type: types,
      properties,
      ...(defs && { $defs: defs }),
    },
  ];
}

function core(modern: Modern): [string, object] {
  const { self } = modern;
  const id = { pattern: '^[^#]*#?$' };
  if (modern === modern2019) {
    return vocabulary(modern, 'core', {
      $id: { ...reference, ...id },
      $schema: uri,
      $anchor: { type: 'string', pattern: '^[A-Za-z][-A-Za-z0-9.:_]*$' },
      $ref: reference,
      $recursiveRef: reference,
      $recursiveAnchor: flag,
      $vocabulary: objectOf(flag, { propertyNames: uri }),
      $comment: text,
      $defs: objectOf(self),
    });
  }
  const named = (name: string) => ({ $ref: `#/$defs/${name}` });
  return vocabulary(
    modern,
    'core',
    {
      $id: { ...named('uriReferenceString'), ...id },
      $schema: named('uriString'),
      ...each(['$ref', '$dynamicRef'], named('uriReferenceString')),
      ...each(['$anchor', '$dynamicAnchor'], named('anchorString')),
      $vocabulary: objectOf(flag, { propertyNames: named('uriString') }),
      $comment: text,
      $defs: objectOf(self),
    },
    {
      anchorString: { type: 'string', pattern: '^[A-Za-z_][-A-Za-z0-9._]*$' },
      uriString: uri,
      uriReferenceString: reference,
    },
  );
}

function applicator(modern: Modern): [string, object] {
  const { self } = modern;
  const listed = { $ref: '#/$defs/schemaArray' };
  const own: Record<string, Part> =
    modern === modern2019
      ? {
          ...each(
            ['additionalItems', 'unevaluatedItems', 'unevaluatedProperties'],
            self,
          ),
          items: { anyOf: [self, listed] },
        }
      : { prefixItems: listed, items: self };
  return vocabulary(
    modern,
    'applicator',
    {
      ...own,
      ...each(
        [
          'contains',
          'additionalProperties',
          'propertyNames',
          'if',
          'then',
          'else',
          'not',
        ],
        self,
      ),
      ...each(['properties', 'dependentSchemas'], objectOf(self)),
      patternProperties: objectOf(self, {
        propertyNames: { format: 'regex' },
      }),
      ...each(combinators, listed),
    },
    { schemaArray: { type: 'array', minItems: 1, items: self } },
  );
}

function validation(modern: Modern): [string, object] {
  const natural = { $ref: '#/$defs/nonNegativeInteger' };
  return vocabulary(
    modern,
    'validation',
    {
      type: typeKeyword('#/$defs'),
      enum: { type: 'array' },
      multipleOf: { type: 'number', exclusiveMinimum: 0 },
      ...each(limits, number),
      ...counts(natural.$ref, `${natural.$ref}Default0`),
      pattern,
      uniqueItems: flag,
      ...each(['maxContains', 'minContains'], natural),
      required: { $ref: '#/$defs/stringArray' },
      dependentRequired: objectOf({ $ref: '#/$defs/stringArray' }),
    },
    {
      nonNegativeInteger: { type: 'integer', minimum: 0 },
      nonNegativeIntegerDefault0: { ...natural, default: 0 },
      simpleTypes,
      stringArray,
    },
  );
}

function annotations(modern: Modern): [string, object][] {
  const format = { format: text };
  const formats =
    modern === modern2019
      ? ['format']
      : ['format-annotation', 'format-assertion'];
  return [
    vocabulary(modern, 'meta-data', {
      title: text,
      description: text,
      ...each(['deprecated', 'readOnly', 'writeOnly'], flag),
      examples: { type: 'array' },
    }),
    ...formats.map(name => vocabulary(modern, name, format)),
    vocabulary(modern, 'content', {
      contentEncoding: text,
      contentMediaType: text,
      contentSchema: modern.self,
    }),
  ];
}

function whole(modern: Modern, names: readonly string[]): [string, object] {
  const { self } = modern;
  const id = `${modern.url}/schema`;
  const more: Record<string, Part> =
    modern === modern2019
      ? {}
      : {
          $recursiveAnchor: { $ref: 'meta/core#/$defs/anchorString' },
          $recursiveRef: { $ref: 'meta/core#/$defs/uriReferenceString' },
        };
  return [
    id,
    {
      $schema: id,
      $id: id,
      ...modern.anchor,
      allOf: names.map(name => ({ $ref: `meta/${name}` })),
      type: types,
      properties: {
        definitions: objectOf(self),
        dependencies: objectOf({
          anyOf: [self, { $ref: 'meta/validation#/$defs/stringArray' }],
        }),
        ...more,
      },
    },
  ];
}

/** The meta-schemas of all drafts by URL, as far as they can fail. */
export function metaSchemas(): Map<string, SchemaJson> {
  const all: [string, object][] = [
    ['http://json-schema.org/draft-04/schema', draft4],
    ['http://json-schema.org/draft-06/schema', draft6],
    ['http://json-schema.org/draft-07/schema', draft7],
    whole(modern2019, [
      'core',
      'applicator',
      'validation',
      'meta-data',
      'format',
      'content',
    ]),
    core(modern2019),
    applicator(modern2019),
    validation(modern2019),
    ...annotations(modern2019),
    whole(modern2020, [
      'core',
      'applicator',
      'unevaluated',
      'validation',
      'meta-data',
      'format-annotation',
      'content',
    ]),
    core(modern2020),
    applicator(modern2020),
    vocabulary(
      modern2020,
      'unevaluated',
      each(['unevaluatedItems', 'unevaluatedProperties'], modern2020.self),
    ),
    validation(modern2020),
    ...annotations(modern2020),
  ];
  return new Map(all.map(([url, schema]) => [url, toDocument(schema)]));
}
