import type { ApiResource, ListOptions } from './client';
import { ApiStatusError } from './errors';

/** Path of a collection or an object below the server's URL. */
export function resourcePath(
  resource: ApiResource,
  target: { namespace?: string; name?: string; subresource?: string },
): string {
  const root =
    resource.group === ''
      ? `/api/${encodeURIComponent(resource.version)}`
      : `/apis/${encodeURIComponent(resource.group)}/${encodeURIComponent(
          resource.version,
        )}`;
  const parts = [root];
  if (resource.namespaced && target.namespace) {
    parts.push('namespaces', nameSegment(target.namespace));
  }
  parts.push(encodeURIComponent(resource.plural));
  if (target.name !== undefined) {
    parts.push(nameSegment(target.name));
  }
  if (target.subresource) {
    parts.push(nameSegment(target.subresource));
  }
  return parts.join('/');
}

/** One segment of a path; names that would leave it are refused in client-go's words. */
function nameSegment(name: string): string {
  const problem =
    name === '' || name === '.' || name === '..'
      ? `may not be '${name}'`
      : ['/', '%']
          .filter(character => name.includes(character))
          .map(character => `may not contain '${character}'`)
          .join(' ');
  if (problem) {
    throw new ApiStatusError({
      kind: 'Status',
      code: 422,
      reason: 'Invalid',
      message: `invalid resource name ${JSON.stringify(name)}: [${problem}]`,
    });
  }
  return encodeURIComponent(name);
}

/** `?a=b` of the parameters that have a value; empty without any. */
export function queryString(
  parameters: Record<string, string | number | boolean | undefined>,
): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '' && value !== false) {
      query.set(key, String(value));
    }
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** Path and query of a list. */
export function listPath(
  resource: ApiResource,
  options: ListOptions,
  more: Readonly<Record<string, string>> = {},
): string {
  return (
    resourcePath(resource, { namespace: options.namespace }) +
    queryString({
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      resourceVersion: options.resourceVersion,
      resourceVersionMatch: options.resourceVersionMatch,
      limit: options.limit,
      continue: options.continue,
      ...more,
    })
  );
}
