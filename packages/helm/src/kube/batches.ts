import { Turn } from '../event-loop/turn';
import { HelmError, JoinedError } from './errors';
import type { Resource } from './resource';

/** There was nothing to do something with; the message is Helm's. */
export class NoObjectsVisitedError extends HelmError {
  constructor() {
    super('no objects visited');
    this.name = 'NoObjectsVisitedError';
  }
}

/** Runs of neighbours of the same kind. */
function batchesOf(resources: readonly Resource[]): Resource[][] {
  const batches: Resource[][] = [];
  for (const resource of resources) {
    const last = batches.at(-1);
    if (last && last[0].kind === resource.kind) last.push(resource);
    else batches.push([resource]);
  }
  return batches;
}

/** Starts with all of them at once – as far as that leaves others their turn – and waits for the end of all. */
async function startAll(
  resources: readonly Resource[],
  action: (resource: Resource) => Promise<void>,
): Promise<PromiseSettledResult<void>[]> {
  const turn = new Turn();
  const started: Promise<PromiseSettledResult<void>[]>[] = [];
  for (const resource of resources) {
    started.push(Promise.allSettled([action(resource)]));
    if (turn.isOver) await turn.next();
  }
  return (await Promise.all(started)).flat();
}

/**
 * Does something with all resources: with neighbours of the same kind at once, one such run after the other. One that fails keeps
 * none of the others from being tried.
 *
 * @throws JoinedError with all errors, a line each; NoObjectsVisitedError without resources
 */
export async function forEachInBatches(
  resources: readonly Resource[],
  action: (resource: Resource) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  if (resources.length === 0) throw new NoObjectsVisitedError();
  const errors: unknown[] = [];
  for (const batch of batchesOf(resources)) {
    signal?.throwIfAborted();
    const results = await startAll(batch, action);
    for (const result of results) {
      if (result.status === 'rejected') errors.push(result.reason);
    }
  }
  signal?.throwIfAborted();
  if (errors.length > 0) throw new JoinedError(errors, '\n');
}
