import { artifactInStorageCondition } from '@sluice/api';
import { deleteCondition } from '@sluice/runtime';
import { tell } from './events';
import { messageOf } from './failure';
import { report, type SourceRun, statusOf } from './run';

/**
 * Brings status and storage into line: collects garbage, and forgets an artifact that is missing or was tampered with, so that it is
 * made anew (source-controller `reconcileStorage`).
 */
export async function checkStorage(run: SourceRun): Promise<void> {
  const { storage, events } = run.deps;
  const status = statusOf(run.object);
  const artifact = status.artifact;
  let disappeared = false;
  if (artifact) {
    await collectGarbage(run, artifact.path);
    const found = await storage.verify(
      artifact.path,
      artifact.digest,
      run.signal,
    );
    if (found.kind === 'mismatch') {
      tell(
        events,
        run.object,
        'Warning',
        'ArtifactVerificationFailed',
        `failed to verify integrity of artifact: ${found.message}`,
      );
      await storage.remove(artifact.path);
    }
    disappeared = found.kind !== 'ok';
  }
  if (!artifact || disappeared) {
    delete status.artifact;
    deleteCondition(run.object, artifactInStorageCondition);
    report(
      run,
      true,
      disappeared
        ? 'building artifact: disappeared from storage'
        : 'building artifact',
    );
    return;
  }
  artifact.url = storage.url(artifact.path);
}

async function collectGarbage(run: SourceRun, path: string): Promise<void> {
  const { storage, events } = run.deps;
  try {
    const removed = await storage.collectGarbage(path);
    if (removed === 0) return;
    tell(
      events,
      run.object,
      'Normal',
      'GarbageCollectionSucceeded',
      `garbage collected ${removed} artifacts`,
    );
  } catch (error) {
    // As in Flux, what is left over is no reason not to go on.
    run.log.warn('Garbage collection failed', { error: messageOf(error) });
  }
}
