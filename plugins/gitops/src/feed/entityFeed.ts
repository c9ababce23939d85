import type { CompoundEntityRef } from '@backstage/catalog-model';
import { ErrorLike, isError } from '@backstage/errors';
import {
  ActionResult,
  EntityDeliveries,
  EntityTimeline,
  ObjectId,
  formatObjectId,
} from '@sluice/plugin-gitops-common';
import type { GitopsApi, LiveEvent, StreamStatus } from '../api';
import { ReconcileRequest, isPending } from '../model/pending';

/** What a page knows of an entity now. Earlier answers stay when a later request fails. */
export interface EntityFeedState {
  deliveries?: EntityDeliveries;
  timeline?: EntityTimeline;
  /** Why the last request of the deliveries failed. */
  error?: ErrorLike;
  /** Why the last request of the timeline failed; the rest of the page is not affected. */
  timelineError?: ErrorLike;
  /** When the deliveries were last fetched, milliseconds since the epoch. */
  fetchedAt?: number;
  fetching: boolean;
  stream: StreamStatus;
  /** Reconciles that were asked for here, by object id. */
  requests: ReadonlyMap<string, ReconcileRequest>;
}

interface EntityFeedOptions {
  api: GitopsApi;
  entity: CompoundEntityRef;
  /** Entries of the timeline; 0 fetches none. */
  timelineLimit: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Milliseconds within which changes lead to one request. */
const coalesce = 100;
/**
 * Milliseconds within which changes of objects that are not shown lead to one request: one of them may have begun to deliver the entity,
 * which only the answer tells.
 */
const coalesceOthers = 10_000;

/**
 * Keeps one entity's deliveries up to date: it fetches at the start, when the stream tells of a change, once after the stream was
 * reopened, and after an action; never by the clock.
 */
export class EntityFeed {
  readonly #options: EntityFeedOptions;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #state: EntityFeedState;
  #unsubscribe: (() => void) | undefined;
  #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;
  #again = false;

  constructor(options: EntityFeedOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#state = {
      fetching: false,
      stream: options.api.live.status,
      requests: new Map(),
    };
  }

  readonly getState = (): EntityFeedState => this.#state;

  /** Starts with the first listener and stops after the last. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#unsubscribe) {
      this.#controller = new AbortController();
      this.#unsubscribe = this.#options.api.live.subscribe(this.#onEvent);
      this.#update({ stream: this.#options.api.live.status });
      void this.#fetch();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#unsubscribe?.();
        this.#unsubscribe = undefined;
        this.#controller.abort();
        clearTimeout(this.#timer);
        this.#due = Infinity;
        this.#again = false;
        this.#state = { ...this.#state, fetching: false };
      }
    };
  };

  /** Fetches now, and tries to open the stream when it is not. */
  readonly refresh = (): void => {
    this.#options.api.live.retry();
    void this.#fetch();
  };

  /** Remembers that a reconcile was asked for, and fetches what the cluster says of it. */
  acted(result: ActionResult): void {
    if (result.verb === 'reconcile' && result.token) {
      const key = formatObjectId(result.id);
      const before = this.#deliveries().find(
        ({ id }) => formatObjectId(id) === key,
      );
      const requests = new Map(this.#state.requests);
      requests.set(key, {
        token: result.token,
        handledBefore: before?.lastHandledReconcileAt,
      });
      this.#update({ requests });
    }
    void this.#fetch();
  }

  #deliveries() {
    return (
      this.#state.deliveries?.environments.flatMap(lane => lane.deliveries) ??
      []
    );
  }

  readonly #onEvent = (event: LiveEvent): void => {
    switch (event.type) {
      case 'status':
        this.#update({ stream: event.status });
        break;
      case 'changed': {
        const shown = new Set(
          this.#deliveries()
            .flatMap(({ id, source }): ObjectId[] =>
              source ? [id, source] : [id],
            )
            .map(formatObjectId),
        );
        this.#fetchWithin(
          event.ids.some(id => shown.has(id)) ? coalesce : coalesceOthers,
        );
        break;
      }
      default:
        this.#fetchWithin(coalesce);
    }
  };

  #fetchWithin(delay: number) {
    const due = this.#now() + delay;
    if (due < this.#due) {
      clearTimeout(this.#timer);
      this.#due = due;
      this.#timer = setTimeout(() => void this.#fetch(), delay);
    }
  }

  async #fetch(): Promise<void> {
    clearTimeout(this.#timer);
    this.#due = Infinity;
    if (this.#state.fetching) {
      this.#again = true;
      return;
    }
    const { signal } = this.#controller;
    this.#update({ fetching: true });
    do {
      this.#again = false;
      const change = await this.#load(signal);
      if (signal.aborted) {
        return;
      }
      this.#update(change);
    } while (this.#again);
    this.#update({ fetching: false });
  }

  async #load(signal: AbortSignal): Promise<Partial<EntityFeedState>> {
    const { api, entity, timelineLimit } = this.#options;
    const [deliveries, timeline] = await Promise.allSettled([
      api.getDeliveries(entity, { signal }),
      timelineLimit > 0
        ? api.getTimeline(entity, { limit: timelineLimit, signal })
        : undefined,
    ]);
    const change: Partial<EntityFeedState> = {};
    if (deliveries.status === 'fulfilled') {
      change.deliveries = deliveries.value;
      change.fetchedAt = this.#now();
      change.error = undefined;
      change.requests = this.#openRequests(deliveries.value);
    } else {
      change.error = toError(deliveries.reason);
    }
    if (timeline.status === 'rejected') {
      change.timelineError = toError(timeline.reason);
    } else if (timeline.value) {
      change.timeline = timeline.value;
      change.timelineError = undefined;
    }
    return change;
  }

  /** The requests of this page that no answer has shown as handled. */
  #openRequests({
    environments,
  }: EntityDeliveries): ReadonlyMap<string, ReconcileRequest> {
    const requests = new Map(this.#state.requests);
    for (const delivery of environments.flatMap(lane => lane.deliveries)) {
      const key = formatObjectId(delivery.id);
      const request = requests.get(key);
      if (request && !isPending(delivery, request)) {
        requests.delete(key);
      }
    }
    return requests;
  }

  #update(change: Partial<EntityFeedState>) {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}

function toError(reason: unknown): ErrorLike {
  return isError(reason) ? reason : { name: 'Error', message: String(reason) };
}
