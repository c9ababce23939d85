import { ApiFailure, forbidden } from '../server/apiFailure';
import type { Impersonation } from './impersonationHeaders';
import {
  cannotText,
  combinedResource,
  type RequestAttributes,
  type ResourceAttributes,
} from './requestAttributes';
import {
  parseServiceAccountUsername,
  serviceAccountGroups,
  type UserInfo,
} from './user';

type Allows = (user: UserInfo, attributes: RequestAttributes) => boolean;

const authenticationGroup = 'authentication.k8s.io';

/**
 * Whether a user may act as somebody else. Either by the constrained verbs (`impersonate-on:MODE:VERB` on what the request
 * is about, `impersonate:MODE` on whom it acts as), or by `impersonate` on each user, group, uid and extra value. Throws the
 * 403 of the real server (1.36), which names the first verb that was missing.
 */
export function checkImpersonation(
  user: UserInfo,
  asked: Impersonation,
  request: RequestAttributes,
  allows: Allows,
): void {
  const mode = constrainedMode(asked);
  const refusal = mode
    ? constrainedRefusal(user, asked, request, mode, allows)
    : undefined;
  if (mode && !refusal) {
    return;
  }
  const missing = targets(asked, 'impersonate', '').find(
    attributes => !allows(user, attributes),
  );
  if (missing) {
    throw refused(user, refusal ?? missing);
  }
}

function constrainedRefusal(
  user: UserInfo,
  asked: Impersonation,
  request: RequestAttributes,
  mode: string,
  allows: Allows,
): RequestAttributes | undefined {
  const on = { ...request, verb: `impersonate-on:${mode}:${request.verb}` };
  return [
    on,
    ...targets(asked, `impersonate:${mode}`, authenticationGroup),
  ].find(attributes => !allows(user, attributes));
}

/** Which constrained verbs cover an impersonation; undefined when none do. */
function constrainedMode(asked: Impersonation): string | undefined {
  const { username, groups, uid, extra } = asked;
  const account = parseServiceAccountUsername(username);
  if (account) {
    const own = serviceAccountGroups(account.namespace);
    const plain =
      uid === undefined &&
      extra.size === 0 &&
      groups.every(group => own.includes(group));
    return plain ? 'serviceaccount' : undefined;
  }
  return username.startsWith('system:node:') ? undefined : 'user-info';
}

/** Everything that an impersonation touches, each with the verb that it needs. */
function targets(
  asked: Impersonation,
  verb: string,
  group: string,
): ResourceAttributes[] {
  const base: ResourceAttributes = {
    verb,
    group,
    version: 'v1',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
  };
  const account = parseServiceAccountUsername(asked.username);
  const wanted: ResourceAttributes[] = [
    account
      ? { ...base, resource: 'serviceaccounts', ...account }
      : { ...base, resource: 'users', name: asked.username },
    ...asked.groups.map(name => ({ ...base, resource: 'groups', name })),
  ];
  const inAuthentication = { ...base, group: authenticationGroup };
  for (const [key, values] of asked.extra) {
    for (const name of values) {
      wanted.push({
        ...inAuthentication,
        resource: 'userextras',
        subresource: key,
        name,
      });
    }
  }
  if (asked.uid !== undefined) {
    wanted.push({ ...inAuthentication, resource: 'uids', name: asked.uid });
  }
  return wanted;
}

function refused(user: UserInfo, missing: RequestAttributes): ApiFailure {
  const text = cannotText(user, missing);
  if (missing.path !== undefined) {
    return new ApiFailure(403, 'Forbidden', `forbidden: ${text}`, {});
  }
  const { group, name } = missing;
  return forbidden({ group, plural: combinedResource(missing) }, name, text);
}
