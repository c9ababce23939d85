import { type GitRepository, gitRepositoryType } from '@sluice/api';
import type { Clock, KubernetesClient } from '@sluice/kubernetes/client';
import { systemClock } from '@sluice/kubernetes/client';
import {
  type Controller,
  generationChanged,
  type Manager,
} from '@sluice/runtime';
import type { ArtifactStorage, GitClient } from '@sluice/sources';
import { GitRepositoryReconciler } from './gitRepositoryReconciler';
import {
  controllerName,
  defaultSourceOptions,
  type SourceOptions,
} from './options';

/** Adds the controller of GitRepositories to a manager, before it is started. */
export function addGitRepositoryController(
  manager: Manager,
  setup: {
    client: KubernetesClient;
    storage: ArtifactStorage;
    git: GitClient;
    options?: Partial<SourceOptions>;
    clock?: Clock;
  },
): Controller<GitRepository> {
  const options = { ...defaultSourceOptions, ...setup.options };
  const reconciler = new GitRepositoryReconciler({
    client: setup.client,
    clock: setup.clock ?? systemClock,
    options,
    events: manager.recorder(controllerName),
    storage: setup.storage,
    git: setup.git,
  });
  const controller = manager.add<GitRepository>({
    name: 'gitrepository',
    type: gitRepositoryType,
    reconciler,
    namespace: options.watchNamespace,
    labelSelector: options.watchLabelSelector,
    concurrency: options.concurrent,
    minRetryDelay: options.minRetryDelay,
    maxRetryDelay: options.maxRetryDelay,
    jitterPercentage: options.intervalJitterPercentage,
    interruptOn: generationChanged,
  });
  reconciler.readFrom(controller.informer);
  return controller;
}
