import type { InventoryEntry, Kustomization } from '@sluice/api';
import {
  type ChangeSetEntry,
  DeletionError,
  deleteObjects,
} from '@sluice/kubernetes/apply';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import { entryOf, refsOf } from './inventory';
import { ownerLabels, pruneExclusions } from './ownership';

export interface PruneResult {
  entries: readonly ChangeSetEntry[];
  /** Why some could not be deleted. */
  error?: Error;
  /** What could not be deleted: it has to stay in the inventory, or nobody would ever try again. */
  survivors: InventoryEntry[];
}

/**
 * Deletes what a Kustomization once applied and does not any more. Objects whose labels name another owner, and those that say so, are
 * left alone.
 */
export async function pruneObjects(
  object: Kustomization,
  stale: readonly InventoryEntry[],
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<PruneResult> {
  try {
    const entries = await deleteObjects(client, refsOf(stale), {
      inclusions: ownerLabels({
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
      }),
      exclusions: pruneExclusions,
      signal,
    });
    return { entries, survivors: [] };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DeletionError) {
      const settled = new Set(
        error.entries
          .filter(e => e.action === 'deleted' || e.action === 'skipped')
          .map(e => entryOf(e).id),
      );
      return {
        entries: error.entries,
        error,
        survivors: stale.filter(e => !settled.has(e.id)),
      };
    }
    throw error;
  }
}
