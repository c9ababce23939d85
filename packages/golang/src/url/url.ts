import { fromBinary, toBinary } from '../bytes';
import { quote } from '../fmt';
import { AddressError, parseAddress } from '../netip';
import { toLower } from '../unicode';
import { UrlError, escapeUrl, isValidEncoding, unescapeUrl } from './escape';

export interface Userinfo {
  username: string;
  /** Undefined without a colon. */
  password?: string;
}

/** Go's `url.URL`, as binary strings. */
export interface UrlParts {
  scheme: string;
  opaque: string;
  user?: Userinfo;
  host: string;
  path: string;
  /** How the path was written, where that is not how it would be. */
  rawPath: string;
  query: string;
  /** A question mark without a query. */
  forceQuery: boolean;
  fragment: string;
  rawFragment: string;
  /** Written as `scheme:/path`. */
  omitHost: boolean;
}

const empty: UrlParts = {
  scheme: '',
  opaque: '',
  host: '',
  path: '',
  rawPath: '',
  query: '',
  forceQuery: false,
  fragment: '',
  rawFragment: '',
  omitHost: false,
};

/** The text before and after the first separator; undefined where there is none. */
function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0
    ? [text, undefined]
    : [text.slice(0, at), text.slice(at + separator.length)];
}

function takeScheme(text: string): [scheme: string, rest: string] {
  if (text.startsWith(':')) throw new UrlError('missing protocol scheme');
  const match = /^([A-Za-z][A-Za-z0-9+\-.]*):/.exec(text);
  return match === null ? ['', text] : [match[1], text.slice(match[0].length)];
}

const USERINFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
const PORT = /^(?::[0-9]*)?$/;

function assertPort(port: string): void {
  if (!PORT.test(port)) {
    throw new UrlError(`invalid port ${quote(fromBinary(port))} after host`);
  }
}

function bracketedHost(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  const port = host.slice(close + 1);
  assertPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address =
    zone < 0
      ? unescapeUrl(name, 'host')
      : unescapeUrl(name.slice(0, zone), 'host') +
        unescapeUrl(name.slice(zone), 'zone');
  try {
    if (parseAddress(address).bytes.length === 4) {
      throw new UrlError('invalid IP-literal');
    }
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new UrlError(`invalid host: ${error.message}`);
  }
  return `[${address}]${unescapeUrl(port, 'host')}`;
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) throw new UrlError('invalid IP-literal');
  if (bracket === 0) return bracketedHost(host);
  const colon = /^https?$/.test(scheme)
    ? host.indexOf(':')
    : host.lastIndexOf(':');
  if (colon >= 0) assertPort(host.slice(colon));
  return unescapeUrl(host, 'host');
}

function parseAuthority(
  scheme: string,
  authority: string,
): Pick<UrlParts, 'host' | 'user'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { host };
  const userinfo = authority.slice(0, at);
  if (!USERINFO.test(userinfo)) {
    throw new UrlError('net/url: invalid userinfo');
  }
  const [username, password] = cut(userinfo, ':');
  return {
    host,
    user: {
      username: unescapeUrl(username, 'userinfo'),
      password:
        password === undefined ? undefined : unescapeUrl(password, 'userinfo'),
    },
  };
}

/** The URL with another path, given as it is written. @throws UrlError */
export function withEscapedPath(url: UrlParts, text: string): UrlParts {
  const path = unescapeUrl(text, 'path');
  const rawPath = escapeUrl(path, 'path') === text ? '' : text;
  return { ...url, path, rawPath };
}

function parse(text: string): UrlParts {
  if (/[^ -~\x80-\xff]/.test(text)) {
    throw new UrlError('net/url: invalid control character in URL');
  }
  if (text === '*') return { ...empty, path: '*' };
  const [scheme, afterScheme] = takeScheme(text);
  const url: UrlParts = { ...empty, scheme: toLower(scheme) };
  const [beforeQuery, query] = cut(afterScheme, '?');
  url.forceQuery = query === '';
  url.query = query ?? '';
  let rest = beforeQuery;
  if (!rest.startsWith('/')) {
    if (url.scheme !== '') return { ...url, opaque: rest };
    if (cut(rest, '/')[0].includes(':')) {
      throw new UrlError('first path segment in URL cannot contain colon');
    }
  }
  if (rest.startsWith('//') && (url.scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const end = slash < 0 ? rest.length : slash;
    Object.assign(url, parseAuthority(url.scheme, rest.slice(2, end)));
    rest = rest.slice(end);
  } else if (url.scheme !== '' && rest.startsWith('/')) {
    url.omitHost = true;
  }
  return withEscapedPath(url, rest);
}

function orFail<T>(url: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    throw new UrlError(`parse ${quote(fromBinary(url))}: ${error.message}`);
  }
}

/**
 * Go's `url.Parse`. Takes a Go string, gives binary strings.
 *
 * @throws UrlError
 */
export function parseUrl(text: string): UrlParts {
  const binary = toBinary(text);
  const [before, fragment = ''] = cut(binary, '#');
  const url = orFail(before, () => parse(before));
  if (fragment === '') return url;
  const decoded = orFail(binary, () => unescapeUrl(fragment, 'fragment'));
  return {
    ...url,
    fragment: decoded,
    rawFragment: escapeUrl(decoded, 'fragment') === fragment ? '' : fragment,
  };
}

/** Go's `Userinfo.String`. */
export function userinfoText({ username, password }: Userinfo): string {
  const name = escapeUrl(username, 'userinfo');
  return password === undefined
    ? name
    : `${name}:${escapeUrl(password, 'userinfo')}`;
}

/** Go's `URL.Hostname`: the host without its port, and without the brackets of an IPv6 address. */
export function hostnameOf({ host }: Pick<UrlParts, 'host'>): string {
  const colon = host.lastIndexOf(':');
  const name =
    colon >= 0 && PORT.test(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

/** How it was written, where that is a way to write it; else how it is written. */
function written(
  value: string,
  raw: string,
  part: 'path' | 'fragment',
): string {
  if (raw !== '' && isValidEncoding(raw, part)) {
    try {
      if (unescapeUrl(raw, part) === value) return raw;
    } catch (error) {
      if (!(error instanceof UrlError)) throw error;
    }
  }
  return escapeUrl(value, part);
}

function authorityText(url: UrlParts): string {
  const { scheme, host, user, path } = url;
  if (scheme === '' && host === '' && user === undefined) return '';
  if (url.omitHost && host === '' && user === undefined) return '';
  if (host === '' && path === '' && user === undefined) return '';
  const credentials = user === undefined ? '' : `${userinfoText(user)}@`;
  return `//${credentials}${escapeUrl(host, 'host')}`;
}

/** Go's `URL.EscapedPath`: the path as it is written. */
export function escapedPathOf({
  path,
  rawPath,
}: Pick<UrlParts, 'path' | 'rawPath'>): string {
  return path === '*' && rawPath === '' ? '*' : written(path, rawPath, 'path');
}

function pathText(url: UrlParts, before: string): string {
  const path = escapedPathOf(url);
  if (path !== '' && !path.startsWith('/') && url.host !== '') {
    return `/${path}`;
  }
  return before === '' && cut(path, '/')[0].includes(':') ? `./${path}` : path;
}

/** Go's `URL.String`. Takes binary strings, gives a Go string. */
export function urlText(parts: Partial<UrlParts>): string {
  const url = { ...empty, ...parts };
  let text = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') {
    text += url.opaque;
  } else {
    text += authorityText(url);
    text += pathText(url, text);
  }
  if (url.forceQuery || url.query !== '') text += `?${url.query}`;
  if (url.fragment !== '') {
    text += `#${written(url.fragment, url.rawFragment, 'fragment')}`;
  }
  return fromBinary(text);
}
