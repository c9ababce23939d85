import { NoMatchError, type KubernetesClient } from '@sluice/kubernetes/client';
import type { ObjectRef, ObjectType } from '@sluice/kubernetes/objects';

const fluxVersions: Readonly<Record<string, string | undefined>> = {
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
};

/**
 * Reads `[group/version ]Kind [namespace/]name`; the namespace is left out for kinds that have none. Throws NoMatchError.
 *
 * @param recordedVersion of the recorded object: kinds such as HorizontalPodAutoscaler are served in more than one
 */
export async function parseReference(
  client: KubernetesClient,
  text: string,
  namespace: string,
  recordedVersion?: string,
): Promise<ObjectRef> {
  const words = text.split(' ');
  const path = words[words.length - 1].split('/');
  const name = path[path.length - 1];
  const kind = words[words.length - 2];
  const apiVersion = words.length > 2 ? words[0] : recordedVersion;
  const type = apiVersion
    ? { apiVersion, kind }
    : await typeOfKind(client, kind);
  const { namespaced } = await client.resourceFor(type);
  if (!namespaced) return { ...type, name };
  return {
    ...type,
    namespace: path.length > 1 ? path[0] : namespace,
    name,
  };
}

async function typeOfKind(
  client: KubernetesClient,
  kind: string,
): Promise<ObjectType> {
  const known = fluxVersions[kind];
  if (known) return { apiVersion: known, kind };
  const found = (await client.resources()).find(
    resource => resource.kind === kind,
  );
  if (!found) throw new NoMatchError({ apiVersion: '', kind });
  return { apiVersion: found.apiVersion, kind };
}
