import type { Store } from '../store/store';
import { isJsonObject } from '../store/json';
import { forbidden, notFound } from '../server/apiFailure';
import type { AdmissionCheck } from './admission';

/** Where the registry keeps namespaces. */
export const namespacesTable = '/namespaces';
const namespaces = { group: '', plural: 'namespaces' };
const immortal = ['default', 'kube-system', 'kube-public'];

/**
 * The NamespaceLifecycle admission of the real server: nothing is created in a namespace that does not exist or is being
 * deleted, and some namespaces cannot be deleted.
 */
export function namespaceLifecycle(store: Store): AdmissionCheck {
  return request => {
    const { operation, resource, namespace, name } = request;
    if (
      operation === 'DELETE' &&
      resource.table === namespacesTable &&
      immortal.includes(name)
    ) {
      throw forbidden(namespaces, name, 'this namespace may not be deleted');
    }
    if (operation !== 'CREATE' || !resource.definition.namespaced) {
      return;
    }
    const stored = store.table(namespacesTable).get(namespace)?.stored.object;
    if (!stored) {
      throw notFound(namespaces, namespace);
    }
    const status: unknown = 'status' in stored ? stored.status : undefined;
    const phase = isJsonObject(status) ? status.phase : undefined;
    if (stored.metadata.deletionTimestamp || phase === 'Terminating') {
      throw forbidden(
        resource,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      );
    }
  };
}
