import { FieldSet } from '../fieldSet';
import type { VersionedSet } from '../managers';
import { fieldElement } from '../pathElement';

/** Fields that nobody owns. */
const STRIPPED = FieldSet.of([
  [fieldElement('apiVersion')],
  [fieldElement('kind')],
  [fieldElement('metadata')],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map(name => [fieldElement('metadata'), fieldElement(name)]),
]);

/** The managers, with nothing of what nobody owns left to this one. */
export function withoutUnowned(
  fields: ReadonlyMap<string, VersionedSet>,
  manager: string,
): Map<string, VersionedSet> {
  const result = new Map(fields);
  const owned = result.get(manager);
  if (owned) {
    const set = owned.set.difference(STRIPPED);
    if (set.isEmpty) {
      result.delete(manager);
    } else {
      result.set(manager, { ...owned, set });
    }
  }
  return result;
}
