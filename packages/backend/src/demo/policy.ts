import {
  AuthorizeResult,
  PolicyDecision,
  isPermission,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_GITOPS_OBJECT,
  gitopsObjectSuspendPermission,
} from '@sluice/plugin-gitops-common';
import {
  createGitopsConditionalDecision,
  gitopsConditions,
} from '@sluice/plugin-gitops-node';

const platform = 'group:default/platform';

/**
 * Platform engineers may everything. A member of a team sees, compares and reconciles what the team owns or what delivers to
 * it, and suspends only what it owns: suspending something shared would pause other teams. Nobody sees the rest.
 */
export class DemoPolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!isResourcePermission(permission, RESOURCE_TYPE_GITOPS_OBJECT)) {
      return { result: AuthorizeResult.ALLOW };
    }
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const claims = user.info.ownershipEntityRefs;
    if (claims.includes(platform)) {
      return { result: AuthorizeResult.ALLOW };
    }
    const isOwner = gitopsConditions.isOwner({ claims });
    return createGitopsConditionalDecision(
      permission,
      isPermission(permission, gitopsObjectSuspendPermission)
        ? isOwner
        : { anyOf: [isOwner, gitopsConditions.deliversTo({ claims })] },
    );
  }
}
