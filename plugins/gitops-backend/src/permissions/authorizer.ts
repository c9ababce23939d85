import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_GITOPS_OBJECT,
  gitopsClusterReadPermission,
  gitopsObjectDiffPermission,
  gitopsObjectReadPermission,
  gitopsObjectReconcilePermission,
  gitopsObjectSuspendPermission,
} from '@sluice/plugin-gitops-common';
import {
  GitopsObjectFilter,
  GitopsObjectResource,
  gitopsObjectResourceRef,
} from '@sluice/plugin-gitops-node';

type GitopsPermission = ResourcePermission<typeof RESOURCE_TYPE_GITOPS_OBJECT>;

/** The answers for one reader, valid for one request (or one stream for a while). */
export interface Reader {
  mayReadClusters: boolean;
  may(
    verb: 'read' | 'diff' | 'reconcile' | 'suspend',
    resource: GitopsObjectResource | undefined,
  ): boolean;
  /** What the database must filter by; undefined when everything may be read, null when nothing. */
  readFilter: PermissionCriteria<GitopsObjectFilter> | undefined | null;
}

const verbs = {
  read: gitopsObjectReadPermission,
  diff: gitopsObjectDiffPermission,
  reconcile: gitopsObjectReconcilePermission,
  suspend: gitopsObjectSuspendPermission,
} satisfies Record<string, GitopsPermission>;

/** Asks the permission framework once per request and decides per object by the conditions it answers. */
export class Authorizer {
  readonly #permissions: PermissionsService;
  readonly #registry: PermissionsRegistryService;

  constructor(options: {
    permissions: PermissionsService;
    registry: PermissionsRegistryService;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.registry;
  }

  async reader(credentials: BackstageCredentials): Promise<Reader> {
    const [[clusters], decisions] = await Promise.all([
      this.#permissions.authorize(
        [{ permission: gitopsClusterReadPermission }],
        {
          credentials,
        },
      ),
      this.#permissions.authorizeConditional(
        Object.values(verbs).map(permission => ({ permission })),
        { credentials },
      ),
    ]);
    const ruleset = this.#registry.getPermissionRuleset(
      gitopsObjectResourceRef,
    );
    const authorize = createConditionAuthorizer(ruleset);
    const toQuery = createConditionTransformer(ruleset);
    const byVerb = new Map<string, PolicyDecision>(
      Object.keys(verbs).map((verb, index) => [verb, decisions[index]]),
    );
    return {
      mayReadClusters: clusters.result === AuthorizeResult.ALLOW,
      may: (verb, resource) => {
        const decision = byVerb.get(verb);
        return (
          decision !== undefined &&
          resource !== undefined &&
          authorize(decision, resource)
        );
      },
      readFilter: readFilterOf(byVerb.get('read'), toQuery),
    };
  }
}

function readFilterOf(
  decision: PolicyDecision | undefined,
  toQuery: (
    conditions: Extract<
      PolicyDecision,
      { result: AuthorizeResult.CONDITIONAL }
    >['conditions'],
  ) => PermissionCriteria<GitopsObjectFilter>,
): Reader['readFilter'] {
  switch (decision?.result) {
    case AuthorizeResult.ALLOW:
      return undefined;
    case AuthorizeResult.CONDITIONAL:
      return toQuery(decision.conditions);
    default:
      return null;
  }
}
