import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import {
  anyInMetadata,
  normalizeObject,
  subjectOfObject,
} from '@sluice/kubernetes/apply';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import {
  DirectoryTree,
  RecordingTree,
  RemoteBases,
  answersAlike,
  buildFluxKustomization,
} from '@sluice/kustomize';
import type { BuildRequest, BuildResult, Unchanged } from './build';
import { raisedApiVersion } from './raiseVersions';

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects as Flux reads them: Lists are opened, and what has no name, kind or version is left out. */
function objectsOf(value: JsonObject): KubernetesObject[] {
  const { kind, apiVersion, metadata, items } = value;
  if (
    Array.isArray(items) &&
    typeof kind === 'string' &&
    kind.endsWith('List')
  ) {
    return items.filter(isJsonObject).flatMap(objectsOf);
  }
  if (
    typeof kind !== 'string' ||
    typeof apiVersion !== 'string' ||
    !isJsonObject(metadata) ||
    typeof metadata.name !== 'string' ||
    metadata.name === ''
  ) {
    return [];
  }
  return [
    {
      ...value,
      kind,
      apiVersion,
      metadata: { ...withoutBrokenLabels(metadata), name: metadata.name },
    },
  ];
}

/** Labels of which one is no text (a substituted number, say) are lost as a whole when Flux adds its own to them. */
function withoutBrokenLabels(metadata: JsonObject): JsonObject {
  const { labels, ...rest } = metadata;
  const broken =
    isJsonObject(labels) &&
    Object.values(labels).some(value => typeof value !== 'string');
  return broken ? rest : metadata;
}

/** A Secret that SOPS encrypted and nobody decrypted, unless its annotation says that this is wanted. */
function isEncryptedSecret(object: KubernetesObject): boolean {
  return (
    object.apiVersion === 'v1' &&
    object.kind === 'Secret' &&
    Object.hasOwn(object, 'sops') &&
    !anyInMetadata(object, {
      'kustomize.toolkit.fluxcd.io/decrypt': 'disabled',
    })
  );
}

function substitutionOf(request: BuildRequest) {
  const { postBuild } = request.kustomization.spec;
  if (!postBuild) return undefined;
  const { values, failure } = request.variables;
  return {
    variables:
      failure === undefined
        ? new Map([
            ...Object.entries(values),
            ...Object.entries(postBuild.substitute ?? {}),
          ])
        : { error: failure },
    strict: request.strictSubstitutions,
    strategy: postBuild.substituteStrategy ?? ('WithVariables' as const),
  };
}

/**
 * Builds at once, in the calling thread. The message of what is thrown is the one for the Ready condition, but for RemoteNeededError, which
 * says what has to be fetched first.
 */
export function buildInProcess(request: BuildRequest): BuildResult | Unchanged {
  const directory = new DirectoryTree(request.directory, {
    displayRoot: request.displayRoot,
  });
  if (request.known && answersAlike(directory, request.known)) {
    return { unchanged: true };
  }
  const tree = new RecordingTree(directory);
  const { objects, yaml } = buildFluxKustomization({
    tree,
    path: request.path,
    spec: request.kustomization.spec,
    remotes: request.remotes && new RemoteBases(request.remotes),
    substitution: substitutionOf(request),
  });
  const raised: BuildResult['raised'] = [];
  let encrypted: string | undefined;
  const normalized = objects.flatMap(objectsOf).map(object => {
    if (isEncryptedSecret(object)) encrypted ??= subjectOfObject(object);
    const apiVersion = raisedApiVersion(object);
    if (apiVersion) {
      raised.push({
        subject: subjectOfObject(object),
        from: object.apiVersion,
        to: apiVersion,
      });
    }
    return normalizeObject(apiVersion ? { ...object, apiVersion } : object);
  });
  return {
    objects: normalized,
    digest: `sha256:${createHash('sha256').update(yaml).digest('hex')}`,
    ...(encrypted ? { encrypted } : {}),
    raised,
    record: tree.record,
  };
}
