import { Informer, type KubernetesClient } from '@sluice/kubernetes/client';
import { type ClusterEvent, eventLine } from './eventLine';

/** Prints what the controllers have done since a time (milliseconds since the epoch), one line each, until the signal. */
export async function followEvents(
  client: KubernetesClient,
  options: {
    namespace: string;
    since: number;
    print(line: string): void;
    signal: AbortSignal;
  },
): Promise<void> {
  const { namespace, print, signal, since } = options;
  const applied = new Map<string, string>();
  const informer = new Informer<ClusterEvent>({
    client,
    type: { apiVersion: 'v1', kind: 'Event' },
    namespace,
  });
  const tell = (event: ClusterEvent) => {
    const line = eventLine(event, applied);
    if (line !== undefined) print(line);
  };
  informer.addHandler({
    added: (event, initial) => {
      // Times of events are whole seconds.
      if (!initial || Date.parse(event.lastTimestamp ?? '') >= since - 1_000) {
        tell(event);
      }
    },
    updated: (before, event) => {
      if (before.count !== event.count) tell(event);
    },
  });
  informer.start();
  await new Promise<void>(done => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
  await informer.stop();
}
