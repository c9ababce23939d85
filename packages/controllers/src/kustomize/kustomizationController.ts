import {
  type Kustomization,
  kustomizationType,
  sourceApiVersion,
} from '@sluice/api';
import { isNotNewer } from '@sluice/kubernetes/apply';
import {
  type Clock,
  type KubernetesClient,
  type SharedInformer,
  systemClock,
} from '@sluice/kubernetes/client';
import type { KubernetesObject, ObjectRef } from '@sluice/kubernetes/objects';
import {
  type Controller,
  type Logger,
  type Manager,
  type MappedWatch,
  type ObjectChange,
  type ReconcileRequest,
  isReady,
  isReconciling,
  mappedWatch,
} from '@sluice/runtime';
import type { ArtifactReader } from '@sluice/sources';
import type { ManifestBuilder } from './build';
import { BuildPool } from './buildPool';
import { RemoteBaseBuilder } from './remoteBaseBuilder';
import {
  dependenciesOf,
  awaitsExpression,
  mayReleaseDependents,
  withoutCycles,
} from './dependencies';
import { noteDrift } from './drift';
import type { EventSink } from './events';
import { ManifestCache } from './manifestCache';
import { ObjectWatches } from './objectWatches';
import {
  type KustomizeOptions,
  controllerName,
  defaultKustomizeOptions,
} from './options';
import { formerManagers, keyOf } from './ownership';
import { KustomizationReconciler } from './reconcile';
import { type SourceObject, sourceKey, sourceRefOf } from './source';
import { KustomizationStates } from './state';

export interface KustomizationControllerOptions {
  manager: Manager;
  client: KubernetesClient;
  log: Logger;
  artifacts: ArtifactReader;
  options?: Partial<KustomizeOptions>;
  clock?: Clock;
  random?: () => number;
  /** Default: Kubernetes events. */
  events?: EventSink;
  /** Default: a pool of worker threads. */
  builder?: ManifestBuilder;
}

function requestOf(key: string): ReconcileRequest {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

function keyOfObject(object: KubernetesObject): string {
  return keyOf({
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  });
}

/** `Kind/namespace/name` of the ConfigMaps and Secrets that a Kustomization reads. */
function configsOf(object: Kustomization): string[] {
  const { decryption, kubeConfig, postBuild } = object.spec;
  const refs = [
    ...(postBuild?.substituteFrom ?? []),
    ...(decryption?.secretRef
      ? [{ kind: 'Secret', name: decryption.secretRef.name }]
      : []),
    ...(kubeConfig?.secretRef
      ? [{ kind: 'Secret', name: kubeConfig.secretRef.name }]
      : []),
    ...(kubeConfig?.configMapRef
      ? [{ kind: 'ConfigMap', name: kubeConfig.configMapRef.name }]
      : []),
  ];
  return refs.map(
    ({ kind, name }) => `${kind}/${object.metadata.namespace ?? ''}/${name}`,
  );
}

const indexers = {
  source: (object: Kustomization) => [sourceKey(sourceRefOf(object))],
  dependsOn: (object: Kustomization) => dependenciesOf(object).map(keyOf),
  configs: configsOf,
};

/** Adds the controller of Kustomizations to a manager, with everything that wakes it. */
export function createKustomizationController(
  given: KustomizationControllerOptions,
): Controller<Kustomization> {
  const { manager, client, artifacts } = given;
  const clock = given.clock ?? systemClock;
  const options = { ...defaultKustomizeOptions, ...given.options };
  const states = new KustomizationStates();
  const manifests = new ManifestCache(options.manifestCache);
  const localBuilder = given.builder ?? new BuildPool();
  const builder = options.noRemoteBases
    ? localBuilder
    : new RemoteBaseBuilder(localBuilder, {
        publicOnly: options.publicRemoteBasesOnly,
      });
  const log = given.log.child({ controller: 'kustomization' });
  // Filled right below: nothing calls before the manager starts.
  const made: { controller?: Controller<Kustomization> } = {};

  const enqueue = (key: string, delay?: number) => {
    if (delay === undefined) made.controller?.enqueue(requestOf(key));
    else made.controller?.enqueueAfter(requestOf(key), delay);
  };
  const enqueueToFinish = (key: string) =>
    made.controller?.enqueue(requestOf(key), 1);
  const watches = new ObjectWatches({
    informers: manager.informers,
    formerManagers: formerManagers(options.overrideManagers),
    onDrift: (owner, id, finding) => {
      const state = states.find(owner);
      if (!state) return;
      noteDrift(state, id, finding);
      enqueue(owner);
    },
  });
  /** Wakes those for a whole run that an index names. */
  const wake = (
    index: string,
    value: string,
    wants: (object: Kustomization) => boolean = () => true,
  ): ReconcileRequest[] =>
    withoutCycles(
      (made.controller?.informer.byIndex(index, value) ?? []).filter(wants),
    ).map(object => {
      states.wake(keyOfObject(object));
      return requestOf(keyOfObject(object));
    });

  const sources = sourceKinds(options).map(kind => ({
    kind,
    use: manager.informers.acquire<SourceObject>({
      apiVersion: sourceApiVersion,
      kind,
    }),
  }));

  const controller = manager.add<Kustomization>({
    name: 'kustomization',
    type: kustomizationType,
    namespace: options.watchNamespace,
    labelSelector: options.watchLabelSelector,
    concurrency: options.concurrent,
    jitterPercentage: 0,
    indexers,
    watches: [
      ...sources.map(({ kind }) =>
        sourceWatch(kind, (ref, revision) =>
          wake('source', sourceKey(ref), object => isBehind(object, revision)),
        ),
      ),
      dependencyWatch(
        options,
        (key, wants) => wake('dependsOn', key, wants),
        key => states.forget(key),
      ),
      ...configWatches(options, key => wake('configs', key)),
    ],
    reconciler: new KustomizationReconciler({
      client,
      clock,
      random: given.random ?? Math.random,
      log,
      options,
      events: given.events ?? manager.recorder(controllerName),
      artifacts,
      builder,
      watches,
      manifests,
      states,
      enqueue,
      enqueueToFinish,
      readSource: async (ref, signal) =>
        fromCache(sources, ref) ?? client.get<SourceObject>(ref, { signal }),
      readKustomization: async ref =>
        made.controller?.informer.get(ref) ?? client.get<Kustomization>(ref),
      readOwn: async (request, written, signal) => {
        if (written) {
          // Our own inventory must not be older than what we wrote, or prune would act on the past.
          await made.controller?.informer
            .waitFor(written, { signal, timeout: 5_000 })
            .catch(() => signal.throwIfAborted());
        }
        const known = made.controller?.informer.get(request);
        const live = { ...kustomizationType, ...request };
        const isCurrent =
          known &&
          (written === undefined ||
            isNotNewer(written, known.metadata.resourceVersion ?? ''));
        return isCurrent ? known : client.find<Kustomization>(live, { signal });
      },
    }),
  });
  made.controller = controller;
  manager.addService({
    name: 'kustomization-watches',
    start: async () => undefined,
    stop: async () => {
      for (const { key } of [...states.all()]) states.forget(key);
      watches.stop();
      await builder.stop();
    },
  });
  return controller;
}

function sourceKinds(options: KustomizeOptions): string[] {
  return [
    'GitRepository',
    'OCIRepository',
    'Bucket',
    ...(options.externalArtifacts ? ['ExternalArtifact'] : []),
  ];
}

function fromCache(
  sources: readonly { kind: string; use: SharedInformer<SourceObject> }[],
  ref: ObjectRef,
): SourceObject | undefined {
  return sources.find(s => s.kind === ref.kind)?.use.informer.get(ref);
}

/** Whether a Kustomization has not begun with a revision (kustomize-controller `requestsForRevisionChangeOf`). */
function isBehind(object: Kustomization, revision: string): boolean {
  return !(
    (isReady(object) || isReconciling(object)) &&
    object.status?.lastAttemptedRevision === revision
  );
}

function revisionOf(object: SourceObject | undefined): string | undefined {
  return object?.status?.artifact?.revision;
}

/** A new artifact wakes those that are built from it. */
function sourceWatch(
  kind: string,
  wake: (ref: ObjectRef, revision: string) => ReconcileRequest[],
): MappedWatch {
  return mappedWatch<SourceObject>({
    type: { apiVersion: sourceApiVersion, kind },
    map: change => {
      const revision = revisionOf(change.object);
      const before =
        change.kind === 'updated' ? revisionOf(change.before) : undefined;
      if (change.kind === 'deleted' || !revision || revision === before) {
        return [];
      }
      const { name = '', namespace } = change.object.metadata;
      return wake(
        { apiVersion: sourceApiVersion, kind, name, namespace },
        revision,
      );
    },
  });
}

/** A Kustomization that becomes ready wakes those that wait for it; one that is gone is forgotten. */
function dependencyWatch(
  options: KustomizeOptions,
  wake: (
    key: string,
    wants?: (object: Kustomization) => boolean,
  ) => ReconcileRequest[],
  forget: (key: string) => void,
): MappedWatch {
  return mappedWatch<Kustomization>({
    type: kustomizationType,
    namespace: options.watchNamespace,
    labelSelector: options.watchLabelSelector,
    map: (change: ObjectChange<Kustomization>) => {
      const key = keyOfObject(change.object);
      if (change.kind === 'deleted') {
        forget(key);
        return [];
      }
      const before = change.kind === 'updated' ? change.before : undefined;
      return mayReleaseDependents(before, change.object)
        ? wake(key)
        : wake(key, object => awaitsExpression(object, change.object));
    },
  });
}

/** ConfigMaps and Secrets that ask for it wake those that read them; only metadata is watched. */
function configWatches(
  options: KustomizeOptions,
  wake: (key: string) => ReconcileRequest[],
): MappedWatch[] {
  return ['ConfigMap', 'Secret'].map(kind => ({
    type: { apiVersion: 'v1', kind },
    labelSelector: options.watchConfigsLabelSelector,
    metadataOnly: true,
    namespace: options.watchNamespace,
    map: change => {
      const initial = change.kind === 'added' && change.initial;
      return initial ? [] : wake(`${kind}/${keyOfObject(change.object)}`);
    },
  }));
}
