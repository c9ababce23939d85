import { posix } from 'node:path';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { type BuildResult, buildWithRoot } from '../build/build';
import { ConfinedFiles } from '../build/confinedFiles';
import { kustomizationToJson } from '../kustomization/toJson';
import { ownValue } from '../node/toJson';
import { gvkText } from '../resource/identity';
import { type RemoteBases, RemoteNeededError } from '../remote/remoteBases';
import { type Resource } from '../resource/resource';
import {
  isSubstitutionDisabled,
  prepareVariables,
  substituteVariables,
} from '../substitution';
import { BuildPanic } from '../text/buildPanic';
import { findCause } from '../text/context';
import { type FileTree } from '../tree/fileTree';
import { FluxBuildError, PathNotFoundError } from './errors';
import {
  type GeneratedFile,
  completeGenerated,
  generateKustomization,
} from './generateKustomization';
import { type FluxBuildSpec, type FluxSubstitution } from './spec';

export interface FluxBuildRequest {
  tree: FileTree;
  /** The Kustomization's `spec.path`: relative to the tree's root, never above it. */
  path: string;
  spec: FluxBuildSpec;
  /**
   * Which files take no part, by their path from the tree's root. (The controller has none; the flux command honours
   * `.sourceignore`.)
   */
  isIgnored?(path: string): boolean;
  /** What has been fetched of remote bases; without it, they are refused. See `BuildOptions.remotes`. */
  remotes?: RemoteBases;
  /** What `spec.postBuild` asks for; undefined when there is none. */
  substitution?: FluxSubstitution;
}

export interface FluxBuildResult {
  /** The objects to be applied, in the order of the build. */
  objects: JsonObject[];
  /** The bytes (as text) whose SHA-256 is the digest in Flux's `status.history`. */
  yaml: string;
  /** What kustomize prints about deprecated fields. */
  warnings: string[];
}

function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function identityOf(object: JsonObject): {
  apiVersion: string;
  kind: string;
  name: string;
  namespace: string;
} {
  const metadata = ownValue(object, 'metadata');
  const fields = isJsonObject(metadata) ? metadata : {};
  return {
    apiVersion: asText(ownValue(object, 'apiVersion')),
    kind: asText(ownValue(object, 'kind')),
    name: asText(ownValue(fields, 'name')),
    namespace: asText(ownValue(fields, 'namespace')),
  };
}

/** Puts Flux's words in front of what went wrong in kustomize. */
function buildError(error: unknown): FluxBuildError | RemoteNeededError {
  if (error instanceof RemoteNeededError) return error;
  const panic = findCause(error, BuildPanic);
  const message = error instanceof Error ? error.message : String(error);
  return new FluxBuildError(
    `kustomize build failed: ${
      panic ? `recovered from kustomize build panic: ${panic.panic}` : message
    }`,
    error,
  );
}

function generate(request: FluxBuildRequest): GeneratedFile & {
  directory: string;
} {
  const files = new ConfinedFiles(request.tree);
  // A leading slash or `..` never leads above the root.
  const directory = posix.join(files.root, posix.join('/', request.path));
  if (files.stat(directory) === undefined) {
    throw new PathNotFoundError(directory);
  }
  const isIgnored =
    request.isIgnored &&
    ((path: string) =>
      request.isIgnored?.(posix.relative(files.root, path)) ?? false);
  try {
    return {
      ...generateKustomization(files, directory, request.spec, isIgnored),
      directory,
    };
  } catch (error) {
    if (error instanceof FluxBuildError) throw error;
    throw new FluxBuildError(
      error instanceof Error ? error.message : String(error),
      error,
    );
  }
}

/** The kustomization file that Flux would write. */
export interface GeneratedKustomization {
  /** The name of the file that is there, or that would be created. */
  fileName: string;
  /** Whether there is none. */
  generated: boolean;
  kustomization: JsonObject;
}

/**
 * The kustomization that Flux builds: that of the directory, or one that lists its manifests, with the spec over it.
 *
 * @throws PathNotFoundError, FluxBuildError as `buildFluxKustomization`
 */
export function generateFluxKustomization(
  request: Omit<FluxBuildRequest, 'substitution'>,
): GeneratedKustomization {
  const { fileName, generated, kustomization } = generate(request);
  return {
    fileName,
    generated,
    kustomization: kustomizationToJson(kustomization),
  };
}

function build(request: FluxBuildRequest): BuildResult {
  const { directory, ...file } = generate(request);
  try {
    return buildWithRoot(
      {
        tree: request.tree,
        path: directory,
        options: { schemaFiles: 'add', remotes: request.remotes },
      },
      completeGenerated(file, directory),
    );
  } catch (error) {
    throw buildError(error);
  }
}

/** Replaces variables in the objects that do not opt out. */
class Substitution {
  readonly #request: FluxSubstitution;
  #variables: ReadonlyMap<string, string> | undefined;

  constructor(request: FluxSubstitution) {
    this.#request = request;
  }

  apply(resource: Resource, object: JsonObject): JsonObject {
    if (isSubstitutionDisabled(object)) return object;
    try {
      const { strict, strategy } = this.#request;
      return substituteVariables(object, this.#prepared(), {
        strict,
        strategy,
      });
    } catch (error) {
      throw new FluxBuildError(
        `post build failed for '${gvkText(
          resource.gvk(),
        )}/${resource.name()}': ${
          error instanceof Error ? error.message : error
        }`,
        error,
      );
    }
  }

  #prepared(): ReadonlyMap<string, string> {
    if (!this.#variables) {
      const { variables } = this.#request;
      if (!(variables instanceof Map)) {
        throw new Error('error' in variables ? variables.error : '');
      }
      this.#variables = prepareVariables(variables);
    }
    return this.#variables;
  }
}

function toObject(resource: Resource): JsonObject {
  try {
    return resource.toJson();
  } catch (error) {
    throw buildError(error);
  }
}

function requireIdentity(resource: Resource): void {
  if (
    resource.name() !== '' &&
    resource.kind() !== '' &&
    resource.apiVersion() !== ''
  ) {
    return;
  }
  // The object's fields are not printed: they may be a Secret's.
  throw new FluxBuildError(
    `failed to decode Kubernetes apiVersion, kind and name from: ${JSON.stringify(
      {
        apiVersion: resource.apiVersion(),
        kind: resource.kind(),
        metadata: { name: resource.name() },
      },
    )}`,
  );
}

function isKustomizationFile({
  apiVersion,
  kind,
}: ReturnType<typeof identityOf>): boolean {
  return (
    kind === 'Kustomization' &&
    apiVersion.startsWith('kustomize.config.k8s.io/')
  );
}

/**
 * Builds what a Flux Kustomization names: generates or completes the kustomization file in memory, runs kustomize as Flux
 * sets it up (files of the source only, no Helm, no plugins) and substitutes variables.
 *
 * @throws PathNotFoundError when the directory is missing (reason ArtifactFailed)
 * @throws FluxBuildError with the message of the Ready condition (reason BuildFailed)
 * @throws RemoteNeededError when something has to be fetched first
 */
export function buildFluxKustomization(
  request: FluxBuildRequest,
): FluxBuildResult {
  const { resources, warnings } = build(request);
  const substitution =
    request.substitution && new Substitution(request.substitution);
  const keys = new Map<string, number>();
  const objects = resources.map(resource => {
    requireIdentity(resource);
    const object = toObject(resource);
    return substitution ? substitution.apply(resource, object) : object;
  });
  const identities = objects.map(identityOf);
  if (substitution) {
    for (const identity of identities) {
      const key = Object.values(identity).join('\0');
      const count = (keys.get(key) ?? 0) + 1;
      keys.set(key, count);
      if (count > 1) {
        throw new FluxBuildError(`in Replace: id matched ${count} resources`);
      }
    }
  }
  return {
    objects: objects.filter((_, i) => !isKustomizationFile(identities[i])),
    yaml: objects.map(emitSigsYaml).join('---\n'),
    warnings,
  };
}
