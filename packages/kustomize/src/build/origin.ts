import { posix } from 'node:path';
import { newScalar } from '../node/scalar';
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
  configuredIn?: string;
  configuredBy?: {
    apiVersion: string;
    kind: string;
    name?: string;
    namespace?: string;
  };
}

const plainText = /^[A-Za-z0-9_./][\w./@+-]*$/;

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

/** The path of a file or directory below an origin. */
export function originPath(base: string, path: string): string {
  const joined = posix.join(base, path);
  return joined === '.' ? '' : joined;
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
export function setOrigin(resources: Iterable<Resource>, path: string): void {
  const text = originText({ path });
  for (const resource of resources) {
    resource.memory.originPath = path;
    setAnnotation(resource, originAnnotation, text);
  }
}

/** What a plugin that is configured by an object puts on what it makes; nothing when origins are not recorded. */
export function pluginOrigin(resource: Resource): Origin | undefined {
  const configuredIn = resource.memory.originPath;
  if (configuredIn === undefined) return undefined;
  return {
    configuredIn,
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
