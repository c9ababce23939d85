/** Who makes a request. */
export interface UserInfo {
  username: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** The group that may do everything, whatever RBAC says. */
export const mastersGroup = 'system:masters';

export const anonymousUser: UserInfo = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

const serviceAccountPrefix = 'system:serviceaccount:';

/** `system:serviceaccount:NAMESPACE:NAME` */
export function serviceAccountUsername(
  namespace: string,
  name: string,
): string {
  return `${serviceAccountPrefix}${namespace}:${name}`;
}

/** The groups of a service account, besides system:authenticated. */
export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** Namespace and name when the user is a service account. */
export function parseServiceAccountUsername(
  username: string,
): { namespace: string; name: string } | undefined {
  if (!username.startsWith(serviceAccountPrefix)) {
    return undefined;
  }
  const parts = username.slice(serviceAccountPrefix.length).split(':');
  return parts.length === 2 && parts[0] && parts[1]
    ? { namespace: parts[0], name: parts[1] }
    : undefined;
}
