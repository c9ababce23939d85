import { Regexp, RegexpError } from '@sluice/golang/regexp';
import { quote } from '@sluice/golang/fmt';
import { type Documents, type Root } from './documents';
import { hasVocabulary } from './draft';
import { formatOf } from './format';
import {
  type JsonType,
  type SchemaJson,
  type SchemaObject,
  jsonTypes,
  numberOf,
} from './json';
import {
  SchemaError,
  escapeToken,
  locationOf,
  lookup,
  resolveReference,
} from './location';
import { type Rational, isWhole, toNumber } from './rational';
import { Schema } from './schema';

/** Schemas of one document and of those it refers to. */
const MAX_SCHEMAS = 100_000;

function texts(value: SchemaJson[]): string[] {
  return value.filter((item): item is string => typeof item === 'string');
}

/** Reads the keywords of one object. */
class Keywords {
  readonly #object: SchemaObject;
  readonly #schema: Schema;
  readonly #at: (pointer: string) => Schema;

  constructor(
    object: SchemaObject,
    schema: Schema,
    at: (pointer: string) => Schema,
  ) {
    this.#object = object;
    this.#schema = schema;
    this.#at = at;
  }

  get(name: string): SchemaJson | undefined {
    return this.#object.get(name);
  }

  text(name: string): string | undefined {
    const value = this.#object.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#object.get(name) === true;
  }

  number(name: string): Rational | undefined {
    const value = this.#object.get(name);
    return value === undefined ? undefined : numberOf(value);
  }

  integer(name: string): number | undefined {
    const number = this.number(name);
    return number && isWhole(number) ? toNumber(number) : undefined;
  }

  list(name: string): SchemaJson[] | undefined {
    const value = this.#object.get(name);
    return Array.isArray(value) ? value : undefined;
  }

  object(name: string): SchemaObject | undefined {
    const value = this.#object.get(name);
    return value instanceof Map ? value : undefined;
  }

  at(...tokens: string[]): Schema {
    const path = tokens.map(token => `/${escapeToken(token)}`).join('');
    return this.#at(this.#schema.pointer + path);
  }

  schema(name: string): Schema | undefined {
    return this.#object.has(name) ? this.at(name) : undefined;
  }

  schemas(name: string): Schema[] {
    return (this.list(name) ?? []).map((_, index) =>
      this.at(name, String(index)),
    );
  }

  schemaMap(name: string): Map<string, Schema> | undefined {
    const object = this.object(name);
    return (
      object &&
      new Map([...object.keys()].map(key => [key, this.at(name, key)]))
    );
  }

  /** A schema that may be just a bool. */
  additional(name: string): boolean | Schema | undefined {
    const value = this.#object.get(name);
    return typeof value === 'boolean' ? value : this.schema(name);
  }

  pattern(keyword: string, text: string): Regexp {
    try {
      return new Regexp(text);
    } catch (error) {
      if (!(error instanceof RegexpError)) throw error;
      const { url, pointer } = this.#schema;
      throw new SchemaError(
        `invalid regex ${quote(text)} at ${quote(
          `${locationOf(url, pointer)}/${keyword}`,
        )}: ${error.message}`,
        { cause: error },
      );
    }
  }
}

function typesOf(value: SchemaJson | undefined): Set<JsonType> | undefined {
  const names = new Set(
    Array.isArray(value)
      ? texts(value)
      : [typeof value === 'string' ? value : ''],
  );
  const types = jsonTypes.filter(name => names.has(name));
  return types.length > 0 ? new Set(types) : undefined;
}

/** Compiles schemas, each one once. */
export class Compiler {
  readonly #documents: Documents;
  readonly #schemas = new Map<string, Schema>();
  readonly #queue: Schema[] = [];

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /**
   * The schema at a pointer of a document, with all it refers to.
   *
   * @throws SchemaError
   */
  compile(url: string, pointer: string = ''): Schema {
    this.#documents.root(url);
    const schema = this.#enqueue(url, pointer);
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      this.#documents.ensureSubschema(next.url, next.pointer);
      const root = this.#documents.root(next.url);
      this.#compileValue(
        lookup(root.document, next.url, next.pointer),
        next,
        root,
      );
    }
    return schema;
  }

  #enqueue(url: string, pointer: string): Schema {
    const key = `${url}#${pointer}`;
    const known = this.#schemas.get(key);
    if (known) return known;
    if (this.#schemas.size >= MAX_SCHEMAS) {
      throw new SchemaError(`more than ${MAX_SCHEMAS} schemas`);
    }
    const schema = new Schema(url, pointer);
    this.#schemas.set(key, schema);
    this.#queue.push(schema);
    return schema;
  }

  #compileValue(value: SchemaJson, schema: Schema, root: Root): void {
    const resource = root.resourceAt(schema.pointer);
    schema.version = resource.dialect.draft.version;
    schema.resource = this.#enqueue(schema.url, resource.pointer);
    if (schema.version >= 2020 && schema.resource === schema) {
      for (const anchor of resource.dynamicAnchors) {
        const pointer = resource.anchors.get(anchor) ?? '';
        schema.dynamicAnchors.set(anchor, this.#enqueue(schema.url, pointer));
      }
    }
    if (typeof value === 'boolean') schema.always = value;
    if (value instanceof Map) {
      if (value.size === 0) schema.always = true;
      else this.#compileObject(value, schema, root);
    }
    schema.allPropertiesEvaluated = schema.additionalProperties !== undefined;
    if (schema.version < 2020) {
      const { items } = schema;
      schema.allItemsEvaluated =
        schema.additionalItems !== undefined ||
        (items !== undefined && !Array.isArray(items));
      schema.itemsEvaluated = Array.isArray(items) ? items.length : 0;
    } else {
      schema.allItemsEvaluated = schema.restItems !== undefined;
      schema.itemsEvaluated = schema.prefixItems.length;
    }
  }

  #reference(
    keywords: Keywords,
    name: string,
    schema: Schema,
    root: Root,
  ): Schema | undefined {
    const reference = keywords.text(name);
    if (reference === undefined) return undefined;
    const base = root.resourceAt(schema.pointer).id;
    const { url, fragment } = resolveReference(base, reference);
    const local = root.resolve(url, fragment);
    if (local !== undefined) return this.#enqueue(schema.url, local);
    const other = this.#documents.root(url);
    return this.#enqueue(url, other.resolve(url, fragment) ?? '');
  }

  #compileObject(object: SchemaObject, schema: Schema, root: Root): void {
    const { dialect } = root.resourceAt(schema.pointer);
    const keywords = new Keywords(object, schema, pointer =>
      this.#enqueue(schema.url, pointer),
    );
    schema.ref = this.#reference(keywords, '$ref', schema, root);
    // Beside a `$ref`, older drafts take nothing.
    if (schema.version < 2019 && schema.ref) return;
    if (hasVocabulary(dialect, 'applicator')) readApplicators(keywords, schema);
    if (hasVocabulary(dialect, 'validation')) readAssertions(keywords, schema);
    const formats =
      schema.version < 2019 ||
      hasVocabulary(
        dialect,
        schema.version === 2019 ? 'format' : 'format-assertion',
      );
    if (formats || this.#documents.isMeta(schema.url)) {
      schema.format = formatOf(keywords.text('format') ?? '');
    }
    if (schema.version >= 2019) {
      schema.recursiveRef = this.#reference(
        keywords,
        '$recursiveRef',
        schema,
        root,
      );
      schema.recursiveAnchor = keywords.flag('$recursiveAnchor');
      if (
        hasVocabulary(
          dialect,
          schema.version === 2019 ? 'applicator' : 'unevaluated',
        )
      ) {
        schema.unevaluatedItems = keywords.schema('unevaluatedItems');
        schema.unevaluatedProperties = keywords.schema('unevaluatedProperties');
      }
    }
    if (schema.version >= 2020) this.#dynamic(keywords, schema, root);
  }

  #dynamic(keywords: Keywords, schema: Schema, root: Root): void {
    const target = this.#reference(keywords, '$dynamicRef', schema, root);
    if (target) {
      const reference = keywords.text('$dynamicRef') ?? '';
      const { fragment } = resolveReference(schema.url, reference);
      schema.dynamicRef = {
        schema: target,
        anchor: fragment.startsWith('/') ? '' : fragment,
      };
    }
    schema.dynamicAnchor = keywords.text('$dynamicAnchor') ?? '';
  }
}

function readApplicators(keywords: Keywords, schema: Schema): void {
  const { version } = schema;
  schema.allOf = keywords.schemas('allOf');
  schema.anyOf = keywords.schemas('anyOf');
  schema.oneOf = keywords.schemas('oneOf');
  schema.not = keywords.schema('not');
  if (version >= 2020) {
    schema.prefixItems = keywords.schemas('prefixItems');
    schema.restItems = keywords.schema('items');
  } else if (keywords.list('items')) {
    schema.items = keywords.schemas('items');
    schema.additionalItems = keywords.additional('additionalItems');
  } else {
    schema.items = keywords.schema('items');
  }
  schema.properties = keywords.schemaMap('properties');
  schema.patternProperties = [
    ...(keywords.schemaMap('patternProperties') ?? []),
  ].map(([pattern, matched]) => [
    keywords.pattern('patternProperties', pattern),
    matched,
  ]);
  schema.additionalProperties = keywords.additional('additionalProperties');
  schema.dependencies = [...(keywords.object('dependencies') ?? [])].map(
    ([name, value]) => [
      name,
      Array.isArray(value) ? texts(value) : keywords.at('dependencies', name),
    ],
  );
  if (version >= 6) {
    schema.contains = keywords.schema('contains');
    schema.propertyNames = keywords.schema('propertyNames');
  }
  const condition = version >= 7 ? keywords.schema('if') : undefined;
  if (condition) {
    schema.condition = {
      if: condition,
      then: keywords.schema('then'),
      else: keywords.schema('else'),
    };
  }
  if (version >= 2019) {
    schema.dependentSchemas = keywords.schemaMap('dependentSchemas');
  }
}

function readLimits(keywords: Keywords, schema: Schema): void {
  schema.maximum = keywords.number('maximum');
  schema.exclusiveMaximum = keywords.number('exclusiveMaximum');
  if (keywords.flag('exclusiveMaximum')) {
    schema.exclusiveMaximum = schema.maximum;
    schema.maximum = undefined;
  }
  schema.minimum = keywords.number('minimum');
  schema.exclusiveMinimum = keywords.number('exclusiveMinimum');
  if (keywords.flag('exclusiveMinimum')) {
    schema.exclusiveMinimum = schema.minimum;
    schema.minimum = undefined;
  }
  schema.multipleOf = keywords.number('multipleOf');
}

function readAssertions(keywords: Keywords, schema: Schema): void {
  schema.types = typesOf(keywords.get('type'));
  schema.enumeration = keywords.list('enum');
  readLimits(keywords, schema);
  schema.minLength = keywords.integer('minLength');
  schema.maxLength = keywords.integer('maxLength');
  const pattern = keywords.text('pattern');
  if (pattern !== undefined) {
    schema.pattern = keywords.pattern('pattern', pattern);
  }
  schema.minItems = keywords.integer('minItems');
  schema.maxItems = keywords.integer('maxItems');
  schema.uniqueItems = keywords.flag('uniqueItems');
  schema.minProperties = keywords.integer('minProperties');
  schema.maxProperties = keywords.integer('maxProperties');
  schema.required = texts(keywords.list('required') ?? []);
  const constant = schema.version >= 6 ? keywords.get('const') : undefined;
  if (constant !== undefined) schema.constant = { value: constant };
  if (schema.version >= 2019) {
    if (schema.contains) {
      schema.minContains = keywords.integer('minContains');
      schema.maxContains = keywords.integer('maxContains');
    }
    schema.dependentRequired = [
      ...(keywords.object('dependentRequired') ?? []),
    ].flatMap(([name, value]): [string, string[]][] =>
      Array.isArray(value) ? [[name, texts(value)]] : [],
    );
  }
}
