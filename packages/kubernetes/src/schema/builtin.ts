import type { JsonObject, ObjectType } from '../objects';
import { packages } from './generated/packages';
import typesText from './generated/types';

/** Names a version of a kind. */
export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** One served version of a built-in kind, as discovery of the real server describes it. */
export interface BuiltinType extends ObjectType {
  group: string;
  version: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  /** Names such as `status`, `scale`, `eviction`, with the verbs that each answers. */
  subresources: Readonly<Record<string, readonly string[]>>;
  /** What the bodies of a subresource are, for example `autoscaling/v1` Scale. */
  subresourceKinds: Readonly<Record<string, GroupVersionKind>>;
}

interface TypeIndex {
  types: readonly BuiltinType[];
  /** apiVersion → kind → name of its component. */
  kinds: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const REF_PREFIX = '#/components/schemas/';

const loaded = new Map<string, Readonly<Record<string, JsonObject>>>();
let index: TypeIndex | undefined;

function typeIndex(): TypeIndex {
  if (!index) {
    const parsed: TypeIndex = JSON.parse(typesText);
    index = parsed;
  }
  return index;
}

function ownEntry<T>(
  record: Readonly<Record<string, T>>,
  key: string,
): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** All built-in resources that are served, in the order of discovery. */
export function builtinTypes(): readonly BuiltinType[] {
  return typeIndex().types;
}

/**
 * A shared component by its name, for example `io.k8s.api.core.v1.PodSpec`. Its package is loaded when first asked for; the
 * result is shared and must not be changed.
 */
export function builtinComponent(name: string): JsonObject | undefined {
  const packageName = name.slice(0, name.lastIndexOf('.'));
  let components = loaded.get(packageName);
  if (!components) {
    const text = ownEntry(packages, packageName);
    if (text === undefined) {
      return undefined;
    }
    const parsed: Readonly<Record<string, JsonObject>> = JSON.parse(text);
    components = parsed;
    loaded.set(packageName, components);
  }
  return ownEntry(components, name);
}

function componentName(apiVersion: string, kind: string): string | undefined {
  const kinds = ownEntry(typeIndex().kinds, apiVersion);
  return kinds && ownEntry(kinds, kind);
}

/**
 * OpenAPI v3 schema of a built-in kind with `x-kubernetes-*` extensions. Properties refer to shared components
 * (`$ref: '#/components/schemas/NAME'`, possibly inside `allOf` beside a default): follow them with {@link resolveSchema}.
 * Loaded when first asked for; the result is shared and must not be changed.
 */
export function builtinSchema(
  apiVersion: string,
  kind: string,
): JsonObject | undefined {
  const name = componentName(apiVersion, kind);
  return name === undefined ? undefined : builtinComponent(name);
}

/** The name of the component that a schema refers to, directly or as its only `allOf`. */
export function referencedComponent(schema: JsonObject): string | undefined {
  const only =
    Array.isArray(schema.allOf) && schema.allOf.length === 1
      ? schema.allOf[0]
      : undefined;
  const ref =
    schema.$ref ??
    (only !== null && typeof only === 'object' && !Array.isArray(only)
      ? only.$ref
      : undefined);
  return typeof ref === 'string'
    ? ref.slice(ref.lastIndexOf('/') + 1)
    : undefined;
}

/**
 * The schema itself when it has no `$ref`; otherwise the built-in component, with what stands beside the reference (`default`,
 * extensions) laid over it. Shared, must not be changed.
 */
export function resolveSchema(schema: JsonObject): JsonObject {
  const name = referencedComponent(schema);
  const component = name === undefined ? undefined : builtinComponent(name);
  if (!component) {
    return schema;
  }
  const { $ref, allOf, ...beside } = schema;
  return Object.keys(beside).length === 0
    ? component
    : { ...component, ...beside };
}

function collectReferences(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    value.forEach(item => collectReferences(item, names));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (
        key === '$ref' &&
        typeof item === 'string' &&
        item.startsWith(REF_PREFIX)
      ) {
        names.add(item.slice(REF_PREFIX.length));
      } else {
        collectReferences(item, names);
      }
    }
  }
}

/**
 * The components that the kinds of one group version need (all, transitively), name → schema: what
 * `components.schemas` of `/openapi/v3/apis/GROUP/VERSION` holds.
 */
export function builtinComponents(
  apiVersion: string,
): Readonly<Record<string, JsonObject>> {
  const kinds = ownEntry(typeIndex().kinds, apiVersion) ?? {};
  // A set grows while it is walked, so this follows references of references.
  const names = new Set(Object.values(kinds));
  const components: Record<string, JsonObject> = {};
  for (const name of names) {
    const component = builtinComponent(name);
    if (component) {
      components[name] = component;
      collectReferences(component, names);
    }
  }
  return components;
}
