import { type SchemaObject } from './json';
import { splitFragment } from './location';

/** A keyword that has a schema, or below which there are some: in an object (`*`) or a list (`[]`). */
export interface SubschemaPlace {
  keyword: string;
  below: '' | '*' | '[]';
}

function placesOf(...paths: string[]): SubschemaPlace[] {
  return paths.map(path => {
    const [keyword, below] = path.split('/');
    return {
      keyword,
      below: below === '*' || below === '[]' ? below : '',
    };
  });
}

/** A version of JSON Schema. */
export interface Draft {
  version: 4 | 6 | 7 | 2019 | 2020;
  url: string;
  idKeyword: string;
  /** Where schemas lie within one. */
  subschemas: readonly SubschemaPlace[];
  vocabularyPrefix: string;
  vocabularies: readonly string[];
  /** Those in force where the meta-schema does not say. */
  defaults: readonly string[];
}

const subschemas4 = placesOf(
  'definitions/*',
  'not',
  'allOf/[]',
  'anyOf/[]',
  'oneOf/[]',
  'properties/*',
  'additionalProperties',
  'patternProperties/*',
  'items',
  'items/[]',
  'additionalItems',
  'dependencies/*',
);
const subschemas6 = [...subschemas4, ...placesOf('propertyNames', 'contains')];
const subschemas7 = [...subschemas6, ...placesOf('if', 'then', 'else')];
const subschemas2019 = [
  ...subschemas7,
  ...placesOf(
    '$defs/*',
    'dependentSchemas/*',
    'unevaluatedProperties',
    'unevaluatedItems',
    'contentSchema',
  ),
];

function plain(
  version: 4 | 6 | 7,
  idKeyword: string,
  subschemas: readonly SubschemaPlace[],
): Draft {
  return {
    version,
    url: `http://json-schema.org/draft-0${version}/schema`,
    idKeyword,
    subschemas,
    vocabularyPrefix: '',
    vocabularies: [],
    defaults: [],
  };
}

const draft2019: Draft = {
  version: 2019,
  url: 'https://json-schema.org/draft/2019-09/schema',
  idKeyword: '$id',
  subschemas: subschemas2019,
  vocabularyPrefix: 'https://json-schema.org/draft/2019-09/vocab/',
  vocabularies: [
    'core',
    'applicator',
    'validation',
    'meta-data',
    'format',
    'content',
  ],
  defaults: ['core', 'applicator', 'validation'],
};

export const draft2020: Draft = {
  version: 2020,
  url: 'https://json-schema.org/draft/2020-12/schema',
  idKeyword: '$id',
  subschemas: [...subschemas2019, ...placesOf('prefixItems/[]')],
  vocabularyPrefix: 'https://json-schema.org/draft/2020-12/vocab/',
  vocabularies: [
    'core',
    'applicator',
    'unevaluated',
    'validation',
    'meta-data',
    'format-annotation',
    'format-assertion',
    'content',
  ],
  defaults: ['core', 'applicator', 'unevaluated', 'validation'],
};

const drafts = new Map<string, Draft>([
  ['json-schema.org/schema', draft2020],
  ['json-schema.org/draft/2020-12/schema', draft2020],
  ['json-schema.org/draft/2019-09/schema', draft2019],
  ['json-schema.org/draft-07/schema', plain(7, '$id', subschemas7)],
  ['json-schema.org/draft-06/schema', plain(6, '$id', subschemas6)],
  ['json-schema.org/draft-04/schema', plain(4, 'id', subschemas4)],
]);

/** The draft whose meta-schema is at a URL. */
export function draftAt(url: string): Draft | undefined {
  const [path, fragment] = splitFragment(url);
  return fragment === ''
    ? drafts.get(path.replace(/^https?:\/\//, ''))
    : undefined;
}

/** The identifier of a schema, without its fragment; '' where it has none. */
export function idOf(draft: Draft, schema: SchemaObject): string {
  // Beside a `$ref`, older drafts take nothing.
  if (draft.version < 2019 && schema.has('$ref')) return '';
  const id = schema.get(draft.idKeyword);
  return typeof id === 'string' ? splitFragment(id)[0] : '';
}

/** A draft and the vocabularies that a meta-schema of its own asks for. */
export interface Dialect {
  draft: Draft;
  vocabularies?: readonly string[];
}

export function hasVocabulary(dialect: Dialect, name: string): boolean {
  if (name === 'core' || dialect.draft.version < 2019) return true;
  return (dialect.vocabularies ?? dialect.draft.defaults).includes(name);
}
