import type { KubernetesClient } from '../client/client';
import type { Clock } from '../client/clock';
import { type Status, computeStatus } from '../kstatus';
import type { ObjectRef, UnstructuredObject } from '../objects';
import type { ChangeNotifier } from './changeNotifier';
import { formatObjectId, objectId, subjectOf } from './objectId';
import { failedPods } from './podFailures';
import { observeUntil } from './polling';

/** How far one object is. */
export interface ObjectHealth {
  status: Status;
  /** Why it could not be told. */
  error?: Error;
}

/** Tells the health of an object; replaces kstatus for kinds that a user describes. */
export type HealthReader = (object: UnstructuredObject) => ObjectHealth;

export interface HealthWaitOptions {
  clock: Clock;
  notifier: ChangeNotifier;
  signal: AbortSignal;
  /** Milliseconds. */
  timeout: number;
  /** End as soon as one object has failed. */
  failFast?: boolean;
  /** Ids (as {@link formatObjectId} has them) of Jobs that clean themselves up: gone means finished. */
  jobsWithTtl?: ReadonlySet<string>;
  /** Objects as a write just answered them, by id: what is current there is not asked for again. */
  known?: ReadonlyMap<string, UnstructuredObject>;
  read?: HealthReader;
  /** Told of every object that was looked at. */
  observed?(object: UnstructuredObject, health: ObjectHealth): void;
  /** Milliseconds between looks where no watch helps. Default 5 000. */
  interval?: number;
}

/** Objects did not become healthy. The message is Flux's. */
export class HealthError extends Error {
  /** Whether time ran out, rather than something having failed. */
  readonly timedOut: boolean;

  constructor(timedOut: boolean, details: readonly string[]) {
    const what = timedOut
      ? 'timeout waiting for'
      : 'failed early due to stalled resources';
    super(`${what}: [${details.join(', ')}]`);
    this.name = 'HealthError';
    this.timedOut = timedOut;
  }
}

/** Health by kstatus as Flux counts it. */
export const readHealth: HealthReader = object => ({
  status: computeStatus(object, { jobsMustComplete: true }).status,
});

interface Target {
  ref: ObjectRef;
  key: string;
  health?: ObjectHealth;
  /** Resource version at which it was seen last. */
  seen?: string;
}

/** What a set of objects amounts to; undefined while there is something to wait for. */
function verdictOf(
  targets: readonly Target[],
  failFast: boolean,
): 'healthy' | 'failed' | undefined {
  const statuses = targets.map(t => t.health?.status ?? 'Unknown');
  if (statuses.every(s => s === 'Current')) return 'healthy';
  const failed = statuses.includes('Failed');
  const settled = statuses.every(s => s === 'Failed' || s === 'Current');
  return failed && (failFast || settled) ? 'failed' : undefined;
}

function describe(target: Target): string {
  const subject = subjectOf(objectId(target.ref));
  const { health } = target;
  if (!health) return `can't determine status for ${subject}`;
  const error = health.error ? `: ${health.error.message}` : '';
  return `${subject} status: '${health.status}'${error}`;
}

async function look(
  client: KubernetesClient,
  target: Target,
  options: HealthWaitOptions,
): Promise<ObjectHealth> {
  const { signal, jobsWithTtl, read = readHealth } = options;
  try {
    const object = await client.find(target.ref, { signal });
    if (!object) {
      return {
        status: jobsWithTtl?.has(target.key) ? 'Current' : 'NotFound',
      };
    }
    const health = read(object);
    target.seen = object.metadata.resourceVersion;
    options.observed?.(object, health);
    if (health.status === 'InProgress') {
      return (await failedPods(client, object, signal))
        ? { status: 'Failed' }
        : health;
    }
    return health;
  } catch (error) {
    signal.throwIfAborted();
    return {
      status: 'Unknown',
      error: error instanceof Error ? error : new Error(String(error)),
    };
  }
}

/**
 * Resolves when all objects are healthy. Looks at an object when the notifier says that it changed, and seldom otherwise.
 *
 * @throws HealthError when time ran out or something failed; the signal's reason when it aborts
 */
export async function waitForHealth(
  client: KubernetesClient,
  refs: readonly ObjectRef[],
  options: HealthWaitOptions,
): Promise<void> {
  const { clock, notifier, failFast = false, interval = 5_000 } = options;
  const targets = refs.map((ref): Target => {
    const key = formatObjectId(objectId(ref));
    const known = options.known?.get(key);
    const health = known && (options.read ?? readHealth)(known);
    // Anything but Current may be out of date by now.
    return {
      ref,
      key,
      seen: known?.metadata.resourceVersion,
      ...(health?.status === 'Current' ? { health } : {}),
    };
  });
  const current = () => verdictOf(targets, failFast);
  if (targets.length === 0 || current() === 'healthy') return;

  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal]);
  const cancel = clock.after(options.timeout, () => done.abort());
  const waits = targets
    .filter(target => target.health === undefined)
    .map(async target => {
      try {
        await observeUntil(
          target.ref,
          async () => {
            target.health = await look(client, target, { ...options, signal });
            if (current() !== undefined) done.abort();
            return done.signal.aborted;
          },
          { clock, notifier, signal, interval, seen: () => target.seen },
        );
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
  try {
    await Promise.all(waits);
  } finally {
    cancel();
    done.abort();
  }
  options.signal.throwIfAborted();
  const verdict = current();
  if (verdict === 'healthy') return;
  const timedOut = verdict === undefined;
  throw new HealthError(
    timedOut,
    targets
      .filter(
        t =>
          !t.health ||
          t.health.status === 'Failed' ||
          (timedOut && t.health.status !== 'Current'),
      )
      .map(describe),
  );
}
