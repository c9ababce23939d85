import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Kustomization } from '@sluice/api';
import { setCommonMetadata } from '@sluice/kubernetes/apply';
import { isNotFound } from '@sluice/kubernetes/client';
import type { UnstructuredObject } from '@sluice/kubernetes/objects';
import type { TreeRecord } from '@sluice/kustomize';
import { ArtifactNotFoundError, type OpenArtifact } from '@sluice/sources';
import type { BuildResult, Unchanged } from './build';
import { goDuration } from './durations';
import { StepError, messageOf } from './failure';
import { refuseKubeConfig } from './kubeConfig';
import type { ManifestInputs } from './manifestCache';
import { ownerLabels } from './ownership';
import { type Run, progress } from './run';
import type { ReadySource } from './source';
import { withoutLiterals } from './secrecy';
import { type SubstitutionVariables, readSubstitutions } from './substitution';

/** The objects to apply, and the digest of what was built. */
export interface Manifests {
  objects: UnstructuredObject[];
  digest: string;
}

function digestOf(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** Digests of all that the manifests depend on: artifact, spec, variables. */
export function inputsOf(
  object: Kustomization,
  source: ReadySource,
  variables: SubstitutionVariables,
): ManifestInputs {
  const { interval, retryInterval, timeout, suspend, ...spec } = object.spec;
  const recipe = digestOf(
    source.ref,
    object.metadata.name,
    object.metadata.namespace,
    spec,
    Object.entries(variables.values).sort(([a], [b]) => (a < b ? -1 : 1)),
    variables.failure ?? '',
  );
  return { recipe, all: digestOf(source.artifact.digest, recipe) };
}

function artifactMissing(run: Run, cause: unknown): StepError {
  return new StepError(
    'ArtifactFailed',
    `Source is not ready, artifact not found, retrying in ${goDuration(
      run.deps.options.requeueDependency,
    )}`,
    {
      cause,
      outcome: {
        kind: 'waiting',
        delay: run.deps.options.requeueDependency,
      },
    },
  );
}

async function openArtifact(
  run: Run,
  source: ReadySource,
): Promise<OpenArtifact> {
  try {
    return await run.deps.artifacts.open(source.artifact, run.signal);
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof ArtifactNotFoundError) {
      throw artifactMissing(run, error);
    }
    throw new StepError('ArtifactFailed', messageOf(error), { cause: error });
  }
}

/** What messages call the build folder: Flux's is a new temporary one in each run, and so is its name. */
function displayRootOf(run: Run): string {
  return `/tmp/kustomization-${Math.floor(run.deps.random() * 1e10)}`;
}

/** The folder that `spec.path` names below the artifact; `..` does not lead out of it. */
function folderOf(directory: string, wanted: string | undefined): string {
  return path.join(directory, path.posix.join('/', wanted ?? ''));
}

function isMissing(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  );
}

async function requireFolder(
  directory: string,
  displayRoot: string,
  wanted: string | undefined,
): Promise<void> {
  try {
    await stat(folderOf(directory, wanted));
  } catch (error) {
    const reason = isMissing(error)
      ? 'no such file or directory'
      : 'cannot be read';
    throw new StepError(
      'ArtifactFailed',
      `kustomization path not found: stat ${folderOf(
        displayRoot,
        wanted,
      )}: ${reason}`,
      { cause: error },
    );
  }
}

/** Refuses what later versions will do, in words that say so. */
async function requireBuildable(run: Run): Promise<void> {
  const { object, deps, signal } = run;
  const { decryption } = object.spec;
  if (!decryption) return;
  if (decryption.provider !== 'sops') {
    throw new StepError(
      'BuildFailed',
      `unsupported decryption provider: ${decryption.provider}`,
    );
  }
  if (decryption.secretRef) {
    try {
      await deps.client.get(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          namespace: object.metadata.namespace,
          name: decryption.secretRef.name,
        },
        { signal, metadataOnly: true },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (isNotFound(error)) {
        throw new StepError('BuildFailed', error.message, { cause: error });
      }
      throw error;
    }
  }
  throw new StepError(
    'BuildFailed',
    'spec.decryption: decrypting with SOPS is not supported yet',
  );
}

async function build(
  run: Run,
  artifact: OpenArtifact,
  displayRoot: string,
  variables: SubstitutionVariables,
  known?: TreeRecord,
): Promise<BuildResult | Unchanged> {
  const { object, deps, signal } = run;
  try {
    return await deps.builder.build(
      {
        directory: artifact.directory,
        displayRoot,
        path: object.spec.path ?? '',
        kustomization: {
          apiVersion: object.apiVersion,
          kind: object.kind,
          metadata: {
            name: object.metadata.name,
            namespace: object.metadata.namespace,
          },
          spec: object.spec,
        },
        variables,
        strictSubstitutions: deps.options.strictSubstitutions,
        known,
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    const message = withoutLiterals(messageOf(error));
    throw new StepError('BuildFailed', message, { cause: error });
  }
}

/** Whether the storage is there at all: an empty answer must never look like an empty folder. */
async function requireReadable(artifact: OpenArtifact): Promise<void> {
  await readdir(artifact.directory);
}

function complete(run: Run, built: BuildResult): Manifests {
  const { object } = run;
  const labels = ownerLabels({
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  });
  setCommonMetadata(built.objects, labels);
  const common = object.spec.commonMetadata;
  setCommonMetadata(built.objects, common?.labels, common?.annotations);
  return { objects: built.objects, digest: built.digest };
}

/** A Secret was built that nobody has decrypted. */
export class EncryptedSecretError extends StepError {
  readonly digest: string;

  constructor(subject: string, digest: string) {
    super(
      'ReconciliationFailed',
      `${subject} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
      { recorded: true },
    );
    this.digest = digest;
  }
}

/** The variables of a Kustomization; none when it substitutes nothing. */
export async function variablesOf(run: Run): Promise<SubstitutionVariables> {
  const { deps, object, signal, state } = run;
  const variables = await readSubstitutions(object, deps.client, signal);
  if (!variables.failure) state.secrets = variables.secrets;
  return variables;
}

/** Builds what is not known to be what was built last, and remembers it. */
async function buildOrConfirm(
  run: Run,
  inputs: ManifestInputs,
  buildFrom: (known?: TreeRecord) => Promise<BuildResult | Unchanged>,
  anew: boolean,
): Promise<Manifests & Pick<BuildResult, 'raised'>> {
  const { deps, state } = run;
  const known =
    anew || state.remoteBases
      ? undefined
      : deps.manifests.recordOf(state.key, inputs);
  let built = await buildFrom(known);
  if ('unchanged' in built) {
    const manifests = deps.manifests.confirm(state.key, inputs);
    if (manifests) return { ...manifests, raised: [] };
    // Given up in the meantime, for others.
    built = await buildFrom();
    if ('unchanged' in built) throw new Error('nothing was built');
  }
  if (built.encrypted) {
    throw new EncryptedSecretError(built.encrypted, built.digest);
  }
  const { raised, remote, record } = built;
  const manifests = complete(run, built);
  state.remoteBases = remote;
  // What is to be said about raised versions is said with each revision.
  const again = remote || raised.length > 0 ? undefined : record;
  deps.manifests.set(state.key, inputs, manifests, again);
  return { ...manifests, raised };
}

/** How to build. */
interface BuildOrder {
  inputs: ManifestInputs;
  variables: SubstitutionVariables;
  /** Whether to build even what is known to give the same. */
  anew: boolean;
  /** Called when the artifact is there and its path exists. */
  attempted(): void;
}

/** Fetches and builds. */
export async function buildManifests(
  run: Run,
  source: ReadySource,
  { inputs, variables, anew, attempted }: BuildOrder,
): Promise<Manifests & Pick<BuildResult, 'raised'>> {
  const artifact = await openArtifact(run, source);
  const displayRoot = displayRootOf(run);
  try {
    await requireReadable(artifact);
    await requireFolder(artifact.directory, displayRoot, run.object.spec.path);
    attempted();
    progress(run, 'Building manifests', source.revision);
    await refuseKubeConfig(run.object, run.deps.client, run.signal);
    await requireBuildable(run);
    const buildFrom = async (known?: TreeRecord) => {
      const built = await build(run, artifact, displayRoot, variables, known);
      progress(run, 'Detecting drift', source.revision);
      return built;
    };
    return await buildOrConfirm(run, inputs, buildFrom, anew);
  } finally {
    artifact.release();
  }
}
