import type { KubernetesClient } from '@sluice/kubernetes/client';
import { inRecordedOrder, type SeenEvent } from './eventOrder';
import { type Json, type JsonRecord, isRecord, recordAt, textAt } from './play';

/** Remembers the events of Flux's objects. */
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

  /** Rejects when events can no longer be watched. */
  async broken(): Promise<never> {
    await this.#watching;
    return new Promise(() => undefined);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#watching;
  }

  /** The events in a namespace by object, each as `[type, reason, message]`, in the order of the recordings. */
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
