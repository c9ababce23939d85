import { type JsonObject, type JsonValue, setEntry } from '@sluice/golang/json';
import { YamlError, parseSigsYaml } from '@sluice/golang/yaml';
import { applyJsonPatch } from '@sluice/kubernetes/patch';
import { fromJson } from '../node/fromJson';
import { ownValue } from '../node/toJson';
import { bookkeepingAnnotations } from '../resource/bookkeeping';
import { type Resource } from '../resource/resource';

/**
 * The operations of a JSON patch, written as JSON or YAML.
 *
 * @throws Error when the text is neither, or no list of operations
 */
export function parseJsonPatch(text: string): JsonValue[] {
  if (text === '') throw new Error('empty json patch operations');
  let value: JsonValue;
  if (text.startsWith('[')) {
    value = JSON.parse(text);
  } else {
    try {
      value = parseSigsYaml(text);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      throw new Error(
        error.message.replace(/^error converting YAML to JSON: /, ''),
      );
    }
  }
  if (value === null) return [];
  if (!Array.isArray(value)) {
    const kind = typeof value === 'bigint' ? 'number' : typeof value;
    throw new Error(
      `json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`,
    );
  }
  for (const operation of value) {
    if (
      operation === null ||
      typeof operation !== 'object' ||
      Array.isArray(operation)
    ) {
      throw new Error(
        'json: cannot unmarshal into Go value of type jsonpatch.Operation',
      );
    }
  }
  return value;
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? value
    : undefined;
}

/** The annotations object of an object; added when asked for. */
function annotationsOf(
  object: JsonObject,
  create: boolean,
): JsonObject | undefined {
  const metadata = asObject(ownValue(object, 'metadata'));
  if (!metadata) return undefined;
  const present = asObject(ownValue(metadata, 'annotations'));
  if (present || !create) return present;
  const added: JsonObject = {};
  metadata.annotations = added;
  return added;
}

/**
 * Applies a JSON patch to an object. Numbers lose what a float64 cannot hold, and styles are gone afterwards, as upstream.
 *
 * @throws Error with the wording of evanphx/json-patch
 */
export function patchResource(resource: Resource, patch: JsonValue[]): void {
  const object = resource.toJson();
  // Upstream keeps its memory in annotations, so a patch may count on `/metadata/annotations` being there.
  const internal = bookkeepingAnnotations(resource.memory);
  if (internal.size > 0) {
    const annotations = annotationsOf(object, true);
    if (annotations) {
      for (const [key, value] of internal) setEntry(annotations, key, value);
    }
  }
  const patched = asObject(applyJsonPatch(object, patch));
  if (!patched) {
    throw new Error(
      'json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  const annotations = annotationsOf(patched, false);
  if (annotations) {
    for (const key of internal.keys()) Reflect.deleteProperty(annotations, key);
  }
  resource.node = fromJson(patched, 'float64');
  resource.setAnnotations(resource.annotations());
}
