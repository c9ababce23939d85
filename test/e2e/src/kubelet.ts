import type { KubernetesObject } from '@sluice/kubernetes';
import {
  Informer,
  KubernetesClient,
  isNotFound,
} from '@sluice/kubernetes/client';

interface Pod extends KubernetesObject {
  spec?: { containers?: { name: string; image?: string }[] };
  status?: { phase?: string };
}

/**
 * Says of every pod that it runs, as a kubelet would: the real API server has a controller manager but no node.
 */
export function startKubelet(client: KubernetesClient): {
  stop(): Promise<void>;
} {
  const informer = new Informer<Pod>({
    client,
    type: { apiVersion: 'v1', kind: 'Pod' },
  });
  const report = (error: unknown) => {
    // A pod that is gone in the meantime needs nobody.
    if (!isNotFound(error)) process.stderr.write(`kubelet: ${String(error)}\n`);
  };
  const run = (pod: Pod) => {
    if (pod.status?.phase === 'Running' || pod.metadata.deletionTimestamp) {
      return;
    }
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const condition = (type: string) => ({
      type,
      status: 'True',
      lastTransitionTime: now,
    });
    client
      .patch(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: pod.metadata.namespace,
          name: pod.metadata.name ?? '',
        },
        'merge',
        {
          status: {
            phase: 'Running',
            startTime: now,
            conditions: [
              'PodScheduled',
              'Initialized',
              'ContainersReady',
              'Ready',
            ].map(condition),
            containerStatuses: (pod.spec?.containers ?? []).map(
              ({ name, image }) => ({
                name,
                image: image ?? '',
                imageID: '',
                ready: true,
                started: true,
                restartCount: 0,
                state: { running: { startedAt: now } },
              }),
            ),
          },
        },
        { subresource: 'status', fieldManager: 'kubelet' },
      )
      .catch(report);
  };
  const finish = (pod: Pod) => {
    if (pod.metadata.deletionTimestamp) {
      client
        .delete(
          {
            apiVersion: 'v1',
            kind: 'Pod',
            namespace: pod.metadata.namespace,
            name: pod.metadata.name ?? '',
          },
          { gracePeriodSeconds: 0 },
        )
        .catch(report);
    }
  };
  informer.addHandler({
    added: run,
    updated: (_, pod) => {
      run(pod);
      finish(pod);
    },
  });
  informer.start();
  return { stop: () => informer.stop() };
}
