import {
  delay,
  isNoMatch,
  type KubernetesClient,
  systemClock,
} from '@sluice/kubernetes/client';
import type { Condition, KubernetesObject } from '@sluice/kubernetes/objects';

interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean }[];
  };
  status?: { conditions?: Condition[] };
}

const patience = 60_000;
const pollPeriod = 250;

/** Resolves when the server serves the named definitions, and says so in its discovery. Throws after a minute, naming those that it does not serve, and why. */
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
      if (
        isTrue(conditions, 'Established') &&
        (await isDiscovered(client, found, signal))
      ) {
        continue;
      }
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

async function isDiscovered(
  client: KubernetesClient,
  { spec }: CustomResourceDefinition,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for (const { name } of spec.versions.filter(({ served }) => served)) {
      await client.resourceFor(
        { apiVersion: `${spec.group}/${name}`, kind: spec.names.kind },
        { signal },
      );
    }
    return true;
  } catch (error) {
    if (isNoMatch(error)) return false;
    throw error;
  }
}

function isTrue(conditions: readonly Condition[], type: string): boolean {
  return conditions.some(
    condition => condition.type === type && condition.status === 'True',
  );
}
