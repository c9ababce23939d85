import { gitRepositoryType, kustomizationType } from '@sluice/api';
import {
  type Clock,
  delay,
  isNoMatch,
  type KubernetesClient,
} from '@sluice/kubernetes/client';

/** Why the controllers cannot start yet. */
export type StartObstacle =
  | { kind: 'unreachable'; message: string }
  | { kind: 'crdsMissing'; message: string };

const retryPeriod = 2_000;

/** Resolves once the server serves what the controllers reconcile; says what it waits for. Rejects only when the signal aborts. */
export async function awaitKinds(options: {
  client: KubernetesClient;
  clock: Clock;
  signal: AbortSignal;
  onObstacle: (obstacle: StartObstacle) => void;
}): Promise<void> {
  const { client, clock, signal } = options;
  let told = '';
  for (;;) {
    const obstacle = await findObstacle(client, signal);
    if (!obstacle) return;
    if (obstacle.message !== told) options.onObstacle(obstacle);
    told = obstacle.message;
    await delay(clock, retryPeriod, signal);
    client.invalidateDiscovery();
  }
}

async function findObstacle(
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<StartObstacle | undefined> {
  const missing: string[] = [];
  for (const type of [gitRepositoryType, kustomizationType]) {
    try {
      await client.resourceFor(type, { signal });
    } catch (error) {
      signal.throwIfAborted();
      if (!isNoMatch(error)) {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: 'unreachable', message };
      }
      missing.push(`${type.kind} (${type.apiVersion})`);
    }
  }
  if (missing.length === 0) return undefined;
  return {
    kind: 'crdsMissing',
    message: `the cluster does not serve ${missing.join(
      ' and ',
    )}; install the custom resource definitions with: sluice install`,
  };
}
