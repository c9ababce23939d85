import { type Artifact, type Kustomization, sourceGroup } from '@sluice/api';
import { isNotFound } from '@sluice/kubernetes/client';
import type { KubernetesObject, ObjectRef } from '@sluice/kubernetes/objects';
import { StepError, messageOf } from './failure';
import { goDuration } from './durations';
import type { KustomizeOptions } from './options';

/** A source object, whatever its kind. */
export interface SourceObject extends KubernetesObject {
  status?: { artifact?: Artifact };
}

/** What is built from. */
export interface ReadySource {
  ref: ObjectRef;
  artifact: Artifact;
  revision: string;
  /** Revision that the artifact itself was made from, for OCI artifacts. */
  originRevision: string;
}

const kinds = ['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact'];

/** Where the source of a Kustomization is. */
export function sourceRefOf(object: Kustomization): ObjectRef {
  const { kind, name, namespace } = object.spec.sourceRef;
  return {
    apiVersion: `${sourceGroup}/v1`,
    kind,
    name,
    namespace: namespace || object.metadata.namespace,
  };
}

/** `Kind/namespace/name`, the key under which Kustomizations are found by their source. */
export function sourceKey(ref: ObjectRef): string {
  return `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

function denied(message: string): StepError {
  return new StepError('AccessDenied', message, {
    outcome: { kind: 'stalled', observed: false },
  });
}

/** Reads a source; throws a 404 when it does not exist. */
export type SourceReader = (
  ref: ObjectRef,
  signal: AbortSignal,
) => Promise<SourceObject>;

/** The source's artifact, or a StepError that says what to wait for (kustomize-controller `getSource`). */
export async function readySource(
  object: Kustomization,
  read: SourceReader,
  options: Pick<
    KustomizeOptions,
    'noCrossNamespaceRefs' | 'externalArtifacts' | 'requeueDependency'
  >,
  signal: AbortSignal,
): Promise<ReadySource> {
  const ref = sourceRefOf(object);
  const named = `${ref.kind}/${ref.namespace}/${ref.name}`;
  if (
    options.noCrossNamespaceRefs &&
    ref.namespace !== object.metadata.namespace
  ) {
    throw denied(
      `can't access '${named}', cross-namespace references have been blocked`,
    );
  }
  if (ref.kind === 'ExternalArtifact' && !options.externalArtifacts) {
    throw denied(
      `can't access '${named}', ExternalArtifact feature gate is disabled`,
    );
  }
  if (!kinds.includes(ref.kind)) {
    throw new StepError(
      'ArtifactFailed',
      `source \`${ref.name}\` kind '${ref.kind}' not supported`,
    );
  }
  const source = await readOrExplain(ref, read, signal);
  const artifact = source.status?.artifact;
  if (!artifact) {
    throw new StepError(
      'ArtifactFailed',
      `Source artifact not found, retrying in ${goDuration(
        options.requeueDependency,
      )}`,
      { outcome: { kind: 'waiting', delay: options.requeueDependency } },
    );
  }
  return {
    ref,
    artifact,
    revision: artifact.revision,
    originRevision:
      artifact.metadata?.['org.opencontainers.image.revision'] ?? '',
  };
}

async function readOrExplain(
  ref: ObjectRef,
  read: SourceReader,
  signal: AbortSignal,
): Promise<SourceObject> {
  try {
    return await read(ref, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isNotFound(error)) {
      // The words of Flux's cache, which names the kind where the server would name the resource.
      throw new StepError(
        'ArtifactFailed',
        `${ref.kind}.${sourceGroup} "${ref.name}" not found`,
        {
          cause: error,
          outcome: { kind: 'waiting', delay: 'retryInterval' },
        },
      );
    }
    throw new Error(
      `unable to get source '${ref.namespace}/${ref.name}': ${messageOf(
        error,
      )}`,
      { cause: error },
    );
  }
}
