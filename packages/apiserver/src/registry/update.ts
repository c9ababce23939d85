import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import {
  conflict,
  invalid,
  modifiedMessage,
  notFound,
} from '../server/apiFailure';
import { copyJson, equalJson } from '../store/json';
import { orderedObject, type StoredObject } from '../store/storedObject';
import { checkNamespace, createObject, reportProblems } from './create';
import type { DecodedObject } from './decodeObject';
import { holdsNamespaceContent } from './namespaceFinalizers';
import { objectMetaUpdateErrors } from '../resources/objectMeta';
import { specChanged } from './generation';
import type { RegisteredResource } from './registeredResource';
import type { Registry, WriteResult } from './registry';
import type { WriteContext } from './writeContext';

/** Replaces an object (PUT); `decoded.object` is changed in place. */
export function updateObject(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  name: string,
  decoded: DecodedObject,
  context: WriteContext,
): WriteResult {
  const { definition } = resource;
  checkNamespace(resource, namespace, decoded.object);
  const live = registry.stored(resource, namespace, name);
  if (!live) {
    if (definition.createOnUpdate && context.subresource === '') {
      return createObject(registry, resource, namespace, decoded, context);
    }
    throw notFound(resource, name);
  }
  const unconditional = definition.unconditionalUpdate ?? !definition.custom;
  if (!decoded.object.metadata.resourceVersion && !unconditional) {
    // The real server puts the plural where the kind should be.
    const { group, plural } = resource;
    throw invalid({ group, kind: plural }, name, [
      {
        type: 'FieldValueInvalid',
        field: 'metadata.resourceVersion',
        message: 'Invalid value: 0: must be specified for an update',
      },
    ]);
  }
  return writeOver(registry, resource, live, decoded, context);
}

/** Stores what an update or a patch made of an object: `decoded.object` is changed in place. */
export function writeOver(
  registry: Registry,
  resource: RegisteredResource,
  live: StoredObject,
  decoded: DecodedObject,
  context: WriteContext,
): WriteResult {
  const { definition } = resource;
  const { object } = decoded;
  const old = live.view(definition).object;
  const strict = context.fieldValidation === 'Strict';
  const sent = context.isPatch && strict ? copyJson(object) : undefined;
  const problems = [...decoded.problems, ...definition.prune(object)];
  reportProblems(problems, resource, context, sent);
  definition.applyDefaults(object);
  checkIdentity(resource, object, old);
  const next = restricted(object, old, resource, context.subresource);
  carryOver(next, old);
  const owned = resource.fieldManager.update(old, next, {
    manager: context.manager,
    subresource: context.subresource,
    now: registry.now(),
  });
  return storeOver(
    registry,
    resource,
    live,
    context.subresource === 'scale' ? withoutZeroScale(owned, context) : owned,
    context,
  );
}

/** A Scale does not print zero replicas, so whoever scales to zero comes to own nothing. */
function withoutZeroScale(
  object: KubernetesObject,
  { manager, scaledTo }: WriteContext,
): KubernetesObject {
  if (scaledTo !== 0) {
    return object;
  }
  const managedFields = object.metadata.managedFields?.filter(
    entry => entry.subresource !== 'scale' || entry.manager !== manager,
  );
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** The part of a write that follows field management; also an apply comes here. */
export function storeOver(
  registry: Registry,
  resource: RegisteredResource,
  live: StoredObject,
  object: KubernetesObject,
  context: WriteContext,
): WriteResult {
  const { definition } = resource;
  const oldView = live.view(definition);
  const old = oldView.object;
  const name = old.metadata.name ?? '';
  const next: KubernetesObject = {
    ...object,
    metadata: { ...object.metadata },
  };
  definition.prepareForUpdate(next, old, context.subresource);
  if (old.metadata.generation !== undefined) {
    next.metadata.generation = old.metadata.generation;
  }
  if (
    definition.hasGeneration &&
    context.subresource !== 'status' &&
    specChanged(next, old, definition)
  ) {
    next.metadata.generation = (old.metadata.generation ?? 0) + 1;
  }
  registry.admit({
    operation: 'UPDATE',
    resource,
    subresource: context.subresource,
    namespace: old.metadata.namespace ?? '',
    name,
    object: next,
    old,
    user: context.user,
  });
  const errors = [
    ...objectMetaUpdateErrors(next, old, {
      checkName: () => [],
      namespaced: definition.namespaced,
      qualifiedFinalizers: false,
    }),
    ...definition.validateUpdate(next, old, context.subresource),
  ];
  if (errors.length > 0) {
    throw invalid(resource, name, errors);
  }
  if (sameExceptTimes(next, old)) {
    return {
      code: 200,
      object: old,
      view: oldView,
      revision: live.revision,
    };
  }
  if (context.dryRun) {
    return { code: 200, object: orderedObject(next), revision: 0 };
  }
  return store(registry, resource, live, next);
}

function store(
  registry: Registry,
  resource: RegisteredResource,
  live: StoredObject,
  next: KubernetesObject,
): WriteResult {
  const { definition, table } = resource;
  const finished =
    Boolean(next.metadata.deletionTimestamp) &&
    !next.metadata.finalizers?.length &&
    !holdsNamespaceContent(resource, next);
  if (!finished) {
    const stored = registry.store.put(table, live.key, next, definition);
    const view = stored.view(definition);
    return { code: 200, object: view.object, view, revision: stored.revision };
  }
  // Watches see the state before; only the answer shows that the last finalizer is gone.
  const removed = registry.store.remove(table, live.key, definition);
  const revision = removed?.revision ?? live.revision;
  return { code: 200, object: orderedObject(next), revision };
}

/** What is written must be the object that is there, in the version that the writer has seen. Throws a 409. */
export function checkIdentity(
  resource: RegisteredResource,
  object: KubernetesObject,
  old: KubernetesObject,
): void {
  const { uid, resourceVersion } = object.metadata;
  const name = old.metadata.name ?? '';
  if (uid && uid !== old.metadata.uid) {
    const key = `/registry/${resource.group ? `${resource.group}/` : ''}${
      resource.plural
    }/${resource.keyOf(old)}`;
    throw conflict(
      resource,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${
        old.metadata.uid ?? ''
      }`,
    );
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(resource, name, modifiedMessage);
  }
}

/** What a client cannot change by an update. */
function carryOver(object: KubernetesObject, old: KubernetesObject): void {
  const { metadata } = object;
  const {
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    resourceVersion,
  } = old.metadata;
  const fixed = {
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    resourceVersion,
  };
  object.metadata = { ...metadata, ...fixed };
}

/** An update of the status changes nothing else, and the other way around. */
function restricted(
  object: KubernetesObject,
  old: KubernetesObject,
  { definition }: RegisteredResource,
  subresource: string,
): KubernetesObject {
  if (!definition.hasStatus) {
    return object;
  }
  if (subresource !== 'status') {
    return withStatusOf(object, old);
  }
  const metadata = definition.custom
    ? { ...old.metadata, managedFields: object.metadata.managedFields }
    : { ...object.metadata, labels: old.metadata.labels };
  return { ...withStatusOf(old, object), metadata };
}

function withStatusOf(
  object: KubernetesObject,
  source: KubernetesObject,
): KubernetesObject {
  const result: UnstructuredObject = { ...object };
  delete result.status;
  if ('status' in source && source.status !== undefined) {
    result.status = copyJson(source.status);
  }
  return result;
}

/** Whether a write changes nothing that counts: times of managed fields do not. */
function sameExceptTimes(
  next: KubernetesObject,
  old: KubernetesObject,
): boolean {
  return equalJson(withoutTimes(next), withoutTimes(old));
}

function withoutTimes(object: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      managedFields: managedFields?.map(({ time, ...entry }) => entry),
    },
  };
}
