import type { Informer } from '@sluice/kubernetes/client';
import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import type { ReconcileRequest, Reconciler } from './reconciler';
import { requestedAt } from './requestedAt';
import type { Priority } from './workQueue';

/** A change that a watch reported. */
export type ObjectChange<T extends KubernetesObject> =
  | { kind: 'added'; object: T; initial: boolean }
  | { kind: 'updated'; before: T; object: T }
  | { kind: 'deleted'; object: T };

/** Another kind whose changes wake objects of the controller. */
export interface MappedWatch<S extends KubernetesObject = UnstructuredObject> {
  type: ObjectType;
  namespace?: string;
  labelSelector?: string;
  metadataOnly?: boolean;
  /** The names to wake; called synchronously for each change. An empty list ignores it. */
  map(change: ObjectChange<S>): readonly ReconcileRequest[];
}

/** The watch of a type only ever brings objects of that type. */
function isChangeOf<S extends KubernetesObject>(
  change: ObjectChange<KubernetesObject>,
): change is ObjectChange<S> {
  return change.object.metadata !== undefined;
}

/**
 * Makes a watch whose objects are typed fit the list of a controller's watches.
 *
 * @example
 * watches: [mappedWatch<GitRepository>({ type: gitRepository, map: change => … })]
 */
export function mappedWatch<S extends KubernetesObject>(
  watch: MappedWatch<S>,
): MappedWatch {
  return {
    ...watch,
    map: change => (isChangeOf<S>(change) ? watch.map(change) : []),
  };
}

export interface ControllerOptions<T extends KubernetesObject> {
  /** As in metrics and logs: the lower-case kind, for example `kustomization`. */
  name: string;
  type: ObjectType;
  reconciler: Reconciler;
  namespace?: string;
  labelSelector?: string;
  /** Reconciles at once. Default 4. */
  concurrency?: number;
  /** Milliseconds. Defaults 750 and 900 000. */
  minRetryDelay?: number;
  maxRetryDelay?: number;
  /** For results `after` with `jitter`. Default 5. */
  jitterPercentage?: number;
  watches?: readonly MappedWatch[];
  /** Which changes of the own kind wake it. Default {@link reconcileOnChange}. */
  predicate?: (change: ObjectChange<T>) => boolean;
  /**
   * True when a run under way is to be aborted and started over because of the change (new generation, suspension, deletion).
   * Default: no change interrupts.
   */
  interruptOn?: (change: ObjectChange<T>) => boolean;
  /** Indexes of the own kind's informer. */
  indexers?: Record<string, (object: T) => readonly string[]>;
}

/** True when the spec changed, a deletion began, or the object was made anew. */
export function generationChanged<T extends KubernetesObject>(
  change: ObjectChange<T>,
): boolean {
  return (
    change.kind === 'updated' &&
    (change.before.metadata.generation !== change.object.metadata.generation ||
      change.before.metadata.uid !== change.object.metadata.uid ||
      change.before.metadata.deletionTimestamp !==
        change.object.metadata.deletionTimestamp)
  );
}

/** True when somebody asked for a run; any new value of the annotation does (Flux's `ReconcileRequestedPredicate`). */
export function requestChanged<T extends KubernetesObject>(
  change: ObjectChange<T>,
): boolean {
  const token = requestedAt(change.object);
  return (
    change.kind === 'updated' &&
    token !== undefined &&
    token !== requestedAt(change.before)
  );
}

/** Flux's predicate: generation changed, requestedAt changed, deletion started, or the object is new. Deleted objects wake nothing. */
export function reconcileOnChange<T extends KubernetesObject>(
  change: ObjectChange<T>,
): boolean {
  return (
    change.kind === 'added' ||
    generationChanged(change) ||
    requestChanged(change)
  );
}

/** Runs a reconciler for the objects of one kind. Made by {@link Manager.add}. */
export interface Controller<T extends KubernetesObject = UnstructuredObject> {
  readonly name: string;
  /** The own kind as the watch has it. Objects are shared: copy before changing. */
  readonly informer: Informer<T>;
  /** Queues a name, with priority 1 when a person waits for it. Does nothing while the controller is stopped: a start looks at every object. */
  enqueue(request: ReconcileRequest, priority?: Priority): void;
  /** Queues a name after so many milliseconds. */
  enqueueAfter(request: ReconcileRequest, delay: number): void;
  /** Aborts the running reconcile's signal and queues the name again; only queues it when nothing runs. */
  interrupt(request: ReconcileRequest): void;
  /** Names being reconciled now. */
  active(): ReconcileRequest[];
}
