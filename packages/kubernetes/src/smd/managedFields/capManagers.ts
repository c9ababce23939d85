import type { VersionedSet } from '../managers';
import { compareText } from '../value';
import { type Managed, managerId, secondsOf } from './entries';

/** Entries of updates that are kept apart. */
const MAX_UPDATE_MANAGERS = 10;

/**
 * Merges the oldest entries of updates, by version, into entries of `ancient-changes` until at most ten entries of updates
 * are left.
 */
export function capUpdateManagers(managed: Managed): Managed {
  const updaters = [...managed.fields.keys()].filter(
    id => !managed.fields.get(id)?.applied,
  );
  if (updaters.length <= MAX_UPDATE_MANAGERS) {
    return managed;
  }
  updaters.sort(
    (a, b) =>
      secondsOf(managed.times.get(a)) - secondsOf(managed.times.get(b)) ||
      compareText(a, b),
  );
  const fields = new Map(managed.fields);
  const times = new Map(managed.times);
  const firstOfVersion = new Map<string, string>();
  let left = updaters.length;
  for (const id of updaters) {
    const owned = fields.get(id);
    if (left <= MAX_UPDATE_MANAGERS || !owned) {
      break;
    }
    const { apiVersion } = owned;
    const bucket = managerId({
      manager: 'ancient-changes',
      operation: 'Update',
      apiVersion,
      subresource: '',
    });
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, id);
      continue;
    }
    const before: VersionedSet | undefined =
      fields.get(bucket) ?? fields.get(first);
    if (!fields.has(bucket)) {
      fields.delete(first);
    }
    fields.delete(id);
    fields.set(bucket, {
      ...owned,
      set: before ? owned.set.union(before.set) : owned.set,
    });
    left--;
    const time = managed.times.get(id);
    if (time === undefined) {
      times.delete(bucket);
    } else {
      times.set(bucket, time);
    }
  }
  return { fields, times };
}
