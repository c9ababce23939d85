import type { KubernetesObject } from '@sluice/kubernetes';
import { conflict, notFound, type StatusObject } from '../server/apiFailure';
import { equalJson } from '../store/json';
import { orderedObject } from '../store/storedObject';
import type { UserInfo } from '../auth/user';
import { definitionsTable, terminatingDefinition } from './definitionDeletion';
import { holdsNamespaceContent, terminating } from './namespaceFinalizers';
import { namespacesTable } from './namespaceLifecycle';
import type { RegisteredResource } from './registeredResource';
import type { Registry } from './registry';

export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteRequest {
  user?: UserInfo;
  dryRun: boolean;
  propagationPolicy?: PropagationPolicy;
  preconditions?: { uid?: string; resourceVersion?: string };
}

export interface DeleteResult {
  /** The object is gone; otherwise it waits for finalizers. */
  gone: boolean;
  /** The last state. */
  object: KubernetesObject;
  revision: number;
}

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/** Deletes an object, or marks it as being deleted while it has finalizers. */
export function deleteObject(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  name: string,
  request: DeleteRequest,
): DeleteResult {
  const { definition, table } = resource;
  const live = registry.stored(resource, namespace, name);
  if (!live) {
    throw notFound(resource, name);
  }
  const old = live.view(definition).object;
  checkPreconditions(resource, old, request);
  registry.admit({
    operation: 'DELETE',
    resource,
    subresource: '',
    namespace,
    name,
    object: old,
    old,
    user: request.user,
  });
  const finalizers = finalizersFor(resource, old, request.propagationPolicy);
  const waits = finalizers.length > 0 || holdsNamespaceContent(resource, old);
  if (!waits) {
    if (request.dryRun) {
      return { gone: true, object: old, revision: 0 };
    }
    const removed = registry.store.remove(table, live.key, definition);
    return {
      gone: true,
      object: removed?.view(definition).object ?? old,
      revision: removed?.revision ?? 0,
    };
  }
  const next = marked(registry, resource, old, finalizers);
  if (equalJson(next, old)) {
    return { gone: false, object: old, revision: live.revision };
  }
  if (request.dryRun) {
    return { gone: false, object: orderedObject(next), revision: 0 };
  }
  const stored = registry.store.put(table, live.key, next, definition);
  return {
    gone: false,
    object: stored.view(definition).object,
    revision: stored.revision,
  };
}

/** What a finished deletion answers for kinds that do not answer the object. */
export function deletedStatus(
  resource: RegisteredResource,
  object: KubernetesObject,
): StatusObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(resource.group ? { group: resource.group } : {}),
      kind: resource.plural,
      uid: object.metadata.uid,
    },
  };
}

function checkPreconditions(
  resource: RegisteredResource,
  old: KubernetesObject,
  { preconditions }: DeleteRequest,
): void {
  const { kind, group } = resource;
  const name = old.metadata.name ?? '';
  const { uid = '', resourceVersion = '' } = old.metadata;
  if (preconditions?.uid && preconditions.uid !== uid) {
    throw conflict(
      { group, plural: kind },
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (
    preconditions?.resourceVersion &&
    preconditions.resourceVersion !== resourceVersion
  ) {
    throw conflict(
      { group, plural: kind },
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

/** Finalizers with those of the garbage collector as the policy wants them. */
function finalizersFor(
  { definition }: RegisteredResource,
  old: KubernetesObject,
  asked: PropagationPolicy | undefined,
): string[] {
  const current = [
    ...new Set([
      ...(old.metadata.finalizers ?? []),
      ...(old.metadata.deletionTimestamp
        ? []
        : definition.deletionFinalizers ?? []),
    ]),
  ];
  const policy =
    asked ??
    (current.includes(foreground) || current.includes(orphan)
      ? undefined
      : definition.defaultPropagation);
  if (policy === undefined) {
    return current;
  }
  const others = current.filter(
    finalizer => finalizer !== foreground && finalizer !== orphan,
  );
  if (policy === 'Foreground') {
    return current.includes(foreground) ? current : [...others, foreground];
  }
  if (policy === 'Orphan') {
    return current.includes(orphan) ? current : [...others, orphan];
  }
  return others;
}

function marked(
  registry: Registry,
  { table }: RegisteredResource,
  old: KubernetesObject,
  finalizers: readonly string[],
): KubernetesObject {
  const metadata = { ...old.metadata };
  if (finalizers.length > 0) {
    metadata.finalizers = [...finalizers];
  } else {
    delete metadata.finalizers;
  }
  if (!metadata.deletionTimestamp) {
    metadata.deletionTimestamp = registry.timestamp();
    if (table !== namespacesTable && table !== definitionsTable) {
      metadata.deletionGracePeriodSeconds = 0;
      if (metadata.generation) {
        metadata.generation += 1;
      }
    }
  }
  const next = { ...old, metadata };
  switch (table) {
    case namespacesTable:
      return terminating(next);
    case definitionsTable:
      return terminatingDefinition(next, registry.timestamp());
    default:
      return next;
  }
}
