import type {
  JsonObject,
  JsonValue,
  KubernetesObject,
  ManagedFieldsEntry,
} from '../objects';
import { ownText } from './metadataSelector';

/** Whose fields are taken over: managers whose name begins with this, writing with this operation. */
export interface FormerManager {
  prefix: string;
  operation: 'Apply' | 'Update';
}

/** What is removed from objects in the cluster before they are applied. */
export interface CleanupOptions {
  annotations: readonly string[];
  labels: readonly string[];
  managers: readonly FormerManager[];
}

/** One operation of a JSON patch. */
export type PatchOperation =
  | { op: 'test' | 'replace'; path: string; value: JsonValue | object }
  | { op: 'remove'; path: string };

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLeaf(fields: JsonObject): boolean {
  return Object.keys(fields).length === 0;
}

/**
 * The union of two FieldsV1 sets. A leaf is an owned path; when the other set owns something below it, the path itself is written `.`.
 */
export function unionOfFields(
  a: JsonObject | undefined,
  b: JsonObject | undefined,
): JsonObject | undefined {
  if (!a || !b) return a ?? b;
  const result = new Map(Object.entries(a));
  for (const [key, theirs] of Object.entries(b)) {
    const ours = result.get(key);
    if (!isJsonObject(ours) || !isJsonObject(theirs)) {
      result.set(key, theirs);
    } else if (key === '.' || isLeaf(ours) === isLeaf(theirs)) {
      result.set(key, unionOfFields(ours, theirs));
    } else {
      result.set(key, { '.': {}, ...(isLeaf(ours) ? theirs : ours) });
    }
  }
  return Object.fromEntries(result);
}

/** Whether an entry of managedFields belongs to one of the managers. Entries of subresources never do. */
export function isFormerManager(
  entry: ManagedFieldsEntry,
  managers: readonly FormerManager[],
): boolean {
  return (
    !entry.subresource &&
    managers.some(
      m =>
        entry.operation === m.operation &&
        (entry.manager ?? '').startsWith(m.prefix),
    )
  );
}

/**
 * managedFields in which the former managers' fields are those of `manager`'s apply (fluxcd/pkg/ssa `PatchReplaceFieldsManagers`), so
 * that what they set and the manifests do not state goes away with the next apply. Undefined when there is nothing to take over.
 */
export function takeOverFields(
  entries: readonly ManagedFieldsEntry[],
  managers: readonly FormerManager[],
  manager: string,
): ManagedFieldsEntry[] | undefined {
  const own = entries.findLast(
    e => e.manager === manager && e.operation === 'Apply',
  );
  const others = entries.filter(e => e !== own);
  const former = others.filter(e => isFormerManager(e, managers));
  if (former.length === 0) return undefined;
  const base: ManagedFieldsEntry = own ?? {
    ...former[0],
    manager,
    operation: 'Apply',
  };
  const fieldsV1 = former
    .slice(own ? 0 : 1)
    .reduce<JsonObject | undefined>(
      (fields, entry) => unionOfFields(fields, entry.fieldsV1),
      base.fieldsV1,
    );
  return [
    ...others.filter(e => !former.includes(e)),
    { ...base, ...(fieldsV1 ? { fieldsV1 } : {}) },
  ];
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function removals(
  map: Record<string, string> | undefined,
  keys: readonly string[],
  path: string,
): PatchOperation[] {
  return keys
    .filter(key => map && Object.hasOwn(map, key))
    .map(key => ({ op: 'remove', path: `${path}/${escapePointer(key)}` }));
}

/**
 * The JSON patch that removes what the options name from a live object; empty when there is nothing. It begins with a test of the
 * resource version, because managedFields are replaced as a whole.
 */
export function cleanupPatch(
  live: KubernetesObject,
  options: CleanupOptions,
  manager: string,
): PatchOperation[] {
  const { metadata } = live;
  const fields = takeOverFields(
    metadata.managedFields ?? [],
    options.managers,
    manager,
  );
  const operations: PatchOperation[] = [
    ...removals(
      metadata.annotations,
      options.annotations,
      '/metadata/annotations',
    ),
    ...removals(metadata.labels, options.labels, '/metadata/labels'),
  ];
  if (fields) {
    operations.push({
      op: 'replace',
      path: '/metadata/managedFields',
      value: fields,
    });
  }
  if (operations.length === 0) return [];
  return [
    {
      op: 'test',
      path: '/metadata/resourceVersion',
      value: metadata.resourceVersion ?? '',
    },
    ...operations,
  ];
}

/** Whether an object has one of the annotations or labels that the options remove. */
export function hasLeftovers(
  object: KubernetesObject,
  options: CleanupOptions,
): boolean {
  return (
    options.annotations.some(
      key => ownText(object.metadata.annotations, key) !== '',
    ) || options.labels.some(key => ownText(object.metadata.labels, key) !== '')
  );
}
