import type { JsonValue, KubernetesObject } from '@sluice/kubernetes';
import type { DiffResult } from '@sluice/plugin-gitops-common';

type FieldChange = DiffResult['changes'][number]['fields'][number];

/** Fields that the server owns. */
const serverMetadata = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'uid',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

const textLimit = 2_000;
const fieldLimit = 200;
const mask = '(hidden)';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function print(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, item: JsonValue) =>
          typeof item === 'bigint' ? item.toString() : item,
        );
  return text.length > textLimit ? `${text.slice(0, textLimit)}…` : text;
}

/** What identifies an item of a list, so that items are compared with their like. */
function itemKey(item: unknown): string | undefined {
  if (!isObject(item)) {
    return undefined;
  }
  for (const key of ['name', 'containerPort', 'port', 'mountPath', 'key']) {
    const value = item[key];
    if (typeof value === 'string' || typeof value === 'number') {
      return `${key}=${value}`;
    }
  }
  return undefined;
}

function isKeyedList(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    return false;
  }
  const keys = value.map(itemKey);
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}

function byKey(list: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    list.map(item => [`[${itemKey(item)}]`, item] as const),
  );
}

function compare(
  path: string,
  live: unknown,
  desired: unknown,
  changes: FieldChange[],
): void {
  if (changes.length >= fieldLimit) {
    return;
  }
  if (isObject(live) && isObject(desired)) {
    for (const key of [
      ...new Set([...Object.keys(live), ...Object.keys(desired)]),
    ].sort()) {
      const separator = key.startsWith('[') ? '' : '.';
      compare(
        path ? `${path}${separator}${key}` : key,
        live[key],
        desired[key],
        changes,
      );
    }
  } else if (isKeyedList(live) && isKeyedList(desired)) {
    compare(path, byKey(live), byKey(desired), changes);
  } else if (JSON.stringify(live) !== JSON.stringify(desired)) {
    changes.push({
      path,
      ...(live === undefined ? {} : { live: print(live) }),
      ...(desired === undefined ? {} : { desired: print(desired) }),
    });
  }
}

/** The object without what the server owns and without its status. */
function comparable(object: KubernetesObject): Record<string, unknown> {
  const { metadata, ...rest } = object;
  const fields: Record<string, unknown> = { ...rest };
  delete fields.status;
  delete fields.apiVersion;
  delete fields.kind;
  return {
    ...fields,
    metadata: Object.fromEntries(
      Object.entries(metadata).filter(([key]) => !serverMetadata.has(key)),
    ),
  };
}

/** The fields that applying `desired` would change in `live`. Contents of Secrets are hidden, whether they differ is not. */
export function fieldChanges(
  live: KubernetesObject,
  desired: KubernetesObject,
): FieldChange[] {
  const changes: FieldChange[] = [];
  compare('', comparable(live), comparable(desired), changes);
  if (live.kind !== 'Secret' || live.apiVersion !== 'v1') {
    return changes;
  }
  return changes.map(({ path, live: before, desired: after }) =>
    /^(metadata\.labels|type|immutable)/.test(path)
      ? { path, live: before, desired: after }
      : {
          path: path.replace(/^(data|stringData)\..*$/s, '$1'),
          ...(before === undefined ? {} : { live: mask }),
          ...(after === undefined ? {} : { desired: mask }),
        },
  );
}
