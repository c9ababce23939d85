import type { GitRepository } from '@sluice/api';
import type {
  CancelTimer,
  Clock,
  KubernetesClient,
} from '@sluice/kubernetes/client';
import { StatusPatcher } from '@sluice/runtime';
import { owned } from './conditionSets';
import { statusManager } from './options';

/** Writes the status of one run: progress only when a step takes longer than a moment, the result at once. */
export class ProgressWriter {
  readonly #object: GitRepository;
  readonly #patcher: StatusPatcher<GitRepository>;
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #signal: AbortSignal;
  #cancel: CancelTimer | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: {
    client: KubernetesClient;
    /** Its status is what is written; changed in place during the run. */
    object: GitRepository;
    clock: Clock;
    /** Milliseconds. */
    delay: number;
    signal: AbortSignal;
  }) {
    this.#object = options.object;
    this.#clock = options.clock;
    this.#delay = options.delay;
    this.#signal = options.signal;
    this.#patcher = new StatusPatcher({
      client: options.client,
      object: options.object,
      fieldManager: statusManager,
      ownedConditions: owned,
    });
  }

  /** Has what the object says written in a while, unless something is written before. */
  soon(): void {
    this.#cancel ??= this.#clock.after(this.#delay, () => {
      this.#cancel = undefined;
      // Progress is a courtesy: the result will be written, and its failure told.
      this.#write().catch(() => undefined);
    });
  }

  /** Writes the result. */
  async finish(): Promise<void> {
    this.cancel();
    await this.#write();
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #write(): Promise<void> {
    const writing = this.#writing.then(() =>
      this.#patcher.patch(this.#object, { signal: this.#signal }),
    );
    this.#writing = writing.catch(() => undefined);
    await writing;
  }
}
