import type { KubernetesClient } from '../client/client';
import type { Clock } from '../client/clock';
import type { ObjectRef } from '../objects';
import type { ChangeNotifier } from './changeNotifier';
import { type ChangeSetEntry, changeSetEntry } from './changeSet';
import {
  type MetadataSelector,
  anyInMetadata,
  ownText,
} from './metadataSelector';
import { objectId, refOfId, subjectOf, subjectOfObject } from './objectId';
import { compareObjectIds } from './order';
import { observeUntil } from './polling';

/** What is deleted, and what is spared. */
export interface DeletionOptions {
  /** Labels that an object must have, all of them: whose it is. */
  inclusions: Readonly<Record<string, string>>;
  /** Objects with one of these labels or annotations are spared. */
  exclusions: MetadataSelector;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  signal: AbortSignal;
}

/** Some objects could not be deleted; `entries` tells which were. */
export class DeletionError extends Error {
  readonly entries: readonly ChangeSetEntry[];

  constructor(failures: readonly string[], entries: readonly ChangeSetEntry[]) {
    super(`delete failed, errors: ${failures.map(f => `${f};`).join('')}`);
    this.name = 'DeletionError';
    this.entries = entries;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function deleteObject(
  client: KubernetesClient,
  ref: ObjectRef,
  options: DeletionOptions,
): Promise<{ entry: ChangeSetEntry; failure?: string }> {
  const { signal } = options;
  const fail = (what: string, error: unknown) => {
    signal.throwIfAborted();
    return {
      entry: changeSetEntry(ref, 'unknown'),
      failure: `${subjectOfObject(ref)} ${what} failed: ${textOf(error)}`,
    };
  };
  let live;
  try {
    // Only labels and annotations matter, and a Secret's data need not travel.
    live = await client.find(ref, { signal, metadataOnly: true });
  } catch (error) {
    return fail('query', error);
  }
  if (!live) return { entry: changeSetEntry(ref, 'deleted') };
  const labels = live.metadata.labels;
  const owned = Object.entries(options.inclusions).every(
    ([key, value]) => ownText(labels, key) === value,
  );
  if (!owned || anyInMetadata(live, options.exclusions)) {
    return { entry: changeSetEntry(ref, 'skipped') };
  }
  try {
    await client.delete(ref, {
      propagationPolicy: options.propagationPolicy ?? 'Background',
      // What was looked at is what is deleted, not an object that took its name since.
      ...(live.metadata.uid
        ? { preconditions: { uid: live.metadata.uid } }
        : {}),
      signal,
    });
  } catch (error) {
    return fail('delete', error);
  }
  return { entry: changeSetEntry(ref, 'deleted') };
}

/**
 * Deletes objects one by one in reverse order (fluxcd/pkg/ssa `DeleteAll`). What does not exist counts as deleted. Goes on after
 * failures, and throws a DeletionError at the end when there were any.
 */
export async function deleteObjects(
  client: KubernetesClient,
  refs: readonly ObjectRef[],
  options: DeletionOptions,
): Promise<ChangeSetEntry[]> {
  const sorted = [...refs].sort((a, b) =>
    compareObjectIds(objectId(b), objectId(a)),
  );
  const entries: ChangeSetEntry[] = [];
  const failures: string[] = [];
  for (const ref of sorted) {
    const { entry, failure } = await deleteObject(client, ref, options);
    entries.push(entry);
    if (failure) failures.push(failure);
  }
  if (failures.length > 0) throw new DeletionError(failures, entries);
  return entries;
}

/** How to wait for objects to go away. */
export interface Deletions {
  clock: Clock;
  notifier: ChangeNotifier;
}

/** Resolves when the object does not exist; rejects when the signal aborts. */
export async function waitUntilGone(
  client: KubernetesClient,
  ref: ObjectRef,
  options: { signal: AbortSignal; deletions: Deletions },
): Promise<void> {
  const { signal, deletions } = options;
  await observeUntil(
    ref,
    async () =>
      (await client.find(ref, { signal, metadataOnly: true })) === undefined,
    { ...deletions, signal, interval: 2_000 },
  );
}

/**
 * Waits until everything that the entries call deleted is gone, for up to `timeout` milliseconds. Throws an Error that names what is
 * still there.
 */
export async function waitForTermination(
  client: KubernetesClient,
  entries: readonly ChangeSetEntry[],
  options: { timeout: number; signal: AbortSignal; deletions: Deletions },
): Promise<void> {
  const { timeout, signal, deletions } = options;
  const deadline = new AbortController();
  const cancel = deletions.clock.after(timeout, () => deadline.abort());
  try {
    for (const entry of entries) {
      if (entry.action === 'deleted') {
        try {
          await waitUntilGone(client, refOfId(entry.id, entry.version), {
            signal: AbortSignal.any([signal, deadline.signal]),
            deletions,
          });
        } catch (error) {
          signal.throwIfAborted();
          throw new Error(
            `${subjectOf(entry.id)} termination timeout: ${
              deadline.signal.aborted
                ? 'context deadline exceeded'
                : textOf(error)
            }`,
            { cause: error },
          );
        }
      }
    }
  } finally {
    cancel();
  }
}
