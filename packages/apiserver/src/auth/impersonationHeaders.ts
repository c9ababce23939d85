import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from '../server/apiFailure';
import {
  parseServiceAccountUsername,
  serviceAccountGroups,
  type UserInfo,
} from './user';

const extraPrefix = 'impersonate-extra-';
const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';

/** What `Impersonate-*` headers ask for. */
export interface Impersonation {
  username: string;
  uid: string | undefined;
  groups: readonly string[];
  extra: ReadonlyMap<string, readonly string[]>;
}

/** Reads the headers; undefined when there are none. Throws a 400 when no user is named. */
export function readImpersonation(
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
): Impersonation | undefined {
  const username = single(headers['impersonate-user']);
  const uid = single(headers['impersonate-uid']);
  const groups = headerValues(rawHeaders, 'impersonate-group');
  const extra = extraValues(rawHeaders);
  if (username) {
    return { username, uid, groups, extra };
  }
  if (groups.length > 0 || uid !== undefined || extra.size > 0) {
    throw badRequest(
      `requested ${goText(
        uid,
        groups,
        extra,
      )} without impersonating a user name`,
    );
  }
  return undefined;
}

/** The user that an impersonation makes of a request. */
export function effectiveUser(asked: Impersonation): UserInfo {
  const { username, uid, extra } = asked;
  return {
    username,
    ...(uid ? { uid } : {}),
    groups: effectiveGroups(asked),
    ...(extra.size > 0 ? { extra: Object.fromEntries(extra) } : {}),
  };
}

function effectiveGroups({
  username,
  groups: stated,
}: Impersonation): string[] {
  const account = parseServiceAccountUsername(username);
  const groups =
    stated.length === 0 && account
      ? serviceAccountGroups(account.namespace)
      : [...stated];
  const known =
    groups.includes(authenticated) || groups.includes(unauthenticated);
  if (username === 'system:anonymous') {
    if (!groups.includes(unauthenticated)) {
      groups.push(unauthenticated);
    }
  } else if (!known) {
    groups.push(authenticated);
  }
  return groups;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Values of a header that may be repeated; Node joins them, so the raw list is read. */
function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index].toLowerCase() === name) {
      values.push(rawHeaders[index + 1]);
    }
  }
  return values;
}

function extraValues(rawHeaders: readonly string[]): Map<string, string[]> {
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

function goStrings(values: readonly string[]): string {
  return `[]string{${values.map(value => JSON.stringify(value)).join(', ')}}`;
}

/** The asked user as Go's `%#v` prints it. */
function goText(
  uid: string | undefined,
  groups: readonly string[],
  extra: Impersonation['extra'],
): string {
  const entries = [...extra].map(
    ([key, values]) => `${JSON.stringify(key)}:${goStrings(values)}`,
  );
  const extraText =
    entries.length > 0
      ? `map[string][]string{${entries.join(', ')}}`
      : 'map[string][]string(nil)';
  const groupsText = groups.length > 0 ? goStrings(groups) : '[]string(nil)';
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(
    uid ?? '',
  )}, Groups:${groupsText}, Extra:${extraText}}`;
}
