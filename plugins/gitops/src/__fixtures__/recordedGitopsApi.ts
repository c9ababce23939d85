import type {
  ActionResult,
  DiffResult,
  EntityDeliveries,
  EntityTimeline,
} from '@sluice/plugin-gitops-common';
import type {
  GitopsApi,
  LiveEvent,
  LiveUpdates,
  StreamStatus,
} from '../api';
import { delivery, timeline as recordedTimeline } from './deliveries';

/** A stream that says what it is told to say. */
export class RecordedLive implements LiveUpdates {
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  status: StreamStatus = { state: 'live', since: 0 };
  retries = 0;

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): void {
    this.retries += 1;
  }

  emit(event: LiveEvent): void {
    if (event.type === 'status') {
      this.status = event.status;
    }
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
  }
}

export const recordedDiff: DiffResult = {
  id: delivery().id,
  revision: 'main@sha1:9b1c0e5d7a6f4c3b2a1908f7e6d5c4b3a2918070',
  changes: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'payments',
      name: 'payments',
      change: 'update',
      fields: [
        { path: 'spec.replicas', live: '5', desired: '3' },
        {
          path: 'spec.template.spec.containers[name=main].image',
          live: 'registry.example.com/shop/payments:1.4.2',
          desired: 'registry.example.com/shop/payments:1.5.0',
        },
        { path: 'metadata.labels.hotfix', live: 'true' },
      ],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'payments',
      name: 'limits',
      change: 'create',
      fields: [],
    },
  ],
  unchanged: 4,
  errors: [
    {
      object: 'Secret/payments/api-key',
      message: 'the portal may not read Secrets',
    },
  ],
};

/** Answers from recordings, so that pages run without a backend and a cluster. */
export class RecordedGitopsApi implements GitopsApi {
  readonly live = new RecordedLive();
  /** Every request, in order. */
  readonly calls: string[] = [];
  deliveries: EntityDeliveries | Error;
  timeline: EntityTimeline | Error = recordedTimeline;
  diff: DiffResult | Error = recordedDiff;
  /** What an action answers; the default is success. */
  refusal: Error | undefined;

  constructor(deliveries: EntityDeliveries | Error) {
    this.deliveries = deliveries;
  }

  async getDeliveries(): Promise<EntityDeliveries> {
    this.calls.push('deliveries');
    return answer(this.deliveries);
  }

  async getTimeline(): Promise<EntityTimeline> {
    this.calls.push('timeline');
    return answer(this.timeline);
  }

  async act(
    id: ActionResult['id'],
    verb: Exclude<ActionResult['verb'], 'diff'>,
  ): Promise<ActionResult> {
    this.calls.push(verb);
    if (this.refusal) {
      throw this.refusal;
    }
    return {
      id,
      verb,
      ...(verb === 'reconcile' ? { token: '2026-11-21T10:00:01.000Z' } : {}),
    };
  }

  async getDiff(): Promise<DiffResult> {
    this.calls.push('diff');
    return answer(this.diff);
  }
}

function answer<T>(value: T | Error): T {
  if (value instanceof Error) {
    throw value;
  }
  return value;
}
