import type { JsonObject, JsonValue } from '@sluice/kubernetes';
import { builtinComponent, builtinComponents } from '@sluice/kubernetes/schema';
import { createHash } from 'node:crypto';
import { asJsonObject, isJsonObject } from '../store/json';
import type { ServedType, ServedTypes } from './servedTypes';

const refPrefix = '#/components/schemas/';
const metaPackage = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const gvkExtension = 'x-kubernetes-group-version-kind';

/** A document with the hash that its address carries. */
export interface OpenApiDocument {
  json: Buffer;
  hash: string;
}

/** OpenAPI v3 of what is served, one document per group version; made when first asked for. */
export class OpenApiDocuments {
  readonly #served: ServedTypes;
  readonly #documents = new Map<string, OpenApiDocument>();

  constructor(served: ServedTypes) {
    this.#served = served;
  }

  /** `/openapi/v3`: the address of each document. */
  index(): object {
    const paths: Record<string, object> = {};
    for (const [group, versions] of this.#served.groups) {
      for (const version of versions) {
        const path = pathOf(group, version);
        const hash = this.#stamp(group, version);
        paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
      }
    }
    return { paths };
  }

  /** `path` is what follows `/openapi/v3/`, for example `apis/apps/v1`. */
  document(path: string): OpenApiDocument | undefined {
    const known = this.#documents.get(path);
    if (known) {
      return known;
    }
    for (const [group, versions] of this.#served.groups) {
      for (const version of versions) {
        if (pathOf(group, version) === path) {
          const made = this.#make(group, version);
          this.#documents.set(path, made);
          return made;
        }
      }
    }
    return undefined;
  }

  /** What the address of a document changes with: built-in kinds never change, so their schemas need not be loaded. */
  #stamp(group: string, version: string): string {
    const types = this.#served.of(group, version);
    const content = types.map(type =>
      type.resource?.definition.custom
        ? type.resource.definition.schema
        : `${type.plural} ${type.subresources.map(({ name }) => name).join()}`,
    );
    return hashOf(JSON.stringify(content));
  }

  #make(group: string, version: string): OpenApiDocument {
    const types = this.#served.of(group, version);
    const components = new Map<string, JsonValue>();
    const paths: JsonObject = {};
    for (const type of types) {
      const name = addKind(type, components);
      addPaths(type, name, paths);
    }
    for (const meta of ['Status', 'DeleteOptions', 'Patch', 'ObjectMeta']) {
      addComponent(`${metaPackage}.${meta}`, components);
    }
    const document = {
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: 'v1.36.2' },
      paths,
      components: {
        schemas: Object.fromEntries(
          [...components].sort(([left], [right]) => (left < right ? -1 : 1)),
        ),
      },
    };
    return {
      json: Buffer.from(JSON.stringify(document)),
      hash: this.#stamp(group, version),
    };
  }
}

function hashOf(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase();
}

function pathOf(group: string, version: string): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

/** Adds the schema of a kind with everything that it refers to; answers its name. */
function addKind(type: ServedType, components: Map<string, JsonValue>): string {
  if (type.resource?.definition.custom) {
    const name = customName(type);
    const { schema } = type.resource.definition;
    components.set(name, {
      ...schema,
      [gvkExtension]: [gvkOf(type)],
    });
    addReferences(schema, components);
    return name;
  }
  const builtin = builtinComponents(type.apiVersion);
  for (const [name, schema] of Object.entries(builtin)) {
    if (describes(schema, type)) {
      addComponent(name, components);
      return name;
    }
  }
  const name = customName(type);
  components.set(name, { type: 'object', [gvkExtension]: [gvkOf(type)] });
  return name;
}

function describes(schema: JsonObject, type: ServedType): boolean {
  const kinds = schema[gvkExtension];
  return (
    Array.isArray(kinds) &&
    kinds.some(
      kind =>
        isJsonObject(kind) &&
        kind.kind === type.kind &&
        kind.version === type.version &&
        kind.group === type.group,
    )
  );
}

function gvkOf({ group, version, kind }: ServedType): JsonObject {
  return { group, version, kind };
}

/** `io.fluxcd.toolkit.kustomize.v1.Kustomization` */
function customName({ group, version, kind }: ServedType): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

function addComponent(name: string, components: Map<string, JsonValue>): void {
  if (components.has(name)) {
    return;
  }
  const schema = builtinComponent(name);
  if (schema) {
    components.set(name, schema);
    addReferences(schema, components);
  }
}

function addReferences(
  value: JsonValue | undefined,
  components: Map<string, JsonValue>,
): void {
  if (Array.isArray(value)) {
    value.forEach(item => addReferences(item, components));
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(asJsonObject(value))) {
      if (key === '$ref' && typeof item === 'string') {
        addComponent(item.slice(refPrefix.length), components);
      } else {
        addReferences(item, components);
      }
    }
  }
}

function reference(name: string): JsonObject {
  return { $ref: `${refPrefix}${name}` };
}

function queryParameter(name: string, type: string): JsonObject {
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}

const writeParameters = [
  queryParameter('dryRun', 'string'),
  queryParameter('fieldManager', 'string'),
  queryParameter('fieldValidation', 'string'),
];

const verbs: Readonly<Record<string, [method: string, action: string]>> = {
  list: ['get', 'list'],
  create: ['post', 'post'],
  deletecollection: ['delete', 'deletecollection'],
  get: ['get', 'get'],
  update: ['put', 'put'],
  patch: ['patch', 'patch'],
  delete: ['delete', 'delete'],
};

function operation(type: ServedType, name: string, verb: string): JsonObject {
  const json = { 'application/json': { schema: reference(name) } };
  const patch = { schema: reference(`${metaPackage}.Patch`) };
  const [, action] = verbs[verb];
  const base: JsonObject = {
    operationId: `${verb}${type.kind}${type.version}${type.group.replace(
      /\W/g,
      '',
    )}`,
    responses: { '200': { description: 'OK', content: json } },
    'x-kubernetes-action': action,
    [gvkExtension]: gvkOf(type),
  };
  switch (verb) {
    case 'create':
    case 'update':
      return {
        ...base,
        parameters: writeParameters,
        requestBody: { content: json, required: true },
      };
    case 'patch':
      return {
        ...base,
        parameters: [...writeParameters, queryParameter('force', 'boolean')],
        requestBody: {
          required: true,
          content: {
            'application/apply-patch+yaml': patch,
            'application/json-patch+json': patch,
            'application/merge-patch+json': patch,
            ...(type.resource?.definition.custom
              ? {}
              : { 'application/strategic-merge-patch+json': patch }),
          },
        },
      };
    default:
      return base;
  }
}

function addPaths(type: ServedType, name: string, paths: JsonObject): void {
  const root = `/${pathOf(type.group, type.version)}`;
  const collection = type.namespaced
    ? `${root}/namespaces/{namespace}/${type.plural}`
    : `${root}/${type.plural}`;
  const pathParameter = (parameter: string): JsonObject => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: { type: 'string', uniqueItems: true },
  });
  const scope = type.namespaced ? [pathParameter('namespace')] : [];
  const add = (path: string, among: string[], parameters: JsonObject[]) => {
    const entry: JsonObject = {};
    for (const verb of among) {
      if (type.verbs.includes(verb)) {
        entry[verbs[verb][0]] = operation(type, name, verb);
      }
    }
    if (Object.keys(entry).length > 0) {
      paths[path] = { ...entry, parameters };
    }
  };
  add(collection, ['list', 'create', 'deletecollection'], scope);
  if (type.namespaced) {
    add(`${root}/${type.plural}`, ['list'], []);
  }
  add(
    `${collection}/{name}`,
    ['get', 'update', 'patch', 'delete'],
    [pathParameter('name'), ...scope],
  );
}
