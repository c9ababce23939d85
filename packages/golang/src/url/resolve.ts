import { type UrlParts, escapedPathOf, withEscapedPath } from './url';

/** A path as seen from another, without `.` and `..` (RFC 3986, section 5.2.4), as Go's `net/url` does it. */
function resolvedPath(base: string, reference: string): string {
  let full = reference === '' ? base : reference;
  if (reference !== '' && !reference.startsWith('/')) {
    full = base.slice(0, base.lastIndexOf('/') + 1) + reference;
  }
  if (full === '') return '';
  let path = '/';
  let first = true;
  const parts = full.split('/');
  for (const part of parts) {
    if (part === '..') {
      path = path.slice(0, Math.max(path.lastIndexOf('/'), 1));
      first = path.length === 1;
    } else if (part !== '.') {
      path += first ? part : `/${part}`;
      first = false;
    } else {
      first = false;
    }
  }
  if (/^\.\.?$/.test(parts[parts.length - 1])) path += '/';
  return path.startsWith('//') ? path.slice(1) : path;
}

/** Go's `URL.ResolveReference`: a reference as seen from a URL. */
export function resolveUrl(base: UrlParts, reference: UrlParts): UrlParts {
  const resolved = { ...reference, scheme: reference.scheme || base.scheme };
  const { path, query, fragment, forceQuery } = reference;
  if (
    reference.scheme !== '' ||
    reference.host !== '' ||
    reference.user !== undefined
  ) {
    return withEscapedPath(
      resolved,
      resolvedPath(escapedPathOf(reference), ''),
    );
  }
  const nowhere = { user: undefined, host: '', path: '' };
  if (reference.opaque !== '') return { ...resolved, ...nowhere };
  if (path === '' && !forceQuery && query === '') {
    resolved.query = base.query;
    if (fragment === '') {
      resolved.fragment = base.fragment;
      resolved.rawFragment = base.rawFragment;
    }
  }
  if (path === '' && base.opaque !== '') {
    return { ...resolved, ...nowhere, opaque: base.opaque };
  }
  return withEscapedPath(
    { ...resolved, host: base.host, user: base.user },
    resolvedPath(escapedPathOf(base), escapedPathOf(reference)),
  );
}
