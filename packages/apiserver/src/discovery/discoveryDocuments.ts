import { createHash } from 'node:crypto';
import { formatApiVersion } from '@sluice/kubernetes';
import type { ServedType, ServedTypes } from './servedTypes';

/** `/api`: the versions of the core group. */
export function apiVersions(serverAddress: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

/** `/apis`: all named groups. */
export function apiGroupList(served: ServedTypes): object {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...served.groups.keys()]
      .filter(group => group !== '')
      .map(group => groupOf(served, group)),
  };
}

/** `/apis/GROUP`; undefined when it is not served. */
export function apiGroup(
  served: ServedTypes,
  group: string,
): object | undefined {
  return served.groups.has(group)
    ? { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(served, group) }
    : undefined;
}

function groupOf(served: ServedTypes, group: string): object {
  const versions = (served.groups.get(group) ?? []).map(version => ({
    groupVersion: formatApiVersion(group, version),
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** `/api/v1` or `/apis/GROUP/VERSION`; undefined when it is not served. */
export function apiResourceList(
  served: ServedTypes,
  group: string,
  version: string,
): object | undefined {
  if (!served.groups.get(group)?.includes(version)) {
    return undefined;
  }
  return {
    kind: 'APIResourceList',
    // The list of the core group states no version of itself.
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: formatApiVersion(group, version),
    resources: served.of(group, version).flatMap(resourcesOf),
  };
}

function resourcesOf(type: ServedType): object[] {
  const main = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    ...(type.resource ? { storageVersionHash: storageHash(type) } : {}),
  };
  const subresources = type.subresources.map(subresource => ({
    name: `${type.plural}/${subresource.name}`,
    singularName: '',
    namespaced: type.namespaced,
    ...(subresource.group === type.group && subresource.version === type.version
      ? {}
      : { group: subresource.group, version: subresource.version }),
    kind: subresource.kind,
    verbs: subresource.verbs,
  }));
  return [main, ...subresources];
}

function storageHash({ group, version, kind }: ServedType): string {
  return createHash('sha256')
    .update(`${group}/${version}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64');
}

/** Aggregated discovery (`apidiscovery.k8s.io`) of the core group, or of all others. */
export function aggregatedDiscovery(
  served: ServedTypes,
  core: boolean,
  version: string,
): object {
  const groups = [...served.groups].filter(
    ([group]) => (group === '') === core,
  );
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map(name => ({
        version: name,
        resources: served.of(group, name).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedResource(type: ServedType): object {
  const { group, version, kind } = type;
  const own = type.resource?.definition.custom
    ? { group, version, kind }
    : { group: '', version: '', kind };
  return {
    resource: type.plural,
    responseKind: own,
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    ...(type.subresources.length > 0
      ? {
          subresources: type.subresources.map(subresource => ({
            subresource: subresource.name,
            responseKind:
              subresource.group === group && subresource.version === version
                ? own
                : {
                    group: subresource.group,
                    version: subresource.version,
                    kind: subresource.kind,
                  },
            verbs: subresource.verbs,
          })),
        }
      : {}),
  };
}
