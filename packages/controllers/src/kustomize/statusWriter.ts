import type { Kustomization } from '@sluice/api';
import type {
  CancelTimer,
  Clock,
  KubernetesClient,
} from '@sluice/kubernetes/client';
import { StatusPatcher, isConditionTrue } from '@sluice/runtime';
import { statusManager } from './options';

/** When it is already told that a run is under way, its next phase is told after so many times the delay. */
const patienceOnceTold = 3;

/**
 * Writes the status of a Kustomization during a run. Progress is written only when a phase takes longer than a moment; results at
 * once. Writes never overlap.
 */
export class StatusWriter {
  readonly #object: Kustomization;
  readonly #patcher: StatusPatcher<Kustomization>;
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #written: (resourceVersion: string) => void;
  #queue: Promise<unknown> = Promise.resolve();
  #cancelTimer: CancelTimer | undefined;
  #isProgressTold = false;

  constructor(options: {
    client: KubernetesClient;
    /** Its status is what is written; changed in place during the run. */
    object: Kustomization;
    clock: Clock;
    /** Milliseconds. */
    progressDelay: number;
    /** Told the resource version after each write. */
    written: (resourceVersion: string) => void;
  }) {
    this.#object = options.object;
    this.#clock = options.clock;
    this.#delay = options.progressDelay;
    this.#written = options.written;
    this.#patcher = new StatusPatcher({
      client: options.client,
      object: options.object,
      fieldManager: statusManager,
      ownedConditions: ['Healthy', 'Ready', 'Reconciling', 'Stalled'],
    });
  }

  /** Writes what the object says now, if that is news. */
  async write(signal: AbortSignal): Promise<void> {
    this.cancelProgress();
    const write = this.#queue.then(async () => {
      // The run goes on while progress is written: what is sent is what counts as written, not what the object says by then.
      const snapshot = structuredClone(this.#object);
      if (await this.#patcher.patch(snapshot, { signal })) {
        const { resourceVersion = '' } = snapshot.metadata;
        this.#object.metadata.resourceVersion = resourceVersion;
        this.#isProgressTold = isConditionTrue(snapshot, 'Reconciling');
        this.#written(resourceVersion);
      }
    });
    // A failed write is the business of whoever asked for it, not of the next one.
    this.#queue = write.catch(() => undefined);
    await write;
  }

  /** Has what the object says written in a while, unless something is written before. */
  writeSoon(signal: AbortSignal): void {
    if (this.#cancelTimer) return;
    const delay = this.#delay * (this.#isProgressTold ? patienceOnceTold : 1);
    this.#cancelTimer = this.#clock.after(delay, () => {
      this.#cancelTimer = undefined;
      // Progress is a courtesy: the result will be written, and its failure told.
      this.write(signal).catch(() => undefined);
    });
  }

  cancelProgress(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
