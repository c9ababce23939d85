import type { Kustomization } from '@sluice/api';
import { type KubernetesClient, isNotFound } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { messageOf } from './failure';

/** Variables for the post-build substitution. */
export interface SubstitutionVariables {
  /** Name → value; later sources have won already, but not the spec's own. */
  values: Record<string, string>;
  /** Why they could not be read; told when the first object is substituted, as Flux does. */
  failure?: string;
}

/** Variables that were read, and which of their values are not to be shown. */
export interface ReadVariables extends SubstitutionVariables {
  /** The values that came from Secrets. */
  secrets: readonly string[];
}

interface DataObject extends KubernetesObject {
  data?: Record<string, string>;
}

/**
 * Reads `postBuild.substituteFrom` in order, as the controller and always from the Kustomization's own namespace. Line breaks are
 * taken out of values.
 */
export async function readSubstitutions(
  object: Kustomization,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<ReadVariables> {
  const values = new Map<string, string>();
  const secrets = new Set<string>();
  for (const ref of object.spec.postBuild?.substituteFrom ?? []) {
    let source: DataObject;
    try {
      source = await client.get<DataObject>(
        {
          apiVersion: 'v1',
          kind: ref.kind,
          namespace: object.metadata.namespace,
          name: ref.name,
        },
        { signal },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (ref.optional && isNotFound(error)) continue;
      return {
        values: {},
        secrets: [],
        failure: `substitute from '${ref.kind}/${ref.name}' error: ${messageOf(
          error,
        )}`,
      };
    }
    for (const [key, value] of Object.entries(source.data ?? {})) {
      const text =
        ref.kind === 'Secret'
          ? Buffer.from(value, 'base64').toString('utf8')
          : value;
      const line = text.replaceAll('\n', '');
      if (ref.kind === 'Secret') secrets.add(line);
      values.set(key, line);
    }
  }
  return { values: Object.fromEntries(values), secrets: [...secrets] };
}
