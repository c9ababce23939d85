import type { RequestAttributes } from '../auth/requestAttributes';
import { parseFieldSelector } from '../registry/fieldSelector';

/** What a request is about, read from its method and URL alone (RequestInfo of the real server). */
export interface RequestInfo {
  /** Whether the path names a resource. */
  isResource: boolean;
  path: string;
  query: URLSearchParams;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the method in lower case for other paths. */
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
}

const verbOfMethod: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  GET: 'get',
  HEAD: 'get',
  DELETE: 'delete',
};

const namespaceSubresources = ['status', 'finalize'];

/** Reads a request's URL; undefined when the path cannot be decoded. */
export function parseRequestInfo(
  method: string,
  url: string,
): RequestInfo | undefined {
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const query = new URLSearchParams(
    question < 0 ? '' : url.slice(question + 1),
  );
  const info: RequestInfo = {
    isResource: false,
    path,
    query,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
  };
  const parts = decodedParts(path);
  if (!parts) {
    return undefined;
  }
  const rest = groupAndVersion(parts, info);
  if (!rest || rest.length === 0) {
    return info;
  }
  info.isResource = true;
  info.verb = verbOfMethod[method] ?? '';
  readResource(rest, info);
  refineVerb(info);
  return info;
}

function decodedParts(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter(part => part !== '')
      .map(part => (part.includes('%') ? decodeURIComponent(part) : part));
  } catch {
    return undefined;
  }
}

/** What follows group and version in the path; undefined when it is no path of a resource. */
function groupAndVersion(
  parts: readonly string[],
  info: RequestInfo,
): string[] | undefined {
  if (parts[0] === 'api' && parts.length >= 2) {
    info.version = parts[1];
    return parts.slice(2);
  }
  if (parts[0] === 'apis' && parts.length >= 3) {
    info.group = parts[1];
    info.version = parts[2];
    return parts.slice(3);
  }
  return undefined;
}

function readResource(parts: readonly string[], info: RequestInfo): void {
  let rest = parts;
  if (rest[0] === 'watch' && rest.length > 1) {
    info.verb = 'watch';
    rest = rest.slice(1);
  }
  if (rest[0] === 'namespaces') {
    const [, namespace = '', third] = rest;
    info.namespace = namespace;
    if (third !== undefined && !namespaceSubresources.includes(third)) {
      rest = rest.slice(2);
    }
  }
  const [resource, name = '', subresource = ''] = rest;
  info.resource = resource;
  info.name = name;
  info.subresource = rest.length > 3 ? rest.slice(2).join('/') : subresource;
}

function refineVerb(info: RequestInfo): void {
  const { query } = info;
  if (info.name === '') {
    if (info.verb === 'get') {
      info.verb = isTrue(query.get('watch')) ? 'watch' : 'list';
    } else if (info.verb === 'delete') {
      info.verb = 'deletecollection';
    }
  } else if (
    info.verb === 'get' &&
    isTrue(query.get('watch')) &&
    info.subresource === ''
  ) {
    info.verb = 'watch';
  }
}

/** The name that a field selector on metadata.name pins a list or watch to, for authorization. */
function selectedName(info: RequestInfo): string {
  const selector = info.query.get('fieldSelector');
  if (!selector || !['list', 'watch', 'deletecollection'].includes(info.verb)) {
    return info.name;
  }
  try {
    const pinned = parseFieldSelector(selector).find(
      requirement =>
        requirement.field === 'metadata.name' && !requirement.negated,
    );
    return pinned?.value ?? info.name;
  } catch {
    return info.name;
  }
}

/** What authorization is asked. */
export function attributesOf(info: RequestInfo): RequestAttributes {
  if (!info.isResource) {
    return { verb: info.verb, path: info.path };
  }
  const { verb, group, version, resource, subresource, namespace } = info;
  return {
    verb,
    group,
    version,
    resource,
    subresource,
    namespace,
    name: selectedName(info),
  };
}

/** A boolean query parameter: everything but absence, `0` and `false` is true. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}
