import type { Kustomization } from '@sluice/api';
import type { ObjectId, SituationDrift } from '@sluice/plugin-gitops-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterChange } from '../cluster/clusterWatch';
import type { CoreEvent, Source } from '../cluster/kinds';
import type { ClusterModel } from '../readModel/clusterModel';
import type { CommitDetails } from '../readModel/revision';
import { commitOf, driftOf, eventTime, happeningOf, objectsOf } from './events';
import type { TimelineStore } from './timelineStore';
import {
  Happening,
  RecordedState,
  happenings,
  recordedStateOf,
} from './transitions';

interface HistoryRecorderOptions {
  model: ClusterModel;
  store: TimelineStore;
  logger: LoggerService;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Called after an entry was added. */
  onAdded: (id: ObjectId) => void;
}

/** Milliseconds for which a corrected drift is mentioned in the sentence. */
const driftMemory = 15 * 60_000;

const keyOf = ({ kind, namespace, name }: Omit<ObjectId, 'cluster'>) =>
  `${kind}/${namespace}/${name}`;

/**
 * Writes down what happens in one cluster. Changes are taken one after the other; the last state of each object is stored, so
 * that what changed while the portal was down is noticed with the first list, once.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions;
  readonly #drift = new Map<string, SituationDrift & { time: number }>();
  readonly #commits = new Map<string, CommitDetails>();
  #states = new Map<string, RecordedState>();
  #queue: Promise<void>;

  constructor(options: HistoryRecorderOptions) {
    this.#options = options;
    this.#queue = this.#load();
  }

  /** To be called for every change of the watch, after the model has heard of it. */
  observe(change: ClusterChange): void {
    switch (change.kind) {
      case 'applier':
      case 'source': {
        const { before, after } = change;
        if (after) this.#enqueue(() => this.#object(after));
        else if (before) this.#enqueue(() => this.#deleted(this.#idOf(before)));
        break;
      }
      case 'event':
        this.#enqueue(() => this.#event(change.event));
        break;
      default:
    }
  }

  /** To be called when the first list is complete: what is remembered and no longer there was deleted meanwhile. */
  synced(): void {
    this.#enqueue(async () => {
      const { watch } = this.#options.model;
      for (const key of [...this.#states.keys()]) {
        const [kind, namespace, name] = key.split('/');
        const exists =
          kind === 'Kustomization'
            ? watch.appliers.get({ namespace, name })
            : watch.source(kind, namespace, name) ??
              !watch.sources.get(kind)?.hasSynced;
        if (!exists) {
          await this.#deleted({
            cluster: watch.config.name,
            kind,
            namespace,
            name,
          });
        }
      }
    });
  }

  /** Somebody acted through the portal. */
  async acted(
    id: ObjectId,
    action: {
      type: 'reconcile-requested' | 'suspended' | 'resumed';
      actor: string;
      message: string;
      key: string;
    },
  ): Promise<void> {
    await this.#add(id, { ...action, severity: 'info' }, this.#options.now());
  }

  /** The latest correction of drift that is worth a sentence. */
  driftOf(applier: Kustomization): SituationDrift | undefined {
    const drift = this.#drift.get(keyOf(this.#idOf(applier)));
    return drift && this.#options.now() - drift.time < driftMemory
      ? drift
      : undefined;
  }

  commitOf(revision: string): CommitDetails | undefined {
    return this.#commits.get(revision);
  }

  /** Resolves when everything observed so far is stored. */
  async flush(): Promise<void> {
    await this.#queue;
  }

  async #load(): Promise<void> {
    const { store, model, logger } = this.#options;
    try {
      this.#states = await store.states(model.watch.config.name);
      for (const [revision, details] of await store.commits(1000)) {
        this.#commits.set(revision, details);
      }
    } catch (error) {
      logger.error(
        `The history of ${model.watch.config.name} could not be read: ${error}`,
      );
    }
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(error => {
      this.#options.logger.error(
        `A change in ${
          this.#options.model.watch.config.name
        } could not be written down: ${error}`,
      );
    });
  }

  #idOf(object: Kustomization | Source): ObjectId {
    return {
      cluster: this.#options.model.watch.config.name,
      kind: object.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name ?? '',
    };
  }

  async #object(object: Kustomization | Source): Promise<void> {
    const id = this.#idOf(object);
    const before = this.#states.get(keyOf(id));
    const after = recordedStateOf(object, before);
    if (before && JSON.stringify(before) === JSON.stringify(after)) {
      return;
    }
    // What a new verdict tells has happened then; anything else is as new as its sight.
    const since =
      after.since && after.since !== before?.since
        ? Date.parse(after.since)
        : NaN;
    const at = Number.isNaN(since) ? this.#options.now() : since;
    for (const happening of happenings(before, after)) {
      const told =
        happening.type === 'applied' && id.kind !== 'Kustomization'
          ? {
              ...happening,
              type: 'event' as const,
              message: `Fetched revision ${happening.revision}`,
            }
          : happening;
      await this.#add(id, told, at);
    }
    this.#states.set(keyOf(id), after);
    await this.#options.store.saveState(id, after);
  }

  async #deleted(id: ObjectId): Promise<void> {
    const before = this.#states.get(keyOf(id));
    this.#states.delete(keyOf(id));
    this.#drift.delete(keyOf(id));
    await this.#options.store.removeState(id);
    if (before) {
      await this.#add(
        id,
        {
          key: `${before.uid}:deleted`,
          type: 'event',
          severity: 'warning',
          message: `${id.kind} ${id.namespace}/${id.name} was deleted`,
        },
        this.#options.now(),
      );
    }
  }

  async #event(event: CoreEvent): Promise<void> {
    const { kind, namespace, name } = event.involvedObject;
    if (!kind || !namespace || !name) {
      return;
    }
    const commit = commitOf(event);
    if (commit) {
      this.#commits.set(commit.revision, commit.details);
      await this.#options.store.saveCommit(commit.revision, commit.details);
    }
    const { model, now } = this.#options;
    const id = { cluster: model.watch.config.name, kind, namespace, name };
    const { settled, revision } = this.#states.get(keyOf(id)) ?? {};
    const happening = happeningOf(
      event,
      settled ? Date.parse(settled) : undefined,
      revision,
    );
    if (!happening) {
      return;
    }
    const time = eventTime(event);
    const at = Number.isNaN(time) ? now() : time;
    const { manager, contended } = driftOf(event);
    if (happening.type === 'drift-corrected' || contended) {
      const [object] = objectsOf(happening.message);
      this.#drift.set(keyOf(id), {
        object: object ?? happening.message,
        ...(manager ? { manager } : {}),
        ...(contended ? { contended } : {}),
        at: new Date(at).toISOString(),
        time: at,
      });
    }
    await this.#add(id, happening, at);
  }

  async #add(
    id: ObjectId,
    happening: Happening & { actor?: string },
    at: number,
  ): Promise<void> {
    const { model, store, onAdded } = this.#options;
    const resource = model.resourceOf(id) ?? {
      owner: model.ownerOf(id.namespace) ?? '',
      deliversTo: [],
    };
    if (await store.add({ ...happening, id, at, resource })) {
      onAdded(id);
    }
  }
}
