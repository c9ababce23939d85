import { quote } from '@sluice/golang/fmt';
import {
  type Dialect,
  type Draft,
  type SubschemaPlace,
  draft2020,
  draftAt,
  idOf,
} from './draft';
import { type SchemaJson, type SchemaObject } from './json';
import {
  SchemaError,
  escapeToken,
  locationOf,
  lookup,
  resolveReference,
  splitFragment,
} from './location';

/** A part of a document with an identifier of its own, or the whole of it. */
export interface Resource {
  pointer: string;
  id: string;
  dialect: Dialect;
  anchors: Map<string, string>;
  dynamicAnchors: string[];
}

/** One document and the resources in it. */
export class Root {
  readonly url: string;
  readonly document: SchemaJson;
  readonly resources = new Map<string, Resource>();
  readonly processed = new Set<string>();

  constructor(url: string, document: SchemaJson) {
    this.url = url;
    this.document = document;
  }

  /** The resource that holds what is at a pointer. */
  resourceAt(pointer: string): Resource {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const resource = this.resources.get(at);
      if (resource) return resource;
    }
    const top = this.resources.get('');
    if (!top) throw new SchemaError(`no resource in ${quote(this.url)}`);
    return top;
  }

  resourceWithId(id: string): Resource | undefined {
    for (const resource of this.resources.values()) {
      if (resource.id === id) return resource;
    }
    return undefined;
  }

  /**
   * Where a reference leads within this document; undefined when it leads to another.
   *
   * @throws SchemaError for an anchor that is not there
   */
  resolve(url: string, fragment: string): string | undefined {
    const resource =
      url === this.url ? this.resourceAt('') : this.resourceWithId(url);
    if (!resource) return undefined;
    if (fragment === '' || fragment.startsWith('/')) {
      return resource.pointer + fragment;
    }
    const pointer = resource.anchors.get(fragment);
    if (pointer === undefined) {
      throw new SchemaError(
        `anchor in ${quote(
          locationOf(resource.id, fragment),
        )} not found in schema ${quote(this.url)}`,
      );
    }
    return pointer;
  }
}

/** Gives documents that are referred to; throws where there is none to give. */
export type LoadDocument = (url: string) => SchemaJson;

/** How many documents one schema may bring in. */
const MAX_DOCUMENTS = 100;

/** What lies at a place in a schema, with the pointers to it. */
function subschemasOf(
  schema: SchemaObject,
  pointer: string,
  { keyword, below }: SubschemaPlace,
): [string, SchemaJson][] {
  const value = schema.get(keyword);
  if (value === undefined) return [];
  const at = `${pointer}/${keyword}`;
  switch (below) {
    case '*':
      return value instanceof Map
        ? Array.from(value, ([key, item]) => [
            `${at}/${escapeToken(key)}`,
            item,
          ])
        : [];
    case '[]':
      return Array.isArray(value)
        ? value.map((item, index) => [`${at}/${index}`, item])
        : [];
    default:
      return [[at, value]];
  }
}

/** All documents that a schema is made of. */
export class Documents {
  readonly #roots = new Map<string, Root>();
  readonly #documents = new Map<string, SchemaJson>();
  readonly #meta: ReadonlyMap<string, SchemaJson>;
  readonly #load: LoadDocument;
  readonly #validate: (root: Root, pointer: string) => void;

  /** `validate`: checks what is at a pointer against its meta-schema. */
  constructor(options: {
    meta: ReadonlyMap<string, SchemaJson>;
    load: LoadDocument;
    validate(root: Root, pointer: string): void;
  }) {
    this.#meta = options.meta;
    this.#load = options.load;
    this.#validate = options.validate;
  }

  add(url: string, document: SchemaJson): void {
    this.#documents.set(url, document);
  }

  isMeta(url: string): boolean {
    return /^https?:\/\/json-schema\.org\//.test(url);
  }

  #document(url: string): SchemaJson {
    // A document may be null.
    const own = this.#documents.get(url);
    if (own !== undefined) return own;
    const meta = this.#meta.get(
      url.replace(/^http:\/\/(?=json-schema.org\/draft\/)/, 'https://'),
    );
    if (meta !== undefined) return meta;
    if (this.#documents.size >= MAX_DOCUMENTS) {
      throw new SchemaError(`more than ${MAX_DOCUMENTS} schema documents`);
    }
    let document: SchemaJson;
    try {
      document = this.#load(url);
    } catch (error) {
      throw new SchemaError(
        `failing loading ${quote(url)}: ${
          error instanceof Error ? error.message : error
        }`,
        { cause: error },
      );
    }
    this.#documents.set(url, document);
    return document;
  }

  /** @throws SchemaError */
  root(url: string): Root {
    const known = this.#roots.get(url);
    if (known) return known;
    const root = new Root(url, this.#document(url));
    this.#collect(root, root.document, url, '', { draft: draft2020 });
    if (!this.isMeta(url)) this.#validate(root, '');
    this.#roots.set(url, root);
    return root;
  }

  /** Makes what is at an unusual place known as a schema. */
  ensureSubschema(url: string, pointer: string): void {
    const root = this.root(url);
    if (root.processed.has(pointer)) return;
    const value = lookup(root.document, url, pointer);
    const { id, dialect } = root.resourceAt(pointer);
    this.#collect(root, value, id, pointer, dialect);
    if (!this.isMeta(url)) this.#validate(root, pointer);
  }

  #draftOf(
    url: string,
    document: SchemaJson,
    fallback: Draft,
    seen: Set<string>,
  ): Draft {
    const named = document instanceof Map ? document.get('$schema') : undefined;
    if (typeof named !== 'string') return fallback;
    const draft = draftAt(named);
    if (draft) return draft;
    const [meta] = splitFragment(named);
    if (meta === url) {
      throw new SchemaError(`draft ${quote(meta)} is not supported`);
    }
    if (seen.has(meta)) {
      throw new SchemaError(`cycle in resolving $schema in ${quote(meta)}`);
    }
    seen.add(meta);
    return this.#draftOf(meta, this.#document(meta), fallback, seen);
  }

  #vocabulariesOf(schema: SchemaObject, draft: Draft): string[] | undefined {
    const named = schema.get('$schema');
    if (typeof named !== 'string' || draftAt(named) || draft.version < 2019) {
      return undefined;
    }
    const [url] = splitFragment(named);
    const meta = this.#document(url);
    const listed = meta instanceof Map ? meta.get('$vocabulary') : undefined;
    if (!(listed instanceof Map)) return undefined;
    const names: string[] = [];
    for (const [vocabulary, required] of listed) {
      if (required === true) {
        const name = vocabulary.slice(draft.vocabularyPrefix.length);
        if (
          !vocabulary.startsWith(draft.vocabularyPrefix) ||
          !draft.vocabularies.includes(name)
        ) {
          throw new SchemaError(
            `unsupported vocabulary ${quote(vocabulary)} in ${quote(url)}`,
          );
        }
        names.push(name);
      }
    }
    return names.includes('core') ? names : [...names, 'core'];
  }

  #collect(
    root: Root,
    schema: SchemaJson,
    base: string,
    pointer: string,
    fallback: Dialect,
  ): void {
    if (root.processed.has(pointer)) return;
    root.processed.add(pointer);
    if (!(schema instanceof Map)) {
      if (pointer === '') {
        root.resources.set('', newResource('', base, fallback));
      }
      return;
    }
    let draft = this.#draftOf(
      pointer === '' ? root.url : '',
      schema,
      fallback.draft,
      new Set(),
    );
    let ownDialect = typeof schema.get('$schema') === 'string';
    let id = idOf(draft, schema);
    if (id === '' && pointer !== '') {
      draft = fallback.draft;
      ownDialect = false;
      id = idOf(draft, schema);
    }
    let url = base;
    if (id !== '') ({ url } = resolveReference(base, id));
    if (id !== '' || pointer === '') {
      const known = root.resourceWithId(url);
      if (known && known.pointer !== pointer) {
        throw new SchemaError(
          `duplicate id ${quote(url)} in ${quote(root.url)} at ${quote(
            pointer,
          )} and ${quote(known.pointer)}`,
        );
      }
      const dialect = ownDialect
        ? { draft, vocabularies: this.#vocabulariesOf(schema, draft) }
        : fallback;
      if (!known) {
        root.resources.set(pointer, newResource(pointer, url, dialect));
      }
    }
    const resource = root.resourceWithId(url) ?? root.resourceAt(pointer);
    collectAnchors(root, schema, pointer, resource);
    for (const place of draft.subschemas) {
      for (const [at, value] of subschemasOf(schema, pointer, place)) {
        this.#collect(root, value, url, at, resource.dialect);
      }
    }
  }
}

function newResource(pointer: string, id: string, dialect: Dialect): Resource {
  return { pointer, id, dialect, anchors: new Map(), dynamicAnchors: [] };
}

function addAnchor(
  root: Root,
  resource: Resource,
  anchor: string,
  pointer: string,
): void {
  const known = resource.anchors.get(anchor);
  if (known !== undefined && known !== pointer) {
    throw new SchemaError(
      `duplicate anchor ${quote(anchor)} in ${quote(root.url)} at ${quote(
        known,
      )} and ${quote(pointer)}`,
    );
  }
  resource.anchors.set(anchor, pointer);
}

function collectAnchors(
  root: Root,
  schema: SchemaObject,
  pointer: string,
  resource: Resource,
): void {
  const { version, idKeyword } = resource.dialect.draft;
  if (version < 2019) {
    const id = schema.get(idKeyword);
    if (!schema.has('$ref') && typeof id === 'string') {
      const [, fragment] = splitFragment(id);
      if (fragment !== '' && !fragment.startsWith('/')) {
        addAnchor(root, resource, fragment, pointer);
      }
    }
    return;
  }
  const anchor = schema.get('$anchor');
  if (typeof anchor === 'string') addAnchor(root, resource, anchor, pointer);
  const dynamic = schema.get('$dynamicAnchor');
  if (version >= 2020 && typeof dynamic === 'string') {
    addAnchor(root, resource, dynamic, pointer);
    resource.dynamicAnchors.push(dynamic);
  }
}
