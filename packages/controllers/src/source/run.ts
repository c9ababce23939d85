import type { GitRepository } from '@sluice/api';
import { progressingReason } from '@sluice/api';
import type { Clock, KubernetesClient } from '@sluice/kubernetes/client';
import { type Logger, progressiveStatus } from '@sluice/runtime';
import type { ArtifactStorage, GitClient } from '@sluice/sources';
import type { EventSink } from './events';
import type { SourceOptions } from './options';
import type { ProgressWriter } from './progressWriter';

/** What all runs share. */
export interface SourceDependencies {
  client: KubernetesClient;
  clock: Clock;
  options: SourceOptions;
  events: EventSink;
  storage: ArtifactStorage;
  git: GitClient;
}

/** One run of one GitRepository. */
export interface SourceRun {
  readonly deps: SourceDependencies;
  /** A copy of the object; its status is changed as the run goes on. */
  readonly object: GitRepository;
  readonly progress: ProgressWriter;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Says what the run is doing; `drift` when what was there before no longer holds. */
export function report(run: SourceRun, drift: boolean, message: string): void {
  progressiveStatus(run.object, drift, progressingReason, message);
  run.progress.soon();
}

/** The status of the run's object, made when it is not there yet. */
export function statusOf(
  object: GitRepository,
): NonNullable<GitRepository['status']> {
  object.status ??= {};
  return object.status;
}

/** An owner as the storage names it. */
export function ownerOf(object: GitRepository): {
  kind: string;
  namespace: string;
  name: string;
} {
  return {
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}
