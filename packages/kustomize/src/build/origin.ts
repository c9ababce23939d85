import { posix } from 'node:path';
import { newScalar } from '../node/scalar';
import { maskUrls } from '../remote/maskUrls';
import { parseRepositorySpec } from '../remote/repositorySpec';
import {
  originAnnotation,
  transformationsAnnotation,
} from '../resource/bookkeeping';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';
import { scalarTag } from '@sluice/golang/yaml';

/** Where an object comes from, or what generated or changed it, as the `buildMetadata` annotations tell. */
export interface Origin {
  path?: string;
  /** The repository that the path is in, when it is not the local one. */
  repo?: string;
  ref?: string;
  configuredIn?: string;
  configuredBy?: {
    apiVersion: string;
    kind: string;
    name?: string;
    namespace?: string;
  };
}

const plainText = /^[A-Za-z0-9_./](?:[\w./@+~%=?&*-]|:(?!$))*$/;

function scalarText(value: string): string {
  return plainText.test(value) &&
    scalarTag(newScalar(value), 'sigs') === '!!str'
    ? value
    : JSON.stringify(value);
}

/** The YAML of an origin, in the field order of the original. */
export function originText(origin: Origin): string {
  const lines: string[] = [];
  const add = (indent: string, name: string, value?: string): void => {
    if (value) lines.push(`${indent}${name}: ${scalarText(value)}`);
  };
  add('', 'path', origin.path);
  add('', 'repo', origin.repo);
  add('', 'ref', origin.ref);
  add('', 'configuredIn', origin.configuredIn);
  const by = origin.configuredBy;
  if (by) {
    lines.push('configuredBy:');
    add('  ', 'apiVersion', by.apiVersion);
    add('  ', 'kind', by.kind);
    add('  ', 'name', by.name);
    add('  ', 'namespace', by.namespace);
  }
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`;
}

/** Where a file or directory is. */
export type Place = Pick<Origin, 'repo' | 'ref'> & { path: string };

/** The place of what a path leads to from another place. */
export function placeBelow(base: Place, path: string): Place {
  const repository = parseRepositorySpec(path);
  if (!repository) {
    const joined = posix.join(base.path, path);
    return { ...base, path: joined === '.' ? '' : joined };
  }
  return {
    repo: maskUrls(repository.url),
    ref: repository.ref,
    // The original names the root of a clone after the folder it would be in.
    path:
      posix.join(repository.path) === '.'
        ? 'notCloned'
        : posix.join(repository.path),
  };
}

function setAnnotation(resource: Resource, name: string, value: string): void {
  const annotations = resource.annotations();
  annotations.set(name, value);
  resource.setAnnotations(annotations);
}

/** Says where objects come from unless they say it. */
export function addOrigin(resources: Iterable<Resource>, origin: Origin): void {
  for (const resource of resources) {
    if (!resource.annotations().has(originAnnotation)) {
      setAnnotation(resource, originAnnotation, originText(origin));
    }
  }
}

/** Says where objects come from, whatever they say. */
export function setOrigin(resources: Iterable<Resource>, place: Place): void {
  const text = originText(place);
  for (const resource of resources) {
    resource.memory.origin = place;
    setAnnotation(resource, originAnnotation, text);
  }
}

/** What a plugin that is configured by an object puts on what it makes; nothing when origins are not recorded. */
export function pluginOrigin(resource: Resource): Origin | undefined {
  const { origin } = resource.memory;
  if (origin === undefined) return undefined;
  return {
    repo: origin.repo,
    ref: origin.ref,
    configuredIn: origin.path,
    configuredBy: {
      apiVersion: resource.apiVersion(),
      kind: resource.kind(),
      name: resource.name(),
      namespace: resource.namespace(),
    },
  };
}

/** Adds a transformation to the list of every object. */
export function addTransformation(
  resources: ResourceMap,
  origin: Origin,
): void {
  const text = originText(origin);
  const item = `- ${text.trimEnd().split('\n').join('\n  ')}\n`;
  for (const resource of resources) {
    const annotations = resource.annotations();
    if (!annotations.has(originAnnotation)) {
      setAnnotation(resource, originAnnotation, text);
      continue;
    }
    setAnnotation(
      resource,
      transformationsAnnotation,
      (annotations.get(transformationsAnnotation) ?? '') + item,
    );
  }
}
