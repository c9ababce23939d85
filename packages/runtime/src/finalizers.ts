import {
  isConflict,
  isNotFound,
  type KubernetesClient,
} from '@sluice/kubernetes/client';
import { refOf, type KubernetesObject } from '@sluice/kubernetes/objects';

/** The finalizer of every kind that Flux reconciles. */
export const fluxFinalizer = 'finalizers.fluxcd.io';

export interface FinalizerOptions {
  /** Default {@link fluxFinalizer}. */
  finalizer?: string;
  fieldManager: string;
  signal?: AbortSignal;
}

/** Tries when others keep writing the same object. */
const tries = 5;

export function hasFinalizer(
  object: KubernetesObject,
  finalizer: string = fluxFinalizer,
): boolean {
  return object.metadata.finalizers?.includes(finalizer) ?? false;
}

/** Adds the finalizer with a merge patch under optimistic lock; metadata of `object` is brought up to date. True when it was missing. */
export async function addFinalizer(
  client: KubernetesClient,
  object: KubernetesObject,
  options: FinalizerOptions,
): Promise<boolean> {
  const finalizer = options.finalizer ?? fluxFinalizer;
  return await writeFinalizers(client, object, options, finalizers =>
    finalizers.includes(finalizer) ? undefined : [...finalizers, finalizer],
  );
}

/** Removes it likewise; an object that is gone is no error. */
export async function removeFinalizer(
  client: KubernetesClient,
  object: KubernetesObject,
  options: FinalizerOptions,
): Promise<boolean> {
  const finalizer = options.finalizer ?? fluxFinalizer;
  try {
    return await writeFinalizers(client, object, options, finalizers =>
      finalizers.includes(finalizer)
        ? finalizers.filter(other => other !== finalizer)
        : undefined,
    );
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    throw error;
  }
}

/** @param change the new list, or undefined when nothing is to be done */
async function writeFinalizers(
  client: KubernetesClient,
  object: KubernetesObject,
  options: FinalizerOptions,
  change: (finalizers: readonly string[]) => string[] | undefined,
): Promise<boolean> {
  const { signal, fieldManager } = options;
  for (let attempt = 1; ; attempt += 1) {
    const finalizers = change(object.metadata.finalizers ?? []);
    if (!finalizers) {
      return false;
    }
    // The caller's spec stays that of the generation which it read.
    const { resourceVersion, uid, generation } = object.metadata;
    try {
      const answer = await client.patch<KubernetesObject>(
        refOf(object),
        'merge',
        {
          metadata: {
            finalizers: finalizers.length > 0 ? finalizers : null,
            resourceVersion,
          },
        },
        { signal, fieldManager },
      );
      object.metadata = { ...answer.metadata, generation };
      return true;
    } catch (error) {
      if (!isConflict(error) || attempt >= tries) {
        throw error;
      }
    }
    const latest = await client.get<KubernetesObject>(refOf(object), {
      signal,
    });
    if (latest.metadata.uid !== uid) {
      // Somebody deleted it and made another of that name.
      return false;
    }
    object.metadata = { ...latest.metadata, generation };
  }
}
