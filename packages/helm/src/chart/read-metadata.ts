import { type JsonObject, type JsonValue, entryOf } from '@sluice/golang/json';
import {
  type Dependency,
  type Lock,
  type Maintainer,
  type Metadata,
  emptyMetadata,
} from './metadata';
import {
  anyShape,
  boolShape,
  mapShape,
  sliceShape,
  stringShape,
  structShape,
  timeShape,
  unmarshalYaml,
} from './unmarshal';

const maintainerShape = structShape('v2.Maintainer', {
  name: stringShape,
  email: stringShape,
  url: stringShape,
});

const dependencyShape = structShape('v2.Dependency', {
  name: stringShape,
  version: stringShape,
  repository: stringShape,
  condition: stringShape,
  tags: sliceShape(stringShape),
  enabled: boolShape,
  'import-values': sliceShape(anyShape),
  alias: stringShape,
});

/** What `Chart.yaml` is read into. */
export const metadataShape = structShape('v2.Metadata', {
  name: stringShape,
  home: stringShape,
  sources: sliceShape(stringShape),
  version: stringShape,
  description: stringShape,
  keywords: sliceShape(stringShape),
  maintainers: sliceShape(maintainerShape),
  icon: stringShape,
  apiVersion: stringShape,
  condition: stringShape,
  tags: stringShape,
  appVersion: stringShape,
  deprecated: boolShape,
  annotations: mapShape(stringShape),
  kubeVersion: stringShape,
  dependencies: sliceShape(dependencyShape),
  type: stringShape,
});

/** What `Chart.lock` is read into. */
export const lockShape = structShape('v2.Lock', {
  generated: timeShape,
  digest: stringShape,
  dependencies: sliceShape(dependencyShape),
});

function text(object: JsonObject, key: string): string {
  const value = entryOf(object, key);
  return typeof value === 'string' ? value : '';
}

function list(object: JsonObject, key: string): JsonValue[] | null {
  const value = entryOf(object, key);
  return Array.isArray(value) ? value : null;
}

function texts(object: JsonObject, key: string): string[] | null {
  const values = list(object, key);
  return (
    values && values.map(value => (typeof value === 'string' ? value : ''))
  );
}

function objects<T>(
  object: JsonObject,
  key: string,
  read: (item: JsonObject) => T,
): (T | null)[] | null {
  const values = list(object, key);
  return (
    values &&
    values.map(value =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? read(value)
        : null,
    )
  );
}

function readMaintainer(object: JsonObject): Maintainer {
  return {
    name: text(object, 'name'),
    email: text(object, 'email'),
    url: text(object, 'url'),
  };
}

function readDependency(object: JsonObject): Dependency {
  return {
    name: text(object, 'name'),
    version: text(object, 'version'),
    repository: text(object, 'repository'),
    condition: text(object, 'condition'),
    tags: texts(object, 'tags'),
    enabled: entryOf(object, 'enabled') === true,
    importValues: list(object, 'import-values'),
    alias: text(object, 'alias'),
  };
}

function readAnnotations(object: JsonObject): Map<string, string> | null {
  const value = entryOf(object, 'annotations');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return null;
  }
  return new Map(
    Object.entries(value).map(([key, entry]) => [
      key,
      typeof entry === 'string' ? entry : '',
    ]),
  );
}

/** Metadata from an object of its form (see {@link metadataShape}), on top of what is known already: `requirements.yaml` adds to `Chart.yaml`. */
export function metadataFrom(
  object: JsonObject,
  known: Metadata = emptyMetadata(),
): Metadata {
  const pick = (key: string, before: string) =>
    Object.hasOwn(object, key) ? text(object, key) : before;
  return {
    name: pick('name', known.name),
    home: pick('home', known.home),
    sources: texts(object, 'sources') ?? known.sources,
    version: pick('version', known.version),
    description: pick('description', known.description),
    keywords: texts(object, 'keywords') ?? known.keywords,
    maintainers:
      objects(object, 'maintainers', readMaintainer) ?? known.maintainers,
    icon: pick('icon', known.icon),
    apiVersion: pick('apiVersion', known.apiVersion),
    condition: pick('condition', known.condition),
    tags: pick('tags', known.tags),
    appVersion: pick('appVersion', known.appVersion),
    deprecated: Object.hasOwn(object, 'deprecated')
      ? entryOf(object, 'deprecated') === true
      : known.deprecated,
    annotations: readAnnotations(object) ?? known.annotations,
    kubeVersion: pick('kubeVersion', known.kubeVersion),
    dependencies:
      objects(object, 'dependencies', readDependency) ?? known.dependencies,
    type: pick('type', known.type),
  };
}

/** A lock from an object of its form (see {@link lockShape}). */
export function lockFrom(object: JsonObject): Lock {
  return {
    generated: text(object, 'generated'),
    digest: text(object, 'digest'),
    dependencies: objects(object, 'dependencies', readDependency),
  };
}

/**
 * Reads `Chart.yaml`, or adds `requirements.yaml` to it.
 *
 * @throws Error with the message of sigs.k8s.io/yaml
 */
export function parseMetadata(content: string, known?: Metadata): Metadata {
  return metadataFrom(unmarshalYaml(content, metadataShape), known);
}

/**
 * Reads `Chart.lock` or `requirements.lock`.
 *
 * @throws Error with the message of sigs.k8s.io/yaml
 */
export function parseLock(content: string): Lock {
  return lockFrom(unmarshalYaml(content, lockShape));
}
