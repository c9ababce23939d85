import type { Kustomization } from '@sluice/api';
import { BuildPool, ownerLabels } from '@sluice/controllers';
import type { KubernetesObject } from '@sluice/kubernetes';
import {
  normalizeObject,
  setCommonMetadata,
  subjectOf,
  subjectOfObject,
} from '@sluice/kubernetes/apply';
import { KubernetesClient } from '@sluice/kubernetes/client';
import { DiffResult } from '@sluice/plugin-gitops-common';
import { ActionRefused } from '../actions/actions';
import type { Reader } from '../permissions/authorizer';
import type { Portal } from '../portal/portal';
import type { PortalCluster } from '../portal/portalCluster';
import { ArtifactUnavailable, withArtifact } from './artifact';
import { fieldChanges } from './fieldDiff';

/** The manager as whom Flux applies; with another one the answer would differ. */
const fieldManager = 'kustomize-controller';

/** Milliseconds for a whole comparison. */
const deadline = 30_000;
/** Objects compared at once. */
const concurrency = 4;
const objectLimit = 500;

interface CompareOptions {
  portal: Portal;
  cluster: PortalCluster;
  applier: Kustomization;
  reader: Reader;
  signal: AbortSignal;
}

type Change = DiffResult['changes'][number];

/**
 * Shows what applying the newest artifact now would change: built as the controllers build it, applied as a dry run by the server, as the
 * account that the Kustomization names.
 */
export class DiffService {
  readonly #builder = new BuildPool({ size: 1, timeout: deadline });

  async stop(): Promise<void> {
    await this.#builder.stop();
  }

  /** Throws ActionRefused with the reason when there is nothing to compare or the reader may not. */
  async compare(options: CompareOptions): Promise<DiffResult> {
    const { portal, cluster, applier, reader } = options;
    const decision = portal.actions(cluster, applier, reader).diff;
    if (!decision.allowed) {
      throw new ActionRefused(decision.reason ?? 'That is not possible now');
    }
    const { model } = cluster;
    const artifact = model?.sourceOf(applier)?.status?.artifact;
    if (!model || !artifact) {
      throw new ActionRefused('The source has no artifact to compare with yet');
    }
    if (applier.spec.decryption) {
      throw new ActionRefused(
        'What this Kustomization decrypts is not shown, so neither are its differences',
      );
    }
    if (
      applier.spec.postBuild?.substituteFrom?.some(
        ({ kind }) => kind === 'Secret',
      )
    ) {
      throw new ActionRefused(
        'This Kustomization takes variables from a Secret, so its differences are not shown',
      );
    }
    const signal = AbortSignal.any([
      options.signal,
      AbortSignal.timeout(deadline),
    ]);
    try {
      const objects = await withArtifact(
        artifact,
        {
          allowedOrigins: cluster.config.allowedOrigins,
          allowLoopback: cluster.config.mode !== 'observe',
          signal,
        },
        directory => this.#build(applier, directory, signal),
      );
      return await this.#compareAll(
        options,
        objects,
        artifact.revision,
        signal,
      );
    } catch (error) {
      if (error instanceof ArtifactUnavailable) {
        throw new ActionRefused(error.message);
      }
      if (signal.aborted) {
        throw new ActionRefused(
          `The comparison took longer than ${deadline / 1000} s`,
        );
      }
      throw error;
    }
  }

  async #build(
    applier: Kustomization,
    directory: string,
    signal: AbortSignal,
  ): Promise<KubernetesObject[]> {
    try {
      const built = await this.#builder.build(
        {
          directory,
          displayRoot: '',
          path: applier.spec.path ?? '',
          kustomization: applier,
          variables: { values: {} },
          strictSubstitutions: true,
        },
        signal,
      );
      // Only a request that names an earlier build is answered without one.
      if ('unchanged' in built) throw new Error('nothing was built');
      return built.objects;
    } catch (error) {
      throw new ActionRefused(
        `It does not build: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  async #compareAll(
    { cluster, applier }: CompareOptions,
    objects: readonly KubernetesObject[],
    revision: string,
    signal: AbortSignal,
  ): Promise<DiffResult> {
    const id = {
      cluster: cluster.config.name,
      kind: applier.kind,
      namespace: applier.metadata.namespace ?? '',
      name: applier.metadata.name ?? '',
    };
    const watch = cluster.model?.watch;
    if (!watch) {
      throw new ActionRefused('The cluster cannot be reached now');
    }
    if (objects.length > objectLimit) {
      throw new ActionRefused(
        `It has ${objects.length} objects; up to ${objectLimit} are compared here`,
      );
    }
    const { serviceAccountName } = applier.spec;
    const client = serviceAccountName
      ? watch.client.impersonate({
          user: `system:serviceaccount:${id.namespace}:${serviceAccountName}`,
        })
      : watch.client;
    const result: DiffResult = {
      id,
      revision,
      changes: [],
      unchanged: 0,
      errors: [],
    };
    const queue = [...objects];
    const work = async () => {
      for (let object = queue.shift(); object; object = queue.shift()) {
        const desired = normalizeObject(object);
        setCommonMetadata([desired], ownerLabels(id));
        const name = subjectOfObject(desired);
        try {
          const change = await compareOne(client, desired, signal);
          if (change) result.changes.push(change);
          else result.unchanged += 1;
        } catch (error) {
          signal.throwIfAborted();
          result.errors.push({
            object: name,
            message: errorText(desired.kind, error),
          });
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    result.changes.push(...this.#pruned(cluster, applier, objects));
    result.changes.sort((a, b) => subjectOf(a).localeCompare(subjectOf(b)));
    return result;
  }

  #pruned(
    cluster: PortalCluster,
    applier: Kustomization,
    objects: readonly KubernetesObject[],
  ): Change[] {
    if (!applier.spec.prune) {
      return [];
    }
    const keyOf = (kind: string, namespace: string, name: string) =>
      `${kind}/${namespace}/${name}`;
    const stated = new Set(
      objects.map(({ kind, metadata }) =>
        keyOf(kind, metadata.namespace ?? '', metadata.name ?? ''),
      ),
    );
    return (cluster.model?.inventoryOf(applier) ?? [])
      .filter(
        ({ kind, namespace, name }) =>
          !stated.has(keyOf(kind, namespace, name)),
      )
      .map(({ apiVersion, kind, namespace, name }) => ({
        apiVersion,
        kind,
        ...(namespace ? { namespace } : {}),
        name,
        change: 'delete' as const,
        fields: [],
      }));
  }
}

/** The server's words may quote a value; those of a Secret are left out. */
function errorText(kind: string, error: unknown): string {
  if (kind === 'Secret') {
    return 'The Secret could not be compared';
  }
  return error instanceof Error ? error.message : String(error);
}

async function compareOne(
  client: KubernetesClient,
  desired: KubernetesObject,
  signal: AbortSignal,
): Promise<Change | undefined> {
  const { apiVersion, kind, metadata } = desired;
  const { namespace, name = '' } = metadata;
  const described = {
    apiVersion,
    kind,
    ...(namespace ? { namespace } : {}),
    name,
  };
  const live = await client.find(
    { apiVersion, kind, namespace, name },
    { signal },
  );
  if (!live) {
    return { ...described, change: 'create', fields: [] };
  }
  const applied = await client.apply(desired, {
    fieldManager,
    force: true,
    dryRun: true,
    signal,
  });
  const fields = fieldChanges(live, applied);
  return fields.length > 0
    ? { ...described, change: 'update', fields }
    : undefined;
}
