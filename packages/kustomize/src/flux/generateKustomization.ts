import { posix } from 'node:path';
import { type JsonObject } from '@sluice/golang/json';
import { type RootKustomization } from '../build/build';
import { type ConfinedFiles } from '../build/confinedFiles';
import { isRemotePath } from '../remote/isRemotePath';
import {
  type Kustomization,
  type ImageEntry,
  type SelectorEntry,
  kustomizationShape,
} from '../kustomization/kustomization';
import {
  completeKustomization,
  decodeKustomization,
  kustomizationFileNames,
} from '../kustomization/read';
import { DecodeError, lenientMode } from '../kustomization/shape';
import { decodeJsonFile } from '../text/bytes';
import { FluxBuildError } from './errors';
import { scanManifests } from './scanManifests';
import { type FluxBuildSpec, type FluxSelector } from './spec';

/** Whether Flux accepts a path as that of a component: relative, and not remote. */
export function isLocalRelativePath(path: string): boolean {
  const withoutScheme = path.toLowerCase().replace(/^file:\/\//, '');
  if (path.startsWith('/') || withoutScheme.startsWith('/')) return false;
  return !isRemotePath(path) || /^file:\/\//i.test(path);
}

function selectorOf(
  selector: FluxSelector | undefined,
): SelectorEntry | undefined {
  if (!selector) return undefined;
  return {
    group: selector.group ?? '',
    version: selector.version ?? '',
    kind: selector.kind ?? '',
    name: selector.name ?? '',
    namespace: selector.namespace ?? '',
    annotationSelector: selector.annotationSelector ?? '',
    labelSelector: selector.labelSelector ?? '',
  };
}

/** Puts the images of the spec over those of the file; tag and digest go together. */
function mergeImages(
  images: ImageEntry[],
  added: NonNullable<FluxBuildSpec['images']>,
): void {
  for (const { name, newName = '', newTag = '', digest = '' } of added) {
    const present = images.find(image => image.name === name);
    if (!present) {
      images.push({ name, newName, newTag, digest, tagSuffix: '' });
      continue;
    }
    if (newName !== '') present.newName = newName;
    if (newTag !== '' || digest !== '') {
      present.newTag = newTag;
      present.digest = digest;
    }
  }
}

function addComponents(
  kustomization: Kustomization,
  spec: FluxBuildSpec,
  files: ConfinedFiles,
  directory: string,
): void {
  for (const component of spec.components ?? []) {
    if (!isLocalRelativePath(component)) {
      throw new FluxBuildError(
        `component path '${component}' must be local and relative`,
      );
    }
    const exists = files.stat(posix.join(directory, component)) !== undefined;
    if (exists || !spec.ignoreMissingComponents) {
      kustomization.components.push(component);
    }
  }
}

/** Whether files of that absolute path take no part. */
export type IsIgnored = (path: string) => boolean;

/** Takes ignored files out of the lists of a kustomization. @throws Error when one is missing */
function dropIgnored(
  kustomization: Kustomization,
  files: ConfinedFiles,
  directory: string,
  isIgnored: IsIgnored,
): void {
  for (const field of ['resources', 'components', 'crds'] as const) {
    kustomization[field] = kustomization[field].filter(path => {
      if (field !== 'crds' && /^[a-z][a-z0-9+.-]*:/i.test(path)) return true;
      const absolute = posix.join(directory, path);
      if (files.stat(absolute) === undefined) {
        throw new FluxBuildError(
          `lstat ${absolute}: no such file or directory`,
        );
      }
      return !isIgnored(absolute);
    });
  }
}

/** A kustomization file as Flux writes it. */
export interface GeneratedFile {
  kustomization: Kustomization;
  /** What the file said before. */
  source: JsonObject;
  fileName: string;
  /** Whether there was none. */
  generated: boolean;
}

function readExisting(bytes: Uint8Array, fileName: string): GeneratedFile {
  try {
    return {
      ...decodeKustomization(decodeJsonFile(bytes), lenientMode),
      fileName,
      generated: false,
    };
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new FluxBuildError(
        `error unmarshaling JSON: while decoding JSON: ${error.message}`,
        error,
      );
    }
    throw error;
  }
}

/** The kustomization file of a directory, or one that lists what is there. */
function findOrGenerate(
  files: ConfinedFiles,
  directory: string,
  isIgnored: IsIgnored,
): GeneratedFile {
  for (const fileName of kustomizationFileNames) {
    const path = posix.join(directory, fileName);
    if (files.stat(path) !== 'file') continue;
    return readExisting(files.readFile(path), fileName);
  }
  const kustomization = kustomizationShape.zero();
  const manifests = scanManifests(files, directory, isIgnored);
  if (manifests.length === 0) {
    // Without anything, kustomize would call the kustomization empty.
    kustomization.namespace = '_placeholder';
  }
  kustomization.resources = manifests.map(
    path => `./${posix.relative(directory, path)}`,
  );
  return {
    kustomization,
    source: {},
    fileName: kustomizationFileNames[0],
    generated: true,
  };
}

/**
 * The kustomization that Flux builds: that of the directory, or one that is generated, with the fields of the
 * Kustomization's spec put over it.
 *
 * @throws Error as Flux reports it
 */
export function generateKustomization(
  files: ConfinedFiles,
  directory: string,
  spec: FluxBuildSpec,
  isIgnored?: IsIgnored,
): GeneratedFile {
  const found = findOrGenerate(files, directory, isIgnored ?? (() => false));
  const { kustomization, generated } = found;
  kustomization.apiVersion ||= 'kustomize.config.k8s.io/v1beta1';
  kustomization.kind ||= 'Kustomization';
  if (!generated && kustomization.resources.length === 0) {
    // Keeps kustomize from calling it empty.
    kustomization.buildMetadata = ['originAnnotations'];
  }
  if (isIgnored) dropIgnored(kustomization, files, directory, isIgnored);
  kustomization.namespace = spec.targetNamespace || kustomization.namespace;
  kustomization.namePrefix = spec.namePrefix || kustomization.namePrefix;
  kustomization.nameSuffix = spec.nameSuffix || kustomization.nameSuffix;
  for (const { patch, target } of spec.patches ?? []) {
    kustomization.patches.push({
      path: '',
      patch,
      target: selectorOf(target),
      options: undefined,
    });
  }
  addComponents(kustomization, spec, files, directory);
  mergeImages(kustomization.images, spec.images ?? []);
  if (spec.buildMetadata && spec.buildMetadata.length > 0) {
    kustomization.buildMetadata = [...spec.buildMetadata];
  }
  return found;
}

/** What kustomize makes of the file that Flux has written. @throws Error with kustomize's wording */
export function completeGenerated(
  { kustomization, source, fileName }: GeneratedFile,
  directory: string,
): RootKustomization {
  const { namespace, resources, buildMetadata } = kustomization;
  return {
    ...completeKustomization(
      kustomization,
      { ...source, namespace, resources, buildMetadata },
      directory,
    ),
    fileName,
  };
}
