import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import {
  PatchError,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
} from '@sluice/kubernetes/patch';
import {
  ApplyConflictError,
  FieldManagerBadRequestError,
  TypedObjectError,
} from '@sluice/kubernetes/smd';
import {
  ApiFailure,
  badRequest,
  conflict,
  notFound,
} from '../server/apiFailure';
import { asJsonObject, copyJson, isJsonObject } from '../store/json';
import { checkNamespace, storeNew } from './create';
import { invalidPatch } from './invalidPatch';
import { checkFields, decodeObject, type DecodedObject } from './decodeObject';
import type { RegisteredResource } from './registeredResource';
import type { Registry, WriteResult } from './registry';
import { checkIdentity, storeOver, writeOver } from './update';
import type { WriteContext } from './writeContext';

export type PatchKind = 'json' | 'merge' | 'strategic';

/** Applies one of the patches that are not server-side apply. */
export function patchObject(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  name: string,
  kind: PatchKind,
  patch: { value: JsonValue; problems: readonly string[] },
  context: WriteContext,
): WriteResult {
  const live = registry.stored(resource, namespace, name);
  if (!live) {
    throw notFound(resource, name);
  }
  const { definition } = resource;
  const { object } = live.view(definition);
  const patched = patchedJson(object, kind, patch.value, definition.schema);
  const decoded = decodePatched(copyJson(patched), resource);
  decoded.problems.push(...patch.problems);
  checkPatchedName(decoded.object, name);
  checkNamespace(resource, namespace, decoded.object);
  return writeOver(registry, resource, live, decoded, {
    ...context,
    isPatch: true,
    ...(kind === 'strategic' ? { patch: patch.value } : {}),
  });
}

/** What a patch made of an object; problems with its types and fields count as those of the patch. */
function decodePatched(
  patched: JsonValue,
  { definition }: RegisteredResource,
): DecodedObject {
  try {
    return decodeObject(patched, definition);
  } catch (error) {
    if (error instanceof ApiFailure && !definition.custom) {
      const cause = /: (json: .*)$/s.exec(error.message);
      if (cause) {
        throw invalidPatch(patched, cause[1]);
      }
    }
    throw error;
  }
}

/** The document after a patch. Throws ApiFailure. */
export function patchedJson(
  document: object,
  kind: PatchKind,
  patch: JsonValue,
  schema: JsonObject,
): JsonValue {
  const json = asJsonObject(document);
  try {
    switch (kind) {
      case 'json':
        return applyJsonPatch(json, patch);
      case 'merge':
        return applyMergePatch(json, patch);
      default:
        return applyStrategicMergePatch(json, patchObjectOf(patch), schema);
    }
  } catch (error) {
    if (error instanceof PatchError) {
      throw patchFailure(error);
    }
    throw error;
  }
}

function patchObjectOf(patch: JsonValue): JsonObject {
  if (!isJsonObject(patch)) {
    throw badRequest('the patch is not a JSON object');
  }
  return asJsonObject(patch);
}

function patchFailure({ message, status }: PatchError): ApiFailure {
  switch (status) {
    case 400:
      return badRequest(message);
    case 500:
      return new ApiFailure(500, '', message);
    default:
      // The real server tells nothing more about a patch that cannot be applied to the object.
      return new ApiFailure(
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
        {},
      );
  }
}

function checkPatchedName(object: KubernetesObject, name: string): void {
  const stated = object.metadata.name ?? '';
  if (stated === '') {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (stated !== name) {
    throw badRequest(
      `the name of the object (${stated}) does not match the name on the URL (${name})`,
    );
  }
}

/** Server-side apply; creates the object when it does not exist. */
export function applyObject(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  name: string,
  body: unknown,
  context: WriteContext & { force: boolean },
): WriteResult {
  const { definition, apiVersion, kind } = resource;
  if (!isJsonObject(body)) {
    throw badRequest('error decoding YAML: the body is not an object');
  }
  if (body.apiVersion !== apiVersion || body.kind !== kind) {
    throw badRequest(
      `invalid object type: ${groupVersionKindText(
        body.apiVersion,
        body.kind,
      )}`,
    );
  }
  const managed = isJsonObject(body.metadata)
    ? body.metadata.managedFields
    : undefined;
  if (managed !== undefined && managed !== null) {
    throw badRequest('metadata.managedFields must be nil');
  }
  // Merging comes first, and has words of its own for a field of another type.
  const { object, problems } = decodeObject(body, definition, {
    fields: 'unchecked',
  });
  const live = registry.stored(resource, namespace, name);
  const { uid } = object.metadata;
  if (!live && uid) {
    throw conflict(
      resource,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  }
  const old = live?.view(definition).object;
  const result = merged(resource, old, object, {
    manager: context.manager,
    subresource: context.subresource,
    force: context.force,
    now: registry.now(),
  });
  checkFields(object, definition);
  checkPatchedName(result.object, name);
  checkNamespace(resource, namespace, object);
  if (old) {
    checkIdentity(resource, object, old);
  }
  context.warnings.push(...problems);
  if (live && !result.changed) {
    const view = live.view(definition);
    return { code: 200, object: view.object, view, revision: live.revision };
  }
  const next = copyJson(result.object);
  next.metadata.name = name;
  definition.prune(next);
  definition.applyDefaults(next);
  return live
    ? storeOver(registry, resource, live, next, context)
    : storeNew(registry, resource, namespace, next, context);
}

function merged(
  resource: RegisteredResource,
  old: KubernetesObject | undefined,
  applied: KubernetesObject,
  options: {
    manager: string;
    subresource: string;
    force: boolean;
    now: number;
  },
): { object: KubernetesObject; changed: boolean } {
  try {
    return resource.fieldManager.apply(old, applied, options);
  } catch (error) {
    if (error instanceof ApplyConflictError) {
      throw new ApiFailure(409, 'Conflict', error.message, {
        causes: error.causes,
      });
    }
    if (error instanceof FieldManagerBadRequestError) {
      throw badRequest(error.message);
    }
    if (error instanceof TypedObjectError) {
      throw new ApiFailure(500, '', error.message);
    }
    throw error;
  }
}

/** A group, version and kind as Go prints them. */
function groupVersionKindText(apiVersion: unknown, kind: unknown): string {
  const text = typeof apiVersion === 'string' ? apiVersion : '';
  const version = text.includes('/') ? text : `/${text}`;
  return `${version}, Kind=${typeof kind === 'string' ? kind : ''}`;
}
