import type { IncomingHttpHeaders } from 'node:http';
import { badRequest, forbidden } from '../server/apiFailure';
import {
  cannotText,
  type RequestAttributes,
  type ResourceAttributes,
} from './requestAttributes';
import {
  parseServiceAccountUsername,
  serviceAccountGroups,
  type UserInfo,
} from './user';

const extraPrefix = 'impersonate-extra-';
const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';

/** Values of a header that may be repeated; Node joins them, so the raw list is read. */
export type RawHeaders = readonly string[];

/**
 * The user that `Impersonate-*` headers ask for; undefined when there are none. Each user, group and extra value needs the
 * right to impersonate it. Throws 400 and 403.
 */
export function impersonatedUser(
  user: UserInfo,
  headers: IncomingHttpHeaders,
  rawHeaders: RawHeaders,
  allows: (user: UserInfo, attributes: RequestAttributes) => boolean,
): UserInfo | undefined {
  const name = headers['impersonate-user'];
  const groups = headerValues(rawHeaders, 'impersonate-group');
  const uid = headers['impersonate-uid'];
  const extra = extraValues(rawHeaders);
  if (name === undefined || Array.isArray(name) || name === '') {
    if (groups.length > 0 || uid !== undefined || extra.size > 0) {
      throw badRequest(
        `requested [${impersonationText(
          groups,
          uid,
          extra,
        )}] without impersonating a user`,
      );
    }
    return undefined;
  }
  const require = (attributes: Partial<ResourceAttributes>) => {
    const full: ResourceAttributes = {
      verb: 'impersonate',
      group: '',
      version: 'v1',
      resource: '',
      subresource: '',
      namespace: '',
      name: '',
      ...attributes,
    };
    if (!allows(user, full)) {
      throw forbidden(
        {
          group: full.group,
          plural: full.subresource
            ? `${full.resource}/${full.subresource}`
            : full.resource,
        },
        full.name,
        cannotText(user, full),
      );
    }
  };
  const account = parseServiceAccountUsername(name);
  if (account) {
    require({ resource: 'serviceaccounts', ...account });
  } else {
    require({ resource: 'users', name });
  }
  for (const group of groups) {
    require({ resource: 'groups', name: group });
  }
  const authenticationGroup = 'authentication.k8s.io';
  for (const [key, values] of extra) {
    for (const value of values) {
      require({
        group: authenticationGroup,
        resource: 'userextras',
        subresource: key,
        name: value,
      });
    }
  }
  if (typeof uid === 'string') {
    require({ group: authenticationGroup, resource: 'uids', name: uid });
  }
  return {
    username: name,
    ...(typeof uid === 'string' ? { uid } : {}),
    groups: effectiveGroups(name, groups, account),
    ...(extra.size > 0 ? { extra: Object.fromEntries(extra) } : {}),
  };
}

function effectiveGroups(
  name: string,
  stated: readonly string[],
  account: { namespace: string } | undefined,
): string[] {
  const groups =
    stated.length === 0 && account
      ? serviceAccountGroups(account.namespace)
      : [...stated];
  if (name === 'system:anonymous') {
    if (!groups.includes(unauthenticated)) {
      groups.push(unauthenticated);
    }
  } else if (
    !groups.includes(authenticated) &&
    !groups.includes(unauthenticated)
  ) {
    groups.push(authenticated);
  }
  return groups;
}

function headerValues(rawHeaders: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index].toLowerCase() === name) {
      values.push(rawHeaders[index + 1]);
    }
  }
  return values;
}

function extraValues(rawHeaders: RawHeaders): Map<string, string[]> {
  const extra = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index].toLowerCase();
    if (header.startsWith(extraPrefix)) {
      const key = unescaped(header.slice(extraPrefix.length));
      extra.set(key, [...(extra.get(key) ?? []), rawHeaders[index + 1]]);
    }
  }
  return extra;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function impersonationText(
  groups: readonly string[],
  uid: unknown,
  extra: ReadonlyMap<string, readonly string[]>,
): string {
  return [
    ...groups.map(group => `{Group    ${group}}`),
    ...(uid === undefined ? [] : [`{UID    ${String(uid)}}`]),
    ...[...extra.keys()].map(key => `{UserExtra ${key}}`),
  ].join(' ');
}
