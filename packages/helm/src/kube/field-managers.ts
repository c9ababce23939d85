import { isDeepStrictEqual } from 'node:util';
import type { ManagedFieldsEntry } from '@sluice/kubernetes/objects';
import { unionOfFields } from '@sluice/kubernetes/apply';

function isOwn(
  entry: ManagedFieldsEntry,
  manager: string,
  operation: 'Apply' | 'Update',
): boolean {
  return (
    entry.manager === manager &&
    entry.operation === operation &&
    !entry.subresource
  );
}

/**
 * managedFields in which what a manager wrote client-side counts as applied by it (client-go `csaupgrade`); undefined when there
 * is nothing to change.
 */
export function upgradeManagedFields(
  entries: readonly ManagedFieldsEntry[],
  manager: string,
): ManagedFieldsEntry[] | undefined {
  const applied = entries.findIndex(e => isOwn(e, manager, 'Apply'));
  const index =
    applied >= 0
      ? applied
      : entries.findIndex(e => isOwn(e, manager, 'Update'));
  if (index < 0) return undefined;
  const target: ManagedFieldsEntry = {
    ...entries[index],
    operation: 'Apply',
  };
  const written = entries.find(
    (e, i) =>
      i !== index &&
      isOwn(e, manager, 'Update') &&
      e.apiVersion === target.apiVersion,
  );
  const fieldsV1 = unionOfFields(target.fieldsV1, written?.fieldsV1);
  const upgraded = entries
    .map((entry, i) =>
      i === index ? { ...target, ...(fieldsV1 ? { fieldsV1 } : {}) } : entry,
    )
    .filter(entry => !isOwn(entry, manager, 'Update'));
  return isDeepStrictEqual(upgraded, entries) ? undefined : upgraded;
}
