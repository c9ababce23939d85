import type { Kustomization } from '@sluice/api';
import type { Clock, KubernetesClient } from '@sluice/kubernetes/client';
import type { Logger, Metrics } from '@sluice/runtime';
import { markReconciling, markUnknown } from '@sluice/runtime';
import type { ArtifactReader } from '@sluice/sources';
import type { ManifestBuilder } from './build';
import { goDuration, timeoutOf } from './durations';
import { type EventContext, type EventSink, tellEvent } from './events';
import type { ManifestCache } from './manifestCache';
import type { ObjectWatches } from './objectWatches';
import type { KustomizeOptions } from './options';
import { withoutSecrets } from './secrecy';
import type { SourceReader } from './source';
import type { KustomizationState } from './state';
import { StatusWriter } from './statusWriter';
import type { ObjectRef } from '@sluice/kubernetes/objects';

/** What all runs share. */
export interface RunDependencies {
  client: KubernetesClient;
  clock: Clock;
  random: () => number;
  log: Logger;
  metrics?: Metrics;
  options: KustomizeOptions;
  events: EventSink;
  artifacts: ArtifactReader;
  builder: ManifestBuilder;
  watches: ObjectWatches;
  manifests: ManifestCache;
  readSource: SourceReader;
  readKustomization(ref: ObjectRef): Promise<Kustomization>;
  /** Queues a Kustomization by `namespace/name`; with a delay in milliseconds, when given. */
  enqueue(key: string, delay?: number): void;
  /** Queues one whose run only waited, before those that have not begun: little is left to do, and it can be let go of then. */
  enqueueToFinish(key: string): void;
}

/** One run of one Kustomization. */
export interface Run {
  readonly deps: RunDependencies;
  readonly state: KustomizationState;
  /** A copy of the object; its status is changed as the run goes on. */
  readonly object: Kustomization;
  readonly status: StatusWriter;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export function beginRun(
  deps: RunDependencies,
  state: KustomizationState,
  object: Kustomization,
  signal: AbortSignal,
): Run {
  const copy = structuredClone(object);
  return {
    deps,
    state,
    object: copy,
    signal,
    startedAt: deps.clock.now(),
    status: new StatusWriter({
      client: deps.client,
      object: copy,
      clock: deps.clock,
      progressDelay: deps.options.progressDelay,
      written: resourceVersion => {
        state.written = resourceVersion;
      },
    }),
  };
}

/** `30s` and so on, as messages have it. */
export function timeoutText(run: Run): string {
  return goDuration(timeoutOf(run.object, run.deps.options.minimumTimeout));
}

/** Says what the run is doing: `<what> for revision <revision> with a timeout of <timeout>`. */
export function progress(run: Run, what: string, revision: string): void {
  const now = run.deps.clock.now();
  markUnknown(
    run.object,
    'Ready',
    'Progressing',
    'Reconciliation in progress',
    now,
  );
  markReconciling(
    run.object,
    'Progressing',
    `${what} for revision ${revision} with a timeout of ${timeoutText(run)}`,
    now,
  );
  run.status.writeSoon(run.signal);
}

/** Tells an event about the run's object. */
export function tell(
  run: Run,
  severity: 'info' | 'error',
  message: string,
  context?: EventContext,
): void {
  tellEvent(
    run.deps.events,
    run.object,
    severity,
    withoutSecrets(message, run.state.secrets),
    context,
  );
}
