import type { UserInfo } from './user';

/** What a request wants to do, as authorization sees it. */
export type RequestAttributes = ResourceAttributes | PathAttributes;

export interface ResourceAttributes {
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  /** '' for cluster scope or all namespaces. */
  namespace: string;
  /** '' when the request names no single object. */
  name: string;
  path?: undefined;
}

export interface PathAttributes {
  verb: string;
  /** Path of a URL that is no resource, for example `/healthz`. */
  path: string;
}

/** `deployments/scale` */
export function combinedResource(attributes: ResourceAttributes): string {
  const { resource, subresource } = attributes;
  return subresource ? `${resource}/${subresource}` : resource;
}

/** `User "x" cannot get resource "pods" in API group "" in the namespace "y"`, as the real server says it. */
export function cannotText(
  user: UserInfo,
  attributes: RequestAttributes,
): string {
  const who = `User ${JSON.stringify(user.username)}`;
  if (attributes.path !== undefined) {
    return `${who} cannot ${attributes.verb} path ${JSON.stringify(
      attributes.path,
    )}`;
  }
  const where = attributes.namespace
    ? `in the namespace ${JSON.stringify(attributes.namespace)}`
    : 'at the cluster scope';
  return `${who} cannot ${attributes.verb} resource ${JSON.stringify(
    combinedResource(attributes),
  )} in API group ${JSON.stringify(attributes.group)} ${where}`;
}
