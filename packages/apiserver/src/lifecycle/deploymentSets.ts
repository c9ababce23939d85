import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import {
  at,
  ensureObject,
  numberAt,
  objectAt,
  textAt,
} from '../resources/fields';
import { ownedBy } from './children';
import { sizeOf } from './deploymentProgress';
import { freshSize, rolloutLimits, type RolloutLimits } from './rollout';
import { copyOf } from './statusWriter';
import { templateHash } from './templateHash';

const prefix = 'deployment.kubernetes.io/';
/** The revision of a template, on Deployments and their sets. */
export const revisionAnnotation = `${prefix}revision`;
const desiredAnnotation = `${prefix}desired-replicas`;
const maximumAnnotation = `${prefix}max-replicas`;
const hashLabel = 'pod-template-hash';
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  desiredAnnotation,
  maximumAnnotation,
  `${prefix}revision-history`,
  'deprecated.deployment.rollback.to',
]);

/** How many pods a set should have and how many serve. */
export function countsOf(set: unknown) {
  return {
    replicas: sizeOf(set),
    available: numberAt(set, 'status', 'availableReplicas') ?? 0,
  };
}

/** 0 without a revision. */
export function revisionOf(object: KubernetesObject): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

/** The pods that a Deployment or one of its sets asks for, without what tells sets apart. */
export function templateOf(object: unknown): JsonObject {
  const template = copyOf(objectAt(object, 'spec', 'template') ?? {});
  const labels = objectAt(template, 'metadata', 'labels');
  if (labels) {
    delete labels[hashLabel];
  }
  return template;
}

/** How many pods a rollout may have too many or too few. */
export function limitsOf(deployment: unknown): RolloutLimits {
  if (textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') {
    return { maxSurge: 0, maxUnavailable: 0 };
  }
  const rolling = at(deployment, 'spec', 'strategy', 'rollingUpdate');
  return rolloutLimits(
    at(rolling, 'maxSurge'),
    at(rolling, 'maxUnavailable'),
    sizeOf(deployment),
  );
}

/** What a set copies of its Deployment. */
export function setAnnotations(
  deployment: KubernetesObject,
  revision: number,
): Record<string, string> {
  const copied = Object.fromEntries(
    Object.entries(deployment.metadata.annotations ?? {}).filter(
      ([annotation]) => !notCopied.has(annotation),
    ),
  );
  const replicas = sizeOf(deployment);
  return {
    ...copied,
    [desiredAnnotation]: String(replicas),
    [maximumAnnotation]: String(replicas + limitsOf(deployment).maxSurge),
    [revisionAnnotation]: String(revision),
  };
}

/** The set that a Deployment wants for its template, as large as the rollout lets it begin. */
export function newReplicaSet(
  deployment: KubernetesObject,
  old: readonly KubernetesObject[],
): KubernetesObject & { spec: JsonObject } {
  const template = templateOf(deployment);
  const hash = templateHash(template);
  const labels = ensureObject(ensureObject(template, 'metadata'), 'labels');
  labels[hashLabel] = hash;
  const selector = copyOf(objectAt(deployment, 'spec', 'selector') ?? {});
  ensureObject(selector, 'matchLabels')[hashLabel] = hash;
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const recreates =
    textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate' &&
    old.some(set => sizeOf(set) > 0);
  const replicas = recreates
    ? 0
    : freshSize({
        replicas: sizeOf(deployment),
        limits: limitsOf(deployment),
        fresh: { replicas: 0, available: 0 },
        old: old.map(countsOf),
      });
  const setName = `${deployment.metadata.name}-${hash}`;
  const minReady = numberAt(deployment, 'spec', 'minReadySeconds');
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: setName,
      namespace: deployment.metadata.namespace,
      labels: Object.fromEntries(
        Object.entries(labels).map(([label, value]) => [label, String(value)]),
      ),
      annotations: setAnnotations(deployment, revision),
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas,
      selector,
      template,
      ...(minReady ? { minReadySeconds: minReady } : {}),
    },
  };
}
