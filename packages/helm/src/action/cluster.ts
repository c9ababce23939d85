import type { JsonObject } from '@sluice/golang/json';
import {
  type KubernetesClient,
  type RequestOptions,
  isNoMatch,
  isNotFound,
  listAll,
} from '@sluice/kubernetes/client';
import {
  type BuildInfo,
  Capabilities,
  KubeVersion,
  VersionSet,
} from '../capabilities';
import type { LookupClient } from '../engine';
import { wrapped } from '../kube/errors';
import { isJsonObject } from '../kube/resource';

/**
 * What a cluster can do, asked anew.
 *
 * @throws HelmError
 */
export async function clusterCapabilities(
  client: KubernetesClient,
  request: RequestOptions = {},
  helmVersion?: BuildInfo,
): Promise<Capabilities> {
  client.invalidateDiscovery();
  try {
    const { gitVersion, major, minor } = await client.version(request);
    const resources = await client.resources(request);
    const versions = new Set(resources.map(({ apiVersion }) => apiVersion));
    for (const { apiVersion, kind } of resources) {
      versions.add(`${apiVersion}/${kind}`);
    }
    return new Capabilities({
      kubeVersion: new KubeVersion(gitVersion, major, minor),
      apiVersions: new VersionSet([...versions]),
      helmVersion,
    });
  } catch (error) {
    request.signal?.throwIfAborted();
    throw wrapped('could not get server version from Kubernetes', error);
  }
}

function toJson(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** Answers `lookup` from a cluster. */
export function lookupFrom(
  client: KubernetesClient,
  request: RequestOptions,
): LookupClient {
  return async ({ apiVersion, kind, namespace, name }) => {
    const type = { apiVersion, kind };
    try {
      const { namespaced } = await client.resourceFor(type, request);
      const where = namespaced && namespace !== '' ? { namespace } : {};
      if (name !== '') {
        return toJson(await client.get({ ...type, ...where, name }, request));
      }
      const { items, resourceVersion } = await listAll(client, type, {
        ...request,
        ...where,
      });
      return toJson({
        apiVersion,
        kind: `${kind}List`,
        metadata: { resourceVersion },
        items,
      });
    } catch (error) {
      // What is not there is empty; a kind that is not served is an error only to those who may know better.
      if (isNotFound(error) || isNoMatch(error)) return undefined;
      throw error;
    }
  };
}
