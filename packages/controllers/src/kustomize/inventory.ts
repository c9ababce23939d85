import type { InventoryEntry, Kustomization } from '@sluice/api';
import {
  type ChangeSetEntry,
  type ObjectId,
  compareObjectIds,
  formatObjectId,
  parseObjectId,
  refOfId,
} from '@sluice/kubernetes/apply';
import type { ObjectRef } from '@sluice/kubernetes/objects';

/** The inventory of a Kustomization as its status has it. */
export function inventoryOf(object: Kustomization): InventoryEntry[] {
  return object.status?.inventory?.entries ?? [];
}

/** The inventory entry of something that was applied or skipped. */
export function entryOf(entry: {
  id: ObjectId;
  version: string;
}): InventoryEntry {
  return { id: formatObjectId(entry.id), v: entry.version };
}

/** The inventory that a run leaves: all that it dealt with, in its order. */
export function inventoryFrom(
  changes: readonly ChangeSetEntry[],
): InventoryEntry[] {
  return changes.map(entryOf);
}

/** Both inventories, those of the first first, each object once. */
export function unionOf(
  a: readonly InventoryEntry[],
  b: readonly InventoryEntry[],
): InventoryEntry[] {
  const known = new Set(a.map(e => e.id));
  return [
    ...a,
    ...b.filter(e => {
      if (known.has(e.id)) return false;
      known.add(e.id);
      return true;
    }),
  ];
}

/** What is in the first inventory and not in the second, whatever the version. */
export function difference(
  a: readonly InventoryEntry[],
  b: readonly InventoryEntry[],
): InventoryEntry[] {
  const kept = new Set(b.map(e => e.id));
  return a.filter(e => !kept.has(e.id));
}

/** References to the entries' objects in the order of applying. Throws when an id is damaged. */
export function refsOf(entries: readonly InventoryEntry[]): ObjectRef[] {
  return entries
    .map(entry => ({ id: parseObjectId(entry.id), version: entry.v }))
    .sort((x, y) => compareObjectIds(x.id, y.id))
    .map(({ id, version }) => refOfId(id, version));
}

/** Sets the inventory in the status. */
export function setInventory(
  object: Kustomization,
  entries: InventoryEntry[] | undefined,
): void {
  const { inventory: _, ...status } = object.status ?? {};
  object.status = entries ? { ...status, inventory: { entries } } : status;
}
