import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import { isJsonObject } from '../store/json';
import { namespacesTable } from './namespaceLifecycle';
import type { RegisteredResource } from './registeredResource';

/** Whether an object is a namespace whose content has to be removed first: it has finalizers in its spec. */
export function holdsNamespaceContent(
  resource: RegisteredResource,
  object: KubernetesObject,
): boolean {
  if (resource.table !== namespacesTable) {
    return false;
  }
  const spec: unknown = 'spec' in object ? object.spec : undefined;
  const finalizers = isJsonObject(spec) ? spec.finalizers : undefined;
  return Array.isArray(finalizers) && finalizers.length > 0;
}

/** The namespace as it is from the moment of its deletion on. */
export function terminating(object: KubernetesObject): KubernetesObject {
  const status: unknown = 'status' in object ? object.status : undefined;
  const next: UnstructuredObject = { ...object };
  next.status = {
    ...(isJsonObject(status) ? status : {}),
    phase: 'Terminating',
  };
  return next;
}
