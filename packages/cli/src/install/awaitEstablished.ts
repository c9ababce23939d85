import {
  delay,
  type KubernetesClient,
  systemClock,
} from '@sluice/kubernetes/client';
import type { Condition, KubernetesObject } from '@sluice/kubernetes/objects';

interface CustomResourceDefinition extends KubernetesObject {
  status?: { conditions?: Condition[] };
}

const patience = 60_000;
const pollPeriod = 250;

/** Resolves when the server serves the named definitions. Throws after a minute, naming those that it does not serve, and why. */
export async function awaitEstablished(
  client: KubernetesClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + patience;
  let waiting = [...names];
  for (;;) {
    const left: string[] = [];
    let why = '';
    for (const name of waiting) {
      const found = await client.get<CustomResourceDefinition>(
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          name,
        },
        { signal },
      );
      const conditions = found.status?.conditions ?? [];
      if (isTrue(conditions, 'Established')) continue;
      left.push(name);
      why = conditions.find(({ status }) => status === 'False')?.message ?? why;
    }
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(
        `not served after a minute: ${left.join(', ')}${why && ` (${why})`}`,
      );
    waiting = left;
    await delay(systemClock, pollPeriod, signal);
  }
}

function isTrue(conditions: readonly Condition[], type: string): boolean {
  return conditions.some(
    condition => condition.type === type && condition.status === 'True',
  );
}
