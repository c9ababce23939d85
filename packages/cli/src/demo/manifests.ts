import { readFile } from 'node:fs/promises';
import { nodeToJson, parseYamlDocuments } from '@sluice/golang/yaml';
import type { KubernetesObject } from '@sluice/kubernetes/objects';

function isObject(value: unknown): value is KubernetesObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'apiVersion' in value &&
    'kind' in value &&
    'metadata' in value
  );
}

/** Reads the objects of a YAML file. Throws when a document is not a Kubernetes object. */
export async function readManifests(
  file: string,
  replace: (text: string) => string = text => text,
): Promise<KubernetesObject[]> {
  const text = replace(await readFile(file, 'utf8'));
  return parseYamlDocuments(text, { file }).map(document => {
    const value: unknown = nodeToJson(document, 'sigs');
    if (!isObject(value)) {
      throw new Error(
        `${file} holds something that is not a Kubernetes object`,
      );
    }
    return value;
  });
}
