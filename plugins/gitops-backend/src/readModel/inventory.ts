import type { InventoryEntry } from '@sluice/api';
import { tryParseObjectId } from '@sluice/kubernetes/apply';
import { formatApiVersion } from '@sluice/kubernetes/objects';

/** An object that an inventory names. */
export interface InventoryObject {
  apiVersion: string;
  kind: string;
  /** Empty for cluster-scoped kinds. */
  namespace: string;
  name: string;
}

/** The object that an entry names. Undefined when its id is none. */
export function parseInventoryEntry({
  id,
  v,
}: InventoryEntry): InventoryObject | undefined {
  const parsed = tryParseObjectId(id);
  if (!parsed) {
    return undefined;
  }
  const { group, kind, namespace, name } = parsed;
  return { apiVersion: formatApiVersion(group, v), kind, namespace, name };
}
