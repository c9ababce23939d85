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

/** Requests at once: each may begin with a connection, and to begin many in one turn of the event loop holds up everything else. */
export const requestsAtOnce = 6;

/** Does something with all of them, some at once; gives what went wrong, in their order. */
async function forEachInLanes(
  resources: readonly Resource[],
  action: (resource: Resource) => Promise<void>,
  lanes: number,
): Promise<unknown[]> {
  const errors = new Map<number, unknown>();
  const waiting = resources.entries();
  const lane = async () => {
    for (const [index, resource] of waiting) {
      try {
        await action(resource);
      } catch (error) {
        errors.set(index, error);
      }
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(lanes, resources.length) }, lane),
  );
  return [...errors].sort(([a], [b]) => a - b).map(([, error]) => error);
}

/**
 * Does something with all resources: with neighbours of the same kind at once, one such run after the other. One that fails keeps
 * none of the others from being tried.
 *
 * @param options.atOnce how many at once; default: all
 * @throws JoinedError with all errors, a line each; NoObjectsVisitedError without resources
 */
export async function forEachInBatches(
  resources: readonly Resource[],
  action: (resource: Resource) => Promise<void>,
  options: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<void> {
  const { signal, atOnce = Infinity } = options;
  if (resources.length === 0) throw new NoObjectsVisitedError();
  const errors: unknown[] = [];
  for (const batch of batchesOf(resources)) {
    signal?.throwIfAborted();
    for (const error of await forEachInLanes(batch, action, atOnce))
      errors.push(error);
  }
  signal?.throwIfAborted();
  if (errors.length > 0) throw new JoinedError(errors, '\n');
}
