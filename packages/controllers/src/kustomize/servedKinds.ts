import { isCustomResourceDefinition } from '@sluice/kubernetes/apply';
import {
  type Clock,
  type KubernetesClient,
  isNoMatch,
} from '@sluice/kubernetes/client';
import type { KubernetesObject, ObjectType } from '@sluice/kubernetes/objects';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The kinds that definitions among the objects bring. */
export function kindsDefinedBy(
  objects: readonly KubernetesObject[],
): ObjectType[] {
  return objects.filter(isCustomResourceDefinition).flatMap(definition => {
    const spec: unknown = 'spec' in definition ? definition.spec : undefined;
    if (!isRecord(spec) || !isRecord(spec.names)) return [];
    const { group, versions, names } = spec;
    if (
      typeof group !== 'string' ||
      typeof names.kind !== 'string' ||
      !Array.isArray(versions)
    ) {
      return [];
    }
    const { kind } = names;
    return versions
      .filter(version => isRecord(version) && version.served === true)
      .map(version => ({
        apiVersion: `${group}/${String(version.name)}`,
        kind,
      }));
  });
}

/**
 * Waits until discovery answers the kinds: a definition is called established a moment before it is served. Gives up after `timeout`
 * milliseconds; whoever needs the kind will say that it is missing.
 */
export async function awaitServed(
  kinds: readonly ObjectType[],
  client: KubernetesClient,
  options: { clock: Clock; signal: AbortSignal; timeout: number },
): Promise<void> {
  const { clock, signal, timeout } = options;
  const deadline = clock.now() + timeout;
  for (const kind of kinds) {
    for (let delay = 20; ; delay = Math.min(delay * 2, 1_000)) {
      try {
        await client.resourceFor(kind, { signal });
        break;
      } catch (error) {
        signal.throwIfAborted();
        if (!isNoMatch(error) || clock.now() >= deadline) return;
      }
      const pause = delay;
      await new Promise<void>(resolve => {
        clock.after(pause, resolve);
      });
      client.invalidateDiscovery();
    }
  }
}
