import type { AdmissionCheck, AdmissionRequest } from '../registry/admission';
import { forbidden, notFound } from '../server/apiFailure';
import { equalJson, isJsonObject } from '../store/json';
import { missingParts, ruleText, rulesOf, type PolicyRule } from './policyRule';
import { rbacGroup, type Rbac } from './rbac';
import type { UserInfo } from './user';

const everyRule: PolicyRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: [],
};

/**
 * Nobody grants more than they hold: writing a role needs its rules (or the verb `escalate`), writing a binding needs the
 * rules of the role (or the verb `bind`). The server's own writes are not checked.
 */
export function escalationCheck(rbac: Rbac): AdmissionCheck {
  return request => {
    const { resource, user, operation } = request;
    if (resource.group !== rbacGroup || !user || operation === 'DELETE') {
      return;
    }
    switch (resource.plural) {
      case 'roles':
      case 'clusterroles':
        checkRole(rbac, user, request);
        break;
      case 'rolebindings':
      case 'clusterrolebindings':
        checkBinding(rbac, user, request);
        break;
      default:
    }
  };
}

function allowed(
  rbac: Rbac,
  user: UserInfo,
  verb: string,
  target: { resource: string; namespace: string; name: string },
): boolean {
  return rbac.allows(user, {
    verb,
    group: rbacGroup,
    version: 'v1',
    subresource: '',
    ...target,
  });
}

function checkRole(
  rbac: Rbac,
  user: UserInfo,
  { resource, object, old, namespace, name }: AdmissionRequest,
): void {
  const wanted = rulesOf(object);
  if (old && equalJson(wanted, rulesOf(old)) && !aggregates(object)) {
    return;
  }
  const target = { resource: resource.plural, namespace, name };
  if (allowed(rbac, user, 'escalate', target)) {
    return;
  }
  if (aggregates(object) && !(old && aggregates(old))) {
    refuse(
      resource,
      user,
      name,
      missingParts([everyRule], rbac.rulesFor(user, namespace)),
    );
  }
  refuse(
    resource,
    user,
    name,
    missingParts(wanted, rbac.rulesFor(user, namespace)),
  );
}

function aggregates(role: object): boolean {
  return 'aggregationRule' in role && isJsonObject(role.aggregationRule);
}

function checkBinding(
  rbac: Rbac,
  user: UserInfo,
  { resource, object, old, namespace, name }: AdmissionRequest,
): void {
  const grant = (binding: object) => ({
    roleRef: 'roleRef' in binding ? binding.roleRef : undefined,
    subjects: 'subjects' in binding ? binding.subjects : undefined,
  });
  if (old && equalJson(grant(object), grant(old))) {
    return;
  }
  const { roleRef } = grant(object);
  if (!isJsonObject(roleRef)) {
    return;
  }
  const kind = String(roleRef.kind);
  const roleName = String(roleRef.name);
  const target = {
    resource: kind === 'ClusterRole' ? 'clusterroles' : 'roles',
    namespace,
    name: roleName,
  };
  if (allowed(rbac, user, 'bind', target)) {
    return;
  }
  const rules = rbac.roleRules(kind, namespace, roleName);
  if (!rules) {
    throw notFound(resource, roleName);
  }
  refuse(
    resource,
    user,
    name,
    missingParts(rules, rbac.rulesFor(user, namespace)),
  );
}

function groupsText({ groups }: UserInfo): string {
  return `[${groups.map(group => JSON.stringify(group)).join(' ')}]`;
}

function refuse(
  resource: { group: string; plural: string },
  user: UserInfo,
  name: string,
  missing: readonly PolicyRule[],
): void {
  if (missing.length > 0) {
    throw forbidden(
      resource,
      name,
      `user ${JSON.stringify(user.username)} (groups=${groupsText(
        user,
      )}) is attempting to grant RBAC permissions not currently held:\n${missing
        .map(ruleText)
        .sort()
        .join('\n')}`,
    );
  }
}
