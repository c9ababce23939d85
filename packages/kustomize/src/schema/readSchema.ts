import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { ownValue } from '../node/toJson';
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

/** A schema that is looked at only as far as objects go, since definitions may refer to themselves. */
class LazySchema implements MergeSchema {
  readonly #schema: JsonObject;
  readonly #definitions: JsonObject;
  #fields: Record<string, MergeSchema> | undefined;

  constructor(schema: JsonObject, definitions: JsonObject) {
    this.#definitions = definitions;
    this.#schema = this.#resolve(schema);
  }

  get fields(): Record<string, MergeSchema> {
    if (!this.#fields) {
      const properties = objectAt(this.#schema, 'properties') ?? {};
      const fields: Record<string, MergeSchema> = Object.create(null);
      for (const name of Object.keys(properties)) {
        const property = asObject(properties[name]);
        if (property)
          fields[name] = new LazySchema(property, this.#definitions);
      }
      this.#fields = fields;
    }
    return this.#fields;
  }

  get values(): MergeSchema | undefined {
    const values = objectAt(this.#schema, 'additionalProperties');
    return values && new LazySchema(values, this.#definitions);
  }

  get items(): MergeSchema | undefined {
    if (ownValue(this.#schema, 'type') !== 'array') return undefined;
    const items = objectAt(this.#schema, 'items');
    return items && new LazySchema(items, this.#definitions);
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

  #resolve(schema: JsonObject): JsonObject {
    let current = schema;
    for (let i = 0; i < 100; i++) {
      const reference = textAt(current, '$ref');
      if (reference === undefined) return current;
      const name = reference.replace(/^#\/definitions\//, '');
      const target = objectAt(this.#definitions, name);
      if (!target) return {};
      current = target;
    }
    return {};
  }
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
  const schemas = new Map<string, MergeSchema>();
  for (const name of Object.keys(definitions)) {
    const definition = asObject(definitions[name]);
    if (!definition) continue;
    for (const kind of kindsOf(ownValue(definition, gvkKey))) {
      schemas.set(kind, new LazySchema(definition, definitions));
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
