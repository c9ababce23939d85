import type { KubernetesClient } from '../client/client';
import { computeStatus } from '../kstatus';
import type { UnstructuredObject } from '../objects';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function selectorOf(object: UnstructuredObject): string | undefined {
  const { spec } = object;
  const selector = isRecord(spec) ? spec.selector : undefined;
  const labels = isRecord(selector) ? selector.matchLabels : undefined;
  // Expressions would need more words; without labels there is nothing to choose by.
  if (!isRecord(labels) || Object.keys(labels).length === 0) return undefined;
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

function isUnschedulable(pod: UnstructuredObject): boolean {
  const { status } = pod;
  const conditions = isRecord(status) ? status.conditions : undefined;
  return (
    Array.isArray(conditions) &&
    conditions.some(
      c =>
        isRecord(c) &&
        c.type === 'PodScheduled' &&
        c.status === 'False' &&
        c.reason === 'Unschedulable',
    )
  );
}

/**
 * Whether Pods of a StatefulSet or ReplicaSet in progress have failed for good (fluxcd/cli-utils `podControllerStatusReader`): neither
 * those that are being deleted count, nor those that wait for a node. False when the Pods may not be listed.
 */
export async function failedPods(
  client: KubernetesClient,
  object: UnstructuredObject,
  signal: AbortSignal,
): Promise<boolean> {
  const isController =
    object.apiVersion === 'apps/v1' &&
    (object.kind === 'StatefulSet' || object.kind === 'ReplicaSet');
  const labelSelector = isController ? selectorOf(object) : undefined;
  if (!labelSelector) return false;
  try {
    const pods = await client.list(
      { apiVersion: 'v1', kind: 'Pod' },
      { namespace: object.metadata.namespace, labelSelector, signal },
    );
    return pods.items.some(
      pod =>
        !pod.metadata.deletionTimestamp &&
        !isUnschedulable(pod) &&
        computeStatus(pod).status === 'Failed',
    );
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
