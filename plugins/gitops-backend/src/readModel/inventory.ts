import type { InventoryEntry } from '@sluice/api';

/** An object that an inventory names. */
export interface InventoryObject {
  apiVersion: string;
  kind: string;
  /** Empty for cluster-scoped kinds. */
  namespace: string;
  name: string;
}

/**
 * Reads `<namespace>_<name>_<group>_<kind>`; RBAC names have `__` where the object's name has `:`. Undefined when it is not an
 * id. Source: the object metadata format of cli-utils.
 */
export function parseInventoryEntry({
  id,
  v,
}: InventoryEntry): InventoryObject | undefined {
  const first = id.indexOf('_');
  const last = id.lastIndexOf('_');
  const group = id.lastIndexOf('_', last - 1);
  if (first < 0 || group <= first) {
    return undefined;
  }
  const groupName = id.slice(group + 1, last);
  return {
    apiVersion: groupName ? `${groupName}/${v}` : v,
    kind: id.slice(last + 1),
    namespace: id.slice(0, first),
    name: id.slice(first + 1, group).replace(/__/g, ':'),
  };
}

/** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. */
export function describeObject(object: {
  kind: string;
  namespace?: string;
  name: string;
}): string {
  return object.namespace
    ? `${object.kind}/${object.namespace}/${object.name}`
    : `${object.kind}/${object.name}`;
}
