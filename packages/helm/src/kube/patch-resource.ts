import { quote } from '@sluice/golang/fmt';
import type { JsonObject } from '@sluice/golang/json';
import type { UnstructuredObject } from '@sluice/kubernetes';
import {
  createMergePatch,
  createThreeWayMergePatch,
  createThreeWayStrategicPatch,
} from '@sluice/kubernetes/patch';
import { builtinSchema } from '@sluice/kubernetes/schema';
import { HelmError, messageOf, wrapped } from './errors';
import { type Resource, isJsonObject } from './resource';
import { withoutSecretValues } from './secret-words';
import { type Writer, findLive } from './write-resource';

type Patch = { type: 'strategic' | 'merge'; body: JsonObject };

/** Built-in kinds that client-go's scheme does not know: Helm takes them for custom resources. */
const unknownToScheme = new Set(['apiregistration.k8s.io']);

function jsonOf(object: UnstructuredObject): JsonObject {
  const value: unknown = object;
  if (!isJsonObject(value)) throw new HelmError('not a JSON object');
  return value;
}

function checkUnchanged(patch: JsonObject): void {
  const { metadata } = patch;
  const renamed = isJsonObject(metadata) && Object.hasOwn(metadata, 'name');
  if (
    renamed ||
    Object.hasOwn(patch, 'apiVersion') ||
    Object.hasOwn(patch, 'kind')
  ) {
    throw new HelmError(
      'precondition failed: at least one field was changed: apiVersion, kind or name',
    );
  }
}

async function createPatch(
  writer: Writer,
  original: UnstructuredObject,
  target: Resource,
  threeWayForUnknown: boolean,
): Promise<Patch> {
  let live: UnstructuredObject | undefined;
  try {
    live = await findLive(writer, target);
  } catch (error) {
    throw wrapped(
      `unable to get data for current object ${target.namespace}/${target.name}`,
      error,
    );
  }
  const states = {
    original: jsonOf(original),
    modified: jsonOf(target.object),
    current: live ? jsonOf(live) : {},
  };
  const schema = unknownToScheme.has(target.type.group)
    ? undefined
    : builtinSchema(target.type.apiVersion, target.kind);
  if (schema) {
    return {
      type: 'strategic',
      body: createThreeWayStrategicPatch({ ...states, schema }),
    };
  }
  if (threeWayForUnknown) {
    const body = createThreeWayMergePatch(states);
    checkUnchanged(body);
    return { type: 'merge', body };
  }
  return {
    type: 'merge',
    body: createMergePatch(states.original, states.modified),
  };
}

/**
 * Brings a live object from what was applied last to what a manifest says: built-in kinds by a strategic three-way patch, others by
 * the JSON merge patch of the two manifests, or of three states when asked.
 */
export async function patchClientSide(
  writer: Writer,
  original: UnstructuredObject,
  target: Resource,
  threeWayForUnknown: boolean,
): Promise<void> {
  const { client, fieldManager, request } = writer;
  let patch: Patch;
  try {
    patch = await createPatch(writer, original, target, threeWayForUnknown);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw wrapped('failed to create patch', error);
  }
  if (Object.keys(patch.body).length === 0) {
    try {
      target.refresh(await client.get(target.ref, request));
    } catch (error) {
      throw wrapped('failed to refresh resource information', error);
    }
    return;
  }
  try {
    target.refresh(
      await client.patch<UnstructuredObject>(
        target.ref,
        patch.type,
        patch.body,
        { ...request, fieldManager },
      ),
    );
  } catch (cause) {
    request.signal?.throwIfAborted();
    const error = withoutSecretValues(target.object, cause);
    throw new HelmError(
      `cannot patch ${quote(target.name)} with kind ${target.kind}: ${messageOf(
        error,
      )}`,
      { cause: error },
    );
  }
}
