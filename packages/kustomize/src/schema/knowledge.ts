import { builtinMergeSchemas } from './builtinMergeSchemas';
import { type MergeSchema } from './mergeSchema';
import { namespacedByKind } from './scopes';

/** What a build knows of kinds: the built-in view and, with `openapi.path`, what a schema file adds to it. */
export interface Knowledge {
  mergeSchema(apiVersion: string, kind: string): MergeSchema | undefined;
  /** Known, and known to have no namespace. */
  isClusterScoped(apiVersion: string, kind: string): boolean;
}

/** Whether a kind is one of those that are built in. */
export function isBuiltinKind(apiVersion: string, kind: string): boolean {
  return namespacedByKind.has(`${apiVersion} ${kind}`);
}

/** Kubernetes 1.21 as kustomize has it built in. */
export const builtinKnowledge: Knowledge = {
  mergeSchema: (apiVersion, kind) =>
    builtinMergeSchemas.get(`${apiVersion} ${kind}`),
  isClusterScoped: (apiVersion, kind) =>
    namespacedByKind.get(`${apiVersion} ${kind}`) === false,
};
