import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_GITOPS_OBJECT,
  gitopsRules,
} from '@sluice/plugin-gitops-common';
import { z } from 'zod/v3';

/** What permission rules decide by: who owns a Flux object, and into whose namespaces it delivers. */
export interface GitopsObjectResource {
  /** Entity ref of the group that owns the object's namespace; empty when nobody does. */
  owner: string;
  /** Entity refs of the groups that own the namespaces that its inventory names. */
  deliversTo: readonly string[];
}

/** A condition for the database: rows of which column match which of the values. */
export interface GitopsObjectFilter {
  column: 'owner' | 'deliversTo';
  values: string[];
}

export const gitopsObjectResourceRef = createPermissionResourceRef<
  GitopsObjectResource,
  GitopsObjectFilter
>().with({ pluginId: 'gitops', resourceType: RESOURCE_TYPE_GITOPS_OBJECT });

const claims = z.object({
  claims: z
    .array(z.string())
    .describe('Entity refs of the groups (and the user) that are asking'),
});

const lowerCase = (refs: readonly string[]) =>
  refs.map(ref => ref.toLocaleLowerCase('en-US'));

/** The reader owns the namespace of the object. */
export const isOwnerRule = createPermissionRule({
  name: gitopsRules.isOwner,
  description: "Allow the owner of the object's namespace",
  resourceRef: gitopsObjectResourceRef,
  paramsSchema: claims,
  apply: (resource, params) =>
    resource.owner !== '' && lowerCase(params.claims).includes(resource.owner),
  toQuery: params => ({ column: 'owner', values: lowerCase(params.claims) }),
});

/** The object delivers into a namespace that the reader owns. */
export const deliversToRule = createPermissionRule({
  name: gitopsRules.deliversTo,
  description: 'Allow the owners of the namespaces that the object delivers to',
  resourceRef: gitopsObjectResourceRef,
  paramsSchema: claims,
  apply: (resource, params) =>
    lowerCase(params.claims).some(claim => resource.deliversTo.includes(claim)),
  toQuery: params => ({
    column: 'deliversTo',
    values: lowerCase(params.claims),
  }),
});

export const gitopsObjectRules = { isOwnerRule, deliversToRule };

const { conditions, createConditionalDecision } = createConditionExports({
  resourceRef: gitopsObjectResourceRef,
  rules: { isOwner: isOwnerRule, deliversTo: deliversToRule },
});

/** Conditions for permission policies, for example `gitopsConditions.isOwner({ claims })`. */
export const gitopsConditions = conditions;

/** Turns conditions into the answer of a permission policy. */
export const createGitopsConditionalDecision = createConditionalDecision;
