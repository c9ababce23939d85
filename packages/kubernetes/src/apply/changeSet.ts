import {
  type KubernetesObject,
  type ObjectRef,
  parseApiVersion,
} from '../objects';
import { type ObjectId, objectId, subjectOf } from './objectId';

/** What was done with an object, in Flux's words. */
export type Action =
  | 'created'
  | 'configured'
  | 'unchanged'
  | 'deleted'
  | 'skipped'
  | 'unknown';

/** What was done with one object. */
export interface ChangeSetEntry {
  id: ObjectId;
  /** Version of its API, without the group. */
  version: string;
  /** `Kind/namespace/name` */
  subject: string;
  action: Action;
}

/** The entry for an object, which names it as it is given. */
export function changeSetEntry(
  object: KubernetesObject | ObjectRef,
  action: Action,
): ChangeSetEntry {
  const id = objectId(object);
  return {
    id,
    version: parseApiVersion(object.apiVersion).version,
    subject: subjectOf(id),
    action,
  };
}

/** True when something in the cluster was written. */
export function hasChanged(entry: ChangeSetEntry): boolean {
  return entry.action !== 'unchanged' && entry.action !== 'skipped';
}

/** `<subject> <action>` lines, as Flux's events have them. */
export function formatChangeSet(entries: readonly ChangeSetEntry[]): string {
  return entries.map(e => `${e.subject} ${e.action}`).join('\n');
}
