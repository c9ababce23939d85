import { type Kustomization, kustomizationType } from '@sluice/api';
import { type KubernetesClient, isNotFound } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { messageOf } from '../messageOf';
import type { ClusterReader } from './kustomizationBuilder';

interface DataObject extends KubernetesObject {
  data?: Record<string, string>;
}

/** Reads from a cluster what a build takes from it. */
export function clusterReader(
  client: KubernetesClient,
  signal: AbortSignal,
): ClusterReader {
  return {
    async kustomization(namespace, name) {
      try {
        return await client.get<Kustomization>(
          { ...kustomizationType, namespace, name },
          { signal },
        );
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw new Error(
          `failed to get kustomization object: ${messageOf(error)}`,
          { cause: error },
        );
      }
    },

    async variables({ metadata: { namespace }, spec }) {
      const values = new Map<string, string>();
      for (const ref of spec.postBuild?.substituteFrom ?? []) {
        const { kind, name } = ref;
        let source: DataObject;
        try {
          source = await client.get<DataObject>(
            { apiVersion: 'v1', kind, namespace, name },
            { signal },
          );
        } catch (error) {
          signal.throwIfAborted();
          if (ref.optional && isNotFound(error)) continue;
          return {
            error: `substitute from '${kind}/${name}' error: ${messageOf(
              error,
            )}`,
          };
        }
        for (const [key, value] of Object.entries(source.data ?? {})) {
          values.set(
            key,
            kind === 'Secret'
              ? Buffer.from(value, 'base64').toString('utf8')
              : value,
          );
        }
      }
      return values;
    },
  };
}
