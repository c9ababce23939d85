import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';

/** The finalizer of every kind that Flux reconciles. */
export const fluxFinalizer = 'finalizers.fluxcd.io';

export declare function hasFinalizer(
  object: KubernetesObject,
  finalizer?: string,
): boolean;
/** Adds the finalizer with a merge patch under optimistic lock; metadata of `object` is brought up to date. True when it was missing. */
export declare function addFinalizer(
  client: KubernetesClient,
  object: KubernetesObject,
  options: { finalizer?: string; fieldManager: string; signal?: AbortSignal },
): Promise<boolean>;
/** Removes it likewise; an object that is gone is no error. */
export declare function removeFinalizer(
  client: KubernetesClient,
  object: KubernetesObject,
  options: { finalizer?: string; fieldManager: string; signal?: AbortSignal },
): Promise<boolean>;
