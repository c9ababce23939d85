import type { KubernetesClient } from '@sluice/kubernetes/client';
import { type Json, type JsonRecord, isRecord, recordAt, textAt } from './play';

interface SeenEvent {
  /** `Kind name`, or `Kind namespace/name` where it is not in the namespace of the event. */
  object: string;
  type: string;
  reason: string;
  message: string;
  /** Milliseconds of when it was first seen. */
  at: number;
  again: boolean;
}

/** Milliseconds within which events count as told in one second. */
const aSecond = 1_000;

/**
 * Remembers the events of Flux's objects in the order of the recordings: by the second in which they were first told, and in that by
 * when they were last told. So one that was told again stands behind what was first told in its second.
 */
export class EventLog {
  readonly #client: KubernetesClient;
  readonly #abort = new AbortController();
  readonly #seen = new Map<string, Map<string, SeenEvent>>();
  #watching: Promise<void> = Promise.resolve();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** Resolves once the server tells every new event. */
  async start(): Promise<void> {
    const list = await this.#client.list({ apiVersion: 'v1', kind: 'Event' });
    list.items.forEach(event => this.#add(event));
    this.#watching = this.#watch(list.metadata.resourceVersion);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#watching;
  }

  /** The events in a namespace by object, each as `[type, reason, message]`. */
  eventsIn(namespace: string): JsonRecord {
    const byObject = new Map<string, Json[]>();
    const seen = [...(this.#seen.get(namespace)?.values() ?? [])];
    for (const event of inRecordedOrder(seen)) {
      const known = byObject.get(event.object) ?? [];
      known.push([event.type, event.reason, event.message]);
      byObject.set(event.object, known);
    }
    return Object.fromEntries(byObject);
  }

  async #watch(from: string | undefined): Promise<void> {
    let resourceVersion = from;
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        const events = this.#client.watch(
          { apiVersion: 'v1', kind: 'Event' },
          { resourceVersion, allowBookmarks: true, signal },
        );
        for await (const { type, object } of events) {
          resourceVersion = object.metadata.resourceVersion;
          if (type === 'ADDED' || type === 'MODIFIED') this.#add(object);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  #add(event: object): void {
    if (!isRecord(event)) return;
    const involved = recordAt(event, 'involvedObject');
    if (!textAt(involved, 'apiVersion').includes('.toolkit.fluxcd.io/')) return;
    const metadata = recordAt(event, 'metadata');
    const namespace = textAt(metadata, 'namespace');
    const known = this.#seen.get(namespace) ?? new Map<string, SeenEvent>();
    this.#seen.set(namespace, known);
    const name = textAt(metadata, 'name');
    const before = known.get(name);
    known.set(name, {
      at: before?.at ?? performance.now(),
      again: before !== undefined,
      object: `${textAt(involved, 'kind')} ${textAt(involved, 'name')}`,
      type: textAt(event, 'type'),
      reason: textAt(event, 'reason'),
      message: textAt(event, 'message'),
    });
  }
}

function inRecordedOrder(events: readonly SeenEvent[]): SeenEvent[] {
  const ordered: SeenEvent[] = [];
  let moved: SeenEvent[] = [];
  for (const event of events) {
    ordered.push(...moved.filter(({ at }) => event.at - at >= aSecond));
    moved = moved.filter(({ at }) => event.at - at < aSecond);
    if (event.again) moved.push(event);
    else ordered.push(event);
  }
  return [...ordered, ...moved];
}
