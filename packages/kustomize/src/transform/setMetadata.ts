import { readResources } from '../resource/readResources';
import { asYaml } from '../resource/resource';
import { ResourceMap } from '../resource/resourceMap';
import { builtinKnowledge } from '../schema/knowledge';
import { setEntries } from './labels';

/** Labels and annotations for all objects. */
export interface CommonMetadata {
  readonly labels?: ReadonlyMap<string, string>;
  readonly annotations?: ReadonlyMap<string, string>;
}

/**
 * Sets labels and annotations of all objects of a stream, one after the other: kustomize's transformers of both for `metadata/labels` and
 * `metadata/annotations` alone, outside of a build.
 *
 * @throws Error with kustomize's wording, also for two objects of the same identity
 */
export function setMetadata(
  text: string,
  changes: readonly CommonMetadata[],
): string {
  const resources = new ResourceMap(readResources(text, builtinKnowledge));
  for (const { labels, annotations } of changes) {
    if (labels) {
      setEntries(resources, labels, [
        { path: 'metadata/labels', create: true },
      ]);
    }
    if (annotations) {
      setEntries(resources, annotations, [
        { path: 'metadata/annotations', create: true },
      ]);
    }
  }
  return asYaml(resources);
}
