import { type YamlNode } from '@sluice/golang/yaml';
import { type FieldSpec } from '../config/fieldSpec';
import { getField, setScalar } from '../node/fields';
import { NodeKindError } from '../node/kindError';
import { isPresent, newScalar, rawTextOf } from '../node/scalar';
import { type ResourceMap } from '../resource/resourceMap';
import { compilePattern } from '../text/regexp';
import { applyFieldSpec, specsFor } from './applyFieldSpec';
import { BuildPanic } from '../text/buildPanic';

/** What becomes of an image; `name` is a pattern. */
export interface ImageChange {
  name: string;
  newName: string;
  newTag: string;
  tagSuffix: string;
  digest: string;
}

/** Splits `registry:5000/name:tag@sha256:…`. */
export function splitImage(image: string): {
  name: string;
  tag: string;
  digest: string;
} {
  const slash = Math.max(image.indexOf('/'), 0);
  const rest = image.slice(slash);
  const at = rest.indexOf('@');
  const colon = rest.indexOf(':');
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (at < colon || colon < 0)) {
    return {
      name: image.slice(0, slash + at),
      tag: '',
      digest: rest.slice(at + 1),
    };
  }
  return {
    name: image.slice(0, slash + colon),
    tag: at >= 0 ? rest.slice(colon + 1, at) : rest.slice(colon + 1),
    digest: at >= 0 ? rest.slice(at + 1) : '',
  };
}

function changeImage(image: string, change: ImageChange): string {
  let { name, tag, digest } = splitImage(image);
  if (change.newName) name = change.newName;
  if (change.newTag || change.digest) {
    tag = change.newTag;
    digest = change.digest;
  } else if (change.tagSuffix) {
    tag += change.tagSuffix;
    digest = '';
  }
  return `${name}${tag && `:${tag}`}${digest && `@${digest}`}`;
}

function matcherOf(name: string): (image: string) => boolean {
  try {
    const pattern = compilePattern(
      `^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`,
    );
    return image => pattern.test(image);
  } catch (error) {
    throw new BuildPanic(
      'runtime error: invalid memory address or nil pointer dereference',
      `images: the name ${JSON.stringify(name)} is no regular expression`,
      error,
    );
  }
}

const containerLists = new Set(['containers', 'initContainers']);

/** Every list of containers, wherever it is: children before their parents. */
function visitContainers(
  node: YamlNode,
  visit: (container: YamlNode) => void,
): void {
  if (node.kind === 'sequence') {
    for (const item of node.items) visitContainers(item, visit);
  } else if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      visitContainers(value, visit);
      if (containerLists.has(rawTextOf(key)) && value.kind === 'sequence') {
        value.items.forEach(visit);
      }
    }
  }
}

/**
 * Changes the images of containers (unless told otherwise), and of what the specs name; definitions of custom resources are left alone.
 */
export function setImage(
  resources: ResourceMap,
  change: ImageChange,
  specs: readonly FieldSpec[],
  ofContainers: boolean = true,
): void {
  let matches: ((image: string) => boolean) | undefined;
  const update = (node: YamlNode): void => {
    if (isPresent(node) && node.kind !== 'scalar') {
      throw new NodeKindError('scalar', node);
    }
    matches ??= matcherOf(change.name);
    const image = rawTextOf(node);
    if (matches(image)) setScalar(node, newScalar(changeImage(image, change)));
  };
  const changeable = resources
    .list()
    .filter(resource => resource.kind() !== 'CustomResourceDefinition');
  for (const { node } of ofContainers ? changeable : []) {
    if (!node) continue;
    visitContainers(node, container => {
      const image = getField(container, 'image');
      if (image !== undefined) update(image);
    });
  }
  for (const resource of changeable) {
    for (const spec of specsFor(resource, specs)) {
      applyFieldSpec(resource, spec, update);
    }
  }
}
