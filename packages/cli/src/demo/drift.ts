import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { KubernetesObject, ObjectRef } from '@sluice/kubernetes/objects';

interface Scalable extends KubernetesObject {
  spec: { replicas?: number };
}

/** What was changed and when it was put back. */
export interface DriftReport {
  from: number;
  to: number;
  /** Milliseconds until Git's number was back; undefined when it was not within the patience. */
  restoredAfter?: number;
}

/** Scales a Deployment as `kubectl scale` does, and watches until the controllers have put it back. */
export async function makeDrift(
  client: KubernetesClient,
  ref: ObjectRef,
  options: { replicas?: number; patience: number; signal: AbortSignal },
): Promise<DriftReport> {
  const { patience, signal } = options;
  const before = await client.get<Scalable>(ref, { signal });
  const from = before.spec.replicas ?? 1;
  const to = options.replicas ?? from + 3;
  const scaled = await client.patch<KubernetesObject>(
    ref,
    'merge',
    { spec: { replicas: to } },
    { fieldManager: 'kubectl', subresource: 'scale', signal },
  );
  const started = Date.now();
  const waiting = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const events = client.watch<Scalable>(
      { apiVersion: ref.apiVersion, kind: ref.kind },
      {
        namespace: ref.namespace,
        fieldSelector: `metadata.name=${ref.name}`,
        resourceVersion: scaled.metadata.resourceVersion,
        signal: waiting,
      },
    );
    for await (const { type, object } of events) {
      if (type === 'MODIFIED' && (object.spec.replicas ?? 1) === from) {
        return { from, to, restoredAfter: Date.now() - started };
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!waiting.aborted) {
      throw error;
    }
  }
  return { from, to };
}
