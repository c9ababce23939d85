import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '../../objects';
import { ObjectFieldManager } from './objectFieldManager';

export interface FieldManagerOptions {
  /**
   * OpenAPI v3 schema of the type with `x-kubernetes-*` extensions; a `$ref` is looked up in the built-in components.
   * `deduced` treats the object as schemaless.
   */
  schema: JsonObject | 'deduced';
  apiVersion: string;
  kind: string;
  /** Fields that a write through a subresource never owns; the key of the main resource is the empty string. */
  resetFields?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /**
   * The object in another version of its group, or undefined when that version is no longer served. Absent: all versions
   * have the same fields (conversion None).
   */
  convert?(
    object: KubernetesObject,
    apiVersion: string,
  ): KubernetesObject | undefined;
  /** The schema of another version of the same kind; needed only together with `convert`. */
  schemaOf?(apiVersion: string): JsonObject | 'deduced' | undefined;
}

export interface FieldManagerUpdateOptions {
  manager: string;
  /** For example `status`; the main resource when absent or empty. */
  subresource?: string;
  /** Time of the write in milliseconds; `time` of entries has whole seconds. */
  now: number;
}

export interface FieldManagerApplyOptions extends FieldManagerUpdateOptions {
  /** Take fields from other managers instead of failing with a conflict. */
  force?: boolean;
}

/**
 * Keeps `metadata.managedFields` as the API server does. Objects are never changed in place; results may share structure
 * with the arguments.
 */
export interface FieldManager {
  /**
   * Any write that is not an apply. `next` is the object as it shall be stored, `live` what is stored (undefined for a
   * create). Answers `next` with managedFields filled in. ManagedFields that `next` states are taken as they are, when
   * valid; `[{}]` forgets all owners.
   */
  update(
    live: KubernetesObject | undefined,
    next: KubernetesObject,
    options: FieldManagerUpdateOptions,
  ): KubernetesObject;
  /**
   * Server-side apply of the fields in `applied`. `changed` is false when nothing is to be stored; the object is then
   * `live`. Throws ApplyConflictError, FieldManagerBadRequestError, TypedObjectError.
   */
  apply(
    live: KubernetesObject | undefined,
    applied: KubernetesObject,
    options: FieldManagerApplyOptions,
  ): { object: KubernetesObject; changed: boolean };
}

/** One field manager serves all objects of a type; it holds no state between calls besides the converted schema. */
export function createFieldManager(options: FieldManagerOptions): FieldManager {
  return new ObjectFieldManager(options);
}
