import type { InternalApi, ResourceDefinition, StoreEvent } from '../resource';

/** How long simulated things take, in milliseconds. */
export interface LifecycleDelays {
  /** From a pod's creation until its containers run. */
  podStart: number;
  /** From running until ready. */
  podReady: number;
  /** How long a job's pod runs. */
  jobRun: number;
  /** From the creation of a CustomResourceDefinition until it is established. */
  establish: number;
  /** Binding claims, load balancers, autoscalers. */
  provision: number;
  /** First wait before a crashed container starts again; doubles up to `crashLimit`. */
  crashBackoff: number;
  crashLimit: number;
}

export interface ControllerContext {
  api: InternalApi;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Now, as objects have it: `2006-01-02T15:04:05Z`. */
  timestamp: () => string;
  delays: LifecycleDelays;
  log: (message: string) => void;
  /** The definition of a built-in kind. Throws when it is not served. */
  find: (group: string, kind: string) => ResourceDefinition;
  /** Asks for a key of a controller to be reconciled after a while (milliseconds). */
  later: (controller: string, key: string, delay: number) => void;
}

/**
 * One of the server's own controllers: level based, called for a key whenever something that concerns the key changed. Work
 * is synchronous; waiting is asking to be called again.
 */
export interface Controller {
  name: string;
  /** The keys that a change concerns. */
  keys(event: StoreEvent): readonly string[];
  /** Keys to look at when the server starts. */
  initial(): readonly string[];
  reconcile(key: string): void;
}

/** `namespace/name`, or the name alone of what is not in a namespace. */
export function keyOf(metadata: { namespace?: string; name?: string }): string {
  return metadata.namespace
    ? `${metadata.namespace}/${metadata.name ?? ''}`
    : metadata.name ?? '';
}

/** Splits what {@link keyOf} joined. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: '', name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
