import type { InventoryEntry } from '@sluice/api';
import type { ReconcileResult } from '@sluice/runtime';
import type { ManifestInputs } from './manifestCache';
import type { ReadySource } from './source';
import type { DriftFinding } from './driftJudge';

/** The last run that succeeded. */
export interface LastRun {
  generation: number;
  revision: string;
  /** What was built. */
  inputs: ManifestInputs;
  /** Milliseconds since the epoch when its dry runs began, the last time that they were made. */
  triedAt: number;
  /** Whether some objects were skipped: what makes them so cannot be seen by the watches. */
  skipped: boolean;
  /** Resource versions at which objects were seen healthy, by id. */
  healthy: ReadonlyMap<string, string>;
}

/** One object's drift that has to be dealt with. */
export interface PendingDrift {
  finding: DriftFinding;
  /** Corrections in a row that did not last. */
  attempts: number;
  /** Milliseconds since the epoch before which it is left alone. */
  notBefore: number;
  /** Milliseconds since the epoch. */
  lastCorrected: number;
  /** Whether the user has been told that somebody keeps fighting. */
  reported: boolean;
  pending: boolean;
  /** How often another owner took it, and at which resource version of ours it did so last. */
  contests: { count: number; since: string };
}

/** Health checks under way: no worker waits for them. */
export interface PendingHealth {
  /** What is being checked: when one of these changes the wait ends and the run begins anew. */
  generation: number;
  /** The user's request at that time. */
  request: string | undefined;
  source: ReadySource;
  cancel(): void;
  isOver(): boolean;
  /** Goes on with the run; once the wait is over. */
  resume(signal: AbortSignal): Promise<ReconcileResult>;
}

/** What is remembered of a Kustomization between its runs; all of it can be found out again. */
export interface KustomizationState {
  readonly key: string;
  /** Resource version that we wrote last: older views of the object are not to be acted on. */
  written?: string;
  last?: LastRun;
  /** The last build took something from elsewhere: only another build tells whether it is still the same. */
  remoteBases?: boolean;
  /** What the last run was about, however it ended: until one of these changes there is no hurry. */
  attempt?: { generation: number; revision: string | undefined };
  /** Milliseconds since the epoch when the next run is due. */
  dueAt: number;
  /** Something besides time and drift asked for a run. */
  wake: boolean;
  drift: Map<string, PendingDrift>;
  /** Values from Secrets that went into the manifests. */
  secrets: readonly string[];
  /** Applied by a run that failed later on, and therefore in no inventory. */
  provisional: InventoryEntry[];
  health?: PendingHealth;
  /** Aborted when the Kustomization is forgotten. */
  readonly life: AbortController;
}

/** What is remembered of all Kustomizations. */
export class KustomizationStates {
  readonly #states = new Map<string, KustomizationState>();

  get(key: string): KustomizationState {
    let state = this.#states.get(key);
    if (!state) {
      state = {
        key,
        dueAt: 0,
        wake: false,
        drift: new Map(),
        secrets: [],
        provisional: [],
        life: new AbortController(),
      };
      this.#states.set(key, state);
    }
    return state;
  }

  find(key: string): KustomizationState | undefined {
    return this.#states.get(key);
  }

  forget(key: string): void {
    const state = this.#states.get(key);
    state?.health?.cancel();
    state?.life.abort();
    this.#states.delete(key);
  }

  /** Makes the next run a full one. */
  wake(key: string): void {
    this.get(key).wake = true;
  }

  all(): Iterable<KustomizationState> {
    return this.#states.values();
  }
}
