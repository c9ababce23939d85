import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { ownValue } from '../node/toJson';
import { builtinDefinitions } from './builtinMergeSchemas';
import { type Knowledge } from './knowledge';
import { type MergeSchema } from './mergeSchema';

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? value
    : undefined;
}

function objectAt(object: JsonObject, name: string): JsonObject | undefined {
  return asObject(ownValue(object, name));
}

function textAt(object: JsonObject, name: string): string | undefined {
  const value = ownValue(object, name);
  return typeof value === 'string' ? value : undefined;
}

type Resolve = (name: string) => MergeSchema | undefined;

/** A schema that is looked at only as far as objects go, since definitions may refer to themselves. */
class LazySchema implements MergeSchema {
  readonly #schema: JsonObject;
  readonly #resolve: Resolve;
  #fields: Record<string, MergeSchema> | undefined;

  constructor(schema: JsonObject, resolve: Resolve) {
    this.#schema = schema;
    this.#resolve = resolve;
  }

  get fields(): Record<string, MergeSchema> {
    if (!this.#fields) {
      const properties = objectAt(this.#schema, 'properties') ?? {};
      const fields: Record<string, MergeSchema> = Object.create(null);
      for (const name of Object.keys(properties)) {
        const property = this.#typeOf(asObject(properties[name]));
        if (property) fields[name] = property;
      }
      this.#fields = fields;
    }
    return this.#fields;
  }

  get values(): MergeSchema | undefined {
    return this.#typeOf(objectAt(this.#schema, 'additionalProperties'));
  }

  get items(): MergeSchema | undefined {
    if (ownValue(this.#schema, 'type') !== 'array') return undefined;
    return this.#typeOf(objectAt(this.#schema, 'items'));
  }

  get mergeKeys(): readonly string[] | undefined {
    const strategy = textAt(this.#schema, 'x-kubernetes-patch-strategy') ?? '';
    if (!strategy.split(',').includes('merge')) return undefined;
    const keys = ownValue(this.#schema, 'x-kubernetes-list-map-keys');
    if (Array.isArray(keys)) {
      return keys.flatMap(key => (typeof key === 'string' ? [key] : []));
    }
    const key = textAt(this.#schema, 'x-kubernetes-patch-merge-key');
    return key === undefined ? [] : [key];
  }

  #typeOf(schema: JsonObject | undefined): MergeSchema | undefined {
    if (!schema) return undefined;
    const reference = textAt(schema, '$ref');
    return reference === undefined
      ? new LazySchema(schema, this.#resolve)
      : this.#resolve(reference.replace(/^#\/definitions\//, ''));
  }
}

const maxReferences = 100;

/** Finds definitions by name, following those that are only references, first in the file, then in what is built in. */
function resolver(
  definitions: JsonObject,
  builtin: ReadonlyMap<string, MergeSchema>,
): Resolve {
  const resolve: Resolve = name => {
    let current = name;
    for (let i = 0; i < maxReferences; i++) {
      const definition = objectAt(definitions, current);
      if (!definition) return builtin.get(current);
      const reference = textAt(definition, '$ref');
      if (reference === undefined) return new LazySchema(definition, resolve);
      current = reference.replace(/^#\/definitions\//, '');
    }
    return undefined;
  };
  return resolve;
}

function kindsOf(value: JsonValue | undefined): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap(item => {
    const gvk = asObject(item);
    if (!gvk) return [];
    const group = textAt(gvk, 'group') ?? '';
    const version = textAt(gvk, 'version') ?? '';
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return [`${apiVersion} ${textAt(gvk, 'kind') ?? ''}`];
  });
}

const gvkKey = 'x-kubernetes-group-version-kind';

/**
 * Knowledge from an OpenAPI v2 document (`openapi.path`). It replaces the built-in schemas, as in kustomize, or is added to
 * them, as in Flux; which kinds have a namespace stays known either way.
 *
 * @throws YamlError
 */
export function readSchema(
  content: string,
  base: Knowledge,
  mode: 'replace' | 'add',
): Knowledge {
  const document = asObject(parseSigsYaml(content)) ?? {};
  const definitions = objectAt(document, 'definitions') ?? {};
  const resolve = resolver(
    definitions,
    mode === 'add' ? builtinDefinitions : new Map(),
  );
  const schemas = new Map<string, MergeSchema>();
  for (const name of Object.keys(definitions)) {
    const definition = asObject(definitions[name]);
    if (!definition) continue;
    for (const kind of kindsOf(ownValue(definition, gvkKey))) {
      schemas.set(kind, new LazySchema(definition, resolve));
    }
  }
  const namespaced = new Map<string, boolean>();
  const paths = objectAt(document, 'paths') ?? {};
  for (const path of Object.keys(paths)) {
    const get = objectAt(asObject(paths[path]) ?? {}, 'get');
    for (const kind of get ? kindsOf(ownValue(get, gvkKey)) : []) {
      const inNamespace = path.includes('namespaces/{namespace}');
      if (inNamespace || !namespaced.has(kind)) {
        namespaced.set(kind, inNamespace);
      }
    }
  }
  return {
    mergeSchema: (apiVersion, kind) =>
      schemas.get(`${apiVersion} ${kind}`) ??
      (mode === 'add' ? base.mergeSchema(apiVersion, kind) : undefined),
    isClusterScoped: (apiVersion, kind) =>
      base.isClusterScoped(apiVersion, kind) ||
      namespaced.get(`${apiVersion} ${kind}`) === false,
  };
}
