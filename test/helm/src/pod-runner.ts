import type { KubernetesClient } from '@sluice/kubernetes/client';

/** Annotation of a Pod: the phase in which it is to end. */
export const phaseAnnotation = 'example.com/ends';

/** Ends Pods as a node would that runs them: at once, in the phase that they are annotated with. */
export function runPods(client: KubernetesClient): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async () => {
    const pods = client.watch(
      { apiVersion: 'v1', kind: 'Pod' },
      { signal, resourceVersion: '0' },
    );
    for await (const { type, object } of pods) {
      const { name = '', namespace, annotations = {} } = object.metadata;
      const phase = annotations[phaseAnnotation];
      if (type !== 'ADDED' || !phase) continue;
      await client.patch(
        { apiVersion: 'v1', kind: 'Pod', namespace, name },
        'merge',
        { status: { phase } },
        { subresource: 'status', fieldManager: 'judge' },
      );
    }
  };
  const running = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
