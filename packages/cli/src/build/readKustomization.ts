import { readFileSync } from 'node:fs';
import {
  type Kustomization,
  kustomizationKind,
  kustomizeGroup,
} from '@sluice/api';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { nodeToJson, parseYamlDocuments } from '@sluice/golang/yaml';
import { messageOf } from '../messageOf';

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type FieldType = 'text' | 'bool' | 'texts' | 'list' | 'textMap';

function hasType(value: JsonValue, type: FieldType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'texts':
      return Array.isArray(value) && value.every(v => typeof v === 'string');
    case 'list':
      return Array.isArray(value) && value.every(isJsonObject);
    default:
      return (
        isJsonObject(value) &&
        Object.values(value).every(v => typeof v === 'string')
      );
  }
}

/** The fields that a build takes, by their path. */
const fields: readonly [path: readonly string[], type: FieldType][] = [
  [['metadata', 'name'], 'text'],
  [['metadata', 'namespace'], 'text'],
  [['spec', 'path'], 'text'],
  [['spec', 'sourceRef', 'kind'], 'text'],
  [['spec', 'sourceRef', 'name'], 'text'],
  [['spec', 'sourceRef', 'namespace'], 'text'],
  [['spec', 'targetNamespace'], 'text'],
  [['spec', 'namePrefix'], 'text'],
  [['spec', 'nameSuffix'], 'text'],
  [['spec', 'patches'], 'list'],
  [['spec', 'images'], 'list'],
  [['spec', 'components'], 'texts'],
  [['spec', 'ignoreMissingComponents'], 'bool'],
  [['spec', 'buildMetadata'], 'texts'],
  [['spec', 'commonMetadata', 'labels'], 'textMap'],
  [['spec', 'commonMetadata', 'annotations'], 'textMap'],
  [['spec', 'postBuild', 'substitute'], 'textMap'],
  [['spec', 'postBuild', 'substituteFrom'], 'list'],
  [['spec', 'postBuild', 'substituteStrategy'], 'text'],
];

function valueAt(
  object: JsonObject,
  path: readonly string[],
): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const name of path) {
    if (value === undefined || value === null) return undefined;
    if (!isJsonObject(value)) {
      throw new Error(`${path.slice(0, -1).join('.')} is not an object`);
    }
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

/** Whether an object is Flux's Kustomization, of whatever version. */
export function isFluxKustomization(object: JsonObject): boolean {
  return (
    typeof object.apiVersion === 'string' &&
    object.apiVersion.startsWith(`${kustomizeGroup}/`) &&
    object.kind === kustomizationKind
  );
}

function isKustomization(
  object: JsonObject,
): object is JsonObject & Kustomization {
  for (const [path, type] of fields) {
    const value = valueAt(object, path);
    if (value !== undefined && value !== null && !hasType(value, type)) {
      throw new Error(`${path.join('.')} is not a ${type}`);
    }
  }
  return isFluxKustomization(object);
}

/** An object as the Kustomization that it is. @throws Error naming a field that is not what it should be */
export function asKustomization(object: JsonObject): Kustomization {
  const complete: JsonObject = {
    ...object,
    metadata: object.metadata ?? {},
    spec: object.spec ?? {},
  };
  if (!isKustomization(complete)) throw new Error('it is no Kustomization');
  return complete;
}

/**
 * The Kustomization of a name in a file of one or more documents; its namespace is the given one, or none.
 *
 * @throws Error when the file cannot be read, or has none
 */
export function readKustomizationFile(
  file: string,
  name: string,
  namespace: string,
): Kustomization {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `failed to read kustomization file ${file}: ${messageOf(error)}`,
      { cause: error },
    );
  }
  try {
    for (const node of parseYamlDocuments(text, { profile: 'sigs', file })) {
      const object = nodeToJson(node, 'sigs');
      if (!isJsonObject(object) || !isFluxKustomization(object)) continue;
      const own = valueAt(object, ['metadata', 'namespace']);
      if (
        valueAt(object, ['metadata', 'name']) === name &&
        (own === undefined || own === '' || own === namespace)
      ) {
        return asKustomization(object);
      }
    }
  } catch (error) {
    throw new Error(
      `failed to unmarshall kustomization file ${file}: ${messageOf(error)}`,
      { cause: error },
    );
  }
  throw new Error(
    `failed find kustomization with name '${name}' and namespace '${namespace}' in file '${file}'`,
  );
}
