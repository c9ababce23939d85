import type { KubernetesObject } from '@sluice/kubernetes';
import { randomUUID } from 'node:crypto';
import {
  ApiFailure,
  alreadyExists,
  badRequest,
  invalid,
} from '../server/apiFailure';
import { orderedObject } from '../store/storedObject';
import { generatedName } from './generatedName';
import { invalidPatch, invalidStrategicPatch } from './invalidPatch';
import type { RegisteredResource } from './registeredResource';
import type { Registry, WriteResult } from './registry';
import type { DecodedObject } from './decodeObject';
import type { WriteContext } from './writeContext';

const nameAttempts = 8;

/** Creates an object; `decoded.object` is changed in place. */
export function createObject(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  decoded: DecodedObject,
  context: WriteContext,
): WriteResult {
  const { definition } = resource;
  const { object } = decoded;
  checkNamespace(resource, namespace, object);
  if (object.metadata.resourceVersion) {
    throw new ApiFailure(
      500,
      '',
      'resourceVersion should not be set on objects to be created',
    );
  }
  const problems = [...decoded.problems, ...definition.prune(object)];
  reportProblems(problems, resource, context);
  definition.applyDefaults(object);
  if (definition.hasStatus && definition.custom) {
    withoutStatus(object);
  }
  const owned = resource.fieldManager.update(undefined, object, {
    manager: context.manager,
    subresource: context.subresource,
    now: registry.now(),
  });
  return storeNew(registry, resource, namespace, owned, context);
}

/** The part of a create that follows field management; also an apply that creates comes here. */
export function storeNew(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  object: KubernetesObject,
  context: WriteContext,
): WriteResult {
  const { definition } = resource;
  const next: KubernetesObject = {
    ...object,
    metadata: { ...object.metadata },
  };
  const { metadata } = next;
  if (definition.namespaced) {
    metadata.namespace = namespace;
  } else {
    delete metadata.namespace;
  }
  const generates = !metadata.name && Boolean(metadata.generateName);
  if (generates) {
    metadata.name = freeName(
      registry,
      resource,
      namespace,
      metadata.generateName ?? '',
    );
  }
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
  metadata.uid = randomUUID();
  metadata.creationTimestamp = registry.timestamp();
  definition.prepareForCreate(next);
  if (definition.hasGeneration) {
    next.metadata.generation = 1;
  }
  registry.admit({
    operation: 'CREATE',
    resource,
    subresource: context.subresource,
    namespace,
    name: metadata.name ?? '',
    object: next,
    old: undefined,
    user: context.user,
  });
  const errors = definition.validateCreate(next);
  if (errors.length > 0) {
    throw invalid(resource, metadata.name ?? '', errors);
  }
  const key = resource.keyOf(next);
  if (registry.store.table(resource.table).get(key)) {
    throw alreadyExists(resource, metadata.name ?? '');
  }
  if (context.dryRun) {
    return { code: 201, object: orderedObject(next), revision: 0 };
  }
  const stored = registry.store.put(resource.table, key, next, definition);
  const view = stored.view(definition);
  return { code: 201, object: view.object, view, revision: stored.revision };
}

function freeName(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  base: string,
): string {
  let name = generatedName(base);
  for (let attempt = 1; attempt < nameAttempts; attempt++) {
    if (!registry.stored(resource, namespace, name)) {
      break;
    }
    name = generatedName(base);
  }
  return name;
}

/** Fills in the namespace of the URL, or refuses another one. */
export function checkNamespace(
  resource: RegisteredResource,
  namespace: string,
  object: KubernetesObject,
): void {
  const expected = resource.definition.namespaced ? namespace : '';
  if (object.metadata.namespace && object.metadata.namespace !== expected) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  if (expected) {
    object.metadata.namespace = expected;
  }
}

/** Unknown and repeated fields: refused, warned about or ignored. */
export function reportProblems(
  problems: readonly string[],
  { kind, definition }: RegisteredResource,
  context: WriteContext,
  patched?: KubernetesObject,
): void {
  if (problems.length === 0 || context.fieldValidation === 'Ignore') {
    return;
  }
  if (context.fieldValidation === 'Warn') {
    context.warnings.push(...problems);
    return;
  }
  const text = `strict decoding error: ${problems.join(', ')}`;
  if (patched) {
    throw context.patch === undefined
      ? invalidPatch(patched, text)
      : invalidStrategicPatch(context.patch, text);
  }
  throw badRequest(
    `${kind} in version "${definition.version}" cannot be handled as a ${kind}: ${text}`,
  );
}

/** Removes what only the status subresource may write. */
export function withoutStatus(object: KubernetesObject): void {
  if ('status' in object) {
    delete object.status;
  }
}
