import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { ConditionedObject } from './conditions';

export interface StatusPatcherOptions<T extends ConditionedObject> {
  client: KubernetesClient;
  /** The object as it was read: what changes are computed against. It is copied. */
  object: T;
  /** `gotk-<controller>`, for example `gotk-kustomize-controller`. */
  fieldManager: string;
  /** Condition types that belong to this controller; others are kept as the server has them. Default: all. */
  ownedConditions?: readonly string[];
}

/**
 * Writes status as a merge patch of the status subresource, only when its meaning changed: neither an equal status nor one that
 * differs in transition times alone is written. The conditions are merged with those of other writers (optimistic lock, tried again on
 * conflict). Spec and metadata are never written.
 */
export declare class StatusPatcher<T extends ConditionedObject> {
  constructor(options: StatusPatcherOptions<T>);
  /**
   * Writes what changed since the last call. The object's resourceVersion is brought up to date in place. True when something was
   * written; false also when the object is gone.
   */
  patch(object: T, options?: { signal?: AbortSignal }): Promise<boolean>;
}
