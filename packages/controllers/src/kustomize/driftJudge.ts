import { createHash } from 'node:crypto';
import {
  type FormerManager,
  anyInMetadata,
  isFormerManager,
  isNotNewer,
} from '@sluice/kubernetes/apply';
import type {
  KubernetesObject,
  ManagedFieldsEntry,
} from '@sluice/kubernetes/objects';
import { controllerName } from './options';
import { mergeSelector, ownerOf } from './ownership';

/** What is remembered of an object that was found (or made) to be as it should. */
export interface Baseline {
  uid: string;
  resourceVersion: string;
  /** Digest of our Apply entry; empty when there is none. */
  own: string;
  /** Whether fields of kubectl and its like are left with them. */
  merge: boolean;
}

/** Why an object may not be as it should any more. */
export type DriftFinding =
  | { kind: 'deleted' }
  /** Others wrote fields that are ours; `managers` are those that may have done it, newest first. */
  | { kind: 'changed'; managers: readonly string[] }
  /** Its labels name another owner. */
  | {
      kind: 'contested';
      owner: string;
      /** Resource version at which it was ours last. */
      since: string;
    };

function isOwn(entry: ManagedFieldsEntry): boolean {
  return (
    entry.manager === controllerName &&
    entry.operation === 'Apply' &&
    !entry.subresource
  );
}

function ownEntry(object: KubernetesObject): ManagedFieldsEntry | undefined {
  return object.metadata.managedFields?.find(isOwn);
}

function sha1(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('base64');
}

/** Stands for the fields of an entry; no path of a field is called so. */
const digestKey = 'digest';

/** The digest that {@link watchedMetadata} left, or that of the fields themselves. */
function fieldsDigest({ fieldsV1 }: ManagedFieldsEntry): string {
  const digest = fieldsV1?.[digestKey];
  return typeof digest === 'string' ? digest : sha1(fieldsV1 ?? null);
}

function digestOf(entry: ManagedFieldsEntry | undefined): string {
  return entry ? sha1([entry.time, entry.apiVersion, fieldsDigest(entry)]) : '';
}

/**
 * What is kept of an object whose metadata are watched: all that judging it takes. Lists of fields are most of it, and annotations may
 * repeat what a Secret holds.
 */
export function watchedMetadata<T extends KubernetesObject>(object: T): T {
  const { annotations: _, managedFields, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(managedFields && {
        managedFields: managedFields.map(entry => {
          const { fieldsV1, ...rest } = entry;
          return isOwn(entry)
            ? { ...rest, fieldsV1: { [digestKey]: fieldsDigest(entry) } }
            : rest;
        }),
      }),
    },
  };
}

/** What to remember of an object. */
export function baselineOf(object: KubernetesObject): Baseline {
  return {
    uid: object.metadata.uid ?? '',
    resourceVersion: object.metadata.resourceVersion ?? '',
    own: digestOf(ownEntry(object)),
    merge: anyInMetadata(object, mergeSelector),
  };
}

function contenders(object: KubernetesObject): string[] {
  return (object.metadata.managedFields ?? [])
    .filter(e => e.manager !== controllerName && e.subresource !== 'status')
    .sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1))
    .flatMap(e => (e.manager ? [e.manager] : []));
}

/**
 * Judges an object by its metadata alone, as a first filter: nothing of ours can have changed while our Apply entry is the same, because
 * whoever changes one of its fields takes that out of it. Fields of managers that we take over count as well.
 */
export function judgeDrift(
  object: KubernetesObject,
  baseline: Baseline,
  owner: string,
  former: readonly FormerManager[],
): DriftFinding | undefined {
  const { metadata } = object;
  // It is on its way out; what is to be done shows when it is gone.
  if (metadata.deletionTimestamp) return undefined;
  const recreated = metadata.uid !== baseline.uid;
  if (
    !recreated &&
    isNotNewer(metadata.resourceVersion ?? '', baseline.resourceVersion)
  ) {
    return undefined;
  }
  const named = ownerOf(object);
  if (named !== undefined && named !== owner) {
    return {
      kind: 'contested',
      owner: named,
      since: baseline.resourceVersion,
    };
  }
  const changed =
    recreated ||
    digestOf(ownEntry(object)) !== baseline.own ||
    (!baseline.merge &&
      (metadata.managedFields ?? []).some(e => isFormerManager(e, former)));
  return changed
    ? { kind: 'changed', managers: contenders(object) }
    : undefined;
}
