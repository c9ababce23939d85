import { isDeepStrictEqual } from 'node:util';
import {
  type KubernetesClient,
  type ObjectRef,
  type RequestOptions,
  type UnstructuredObject,
  parseApiVersion,
} from '@sluice/kubernetes';
import { HelmError, type Resource } from '../kube';
import { fieldAt, integerAt, selectorOf, textAt } from './fields';

/** What the rules look at. */
interface Look {
  client: KubernetesClient;
  request: RequestOptions;
  checkJobs: boolean;
}

function isObserved(object: UnstructuredObject): boolean {
  return (
    integerAt(object, 0, 'status', 'observedGeneration') ===
    (object.metadata.generation ?? 0)
  );
}

function conditionsOf(object: UnstructuredObject): readonly unknown[] {
  const conditions = fieldAt(object, 'status', 'conditions');
  return Array.isArray(conditions) ? conditions : [];
}

function isPodReady(pod: UnstructuredObject): boolean {
  return conditionsOf(pod).some(
    condition =>
      textAt(condition, 'type') === 'Ready' &&
      textAt(condition, 'status') === 'True',
  );
}

function isJobReady(job: UnstructuredObject): boolean {
  const { name = '', namespace = '' } = job.metadata;
  const limit = integerAt(job, 6, 'spec', 'backoffLimit');
  if (integerAt(job, 0, 'status', 'failed') > limit) {
    throw new HelmError(`job is failed: ${namespace}/${name}`);
  }
  const completions = integerAt(job, 0, 'spec', 'completions');
  return integerAt(job, 0, 'status', 'succeeded') >= completions;
}

function isServiceReady(service: UnstructuredObject): boolean {
  const type = textAt(service, 'spec', 'type');
  if (type === 'ExternalName') return true;
  if (textAt(service, 'spec', 'clusterIP') === '') return false;
  if (type !== 'LoadBalancer') return true;
  const addresses = fieldAt(service, 'spec', 'externalIPs');
  return (
    (Array.isArray(addresses) && addresses.length > 0) ||
    Array.isArray(fieldAt(service, 'status', 'loadBalancer', 'ingress'))
  );
}

/** A number, or so many percent of a whole; undefined for anything else. */
function scaled(
  value: unknown,
  whole: number,
  round: (x: number) => number,
): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(typeof value === 'string' ? value : '');
  return percent ? round((Number(percent[1]) * whole) / 100) : undefined;
}

function maxUnavailableOf(deployment: UnstructuredObject): number {
  const replicas = integerAt(deployment, 1, 'spec', 'replicas');
  const strategy = fieldAt(deployment, 'spec', 'strategy');
  if (textAt(strategy, 'type') !== 'RollingUpdate' || replicas === 0) return 0;
  const rolling = fieldAt(strategy, 'rollingUpdate');
  const surge = scaled(fieldAt(rolling, 'maxSurge') ?? 0, replicas, Math.ceil);
  const unavailable = scaled(
    fieldAt(rolling, 'maxUnavailable') ?? 0,
    replicas,
    Math.floor,
  );
  if (surge === undefined || unavailable === undefined) return 0;
  // The Deployment controller has to be able to do something.
  const least = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return Math.min(least, replicas);
}

function isDaemonSetReady(set: UnstructuredObject): boolean {
  if (!isObserved(set)) return false;
  const strategy = fieldAt(set, 'spec', 'updateStrategy');
  if (textAt(strategy, 'type') !== 'RollingUpdate') return true;
  const desired = integerAt(set, 0, 'status', 'desiredNumberScheduled');
  const updated = integerAt(set, 0, 'status', 'updatedNumberScheduled');
  if (updated !== desired) return false;
  const unavailable =
    scaled(
      fieldAt(strategy, 'rollingUpdate', 'maxUnavailable'),
      desired,
      Math.ceil,
    ) ?? desired;
  return integerAt(set, 0, 'status', 'numberReady') >= desired - unavailable;
}

function isStatefulSetReady(set: UnstructuredObject): boolean {
  if (!isObserved(set)) return false;
  const strategy = fieldAt(set, 'spec', 'updateStrategy');
  if (textAt(strategy, 'type') !== 'RollingUpdate') return true;
  const partition = integerAt(strategy, 0, 'rollingUpdate', 'partition');
  const replicas = integerAt(set, 1, 'spec', 'replicas');
  if (
    integerAt(set, 0, 'status', 'updatedReplicas') < replicas - partition ||
    integerAt(set, 0, 'status', 'readyReplicas') !== replicas
  ) {
    return false;
  }
  return (
    partition !== 0 ||
    textAt(set, 'status', 'currentRevision') ===
      textAt(set, 'status', 'updateRevision')
  );
}

function isDefinitionReady(crd: UnstructuredObject): boolean {
  return conditionsOf(crd).some(condition => {
    const type = textAt(condition, 'type');
    const status = textAt(condition, 'status');
    // A conflict of names is not for the chart to solve.
    return (
      (type === 'Established' && status === 'True') ||
      (type === 'NamesAccepted' && status === 'False')
    );
  });
}

function templateOf(object: UnstructuredObject): unknown {
  const template = structuredClone(fieldAt(object, 'spec', 'template'));
  const labels = fieldAt(template, 'metadata', 'labels');
  if (typeof labels === 'object' && labels !== null) {
    Reflect.deleteProperty(labels, 'pod-template-hash');
  }
  return template;
}

async function newReplicaSet(
  deployment: UnstructuredObject,
  { client, request }: Look,
): Promise<UnstructuredObject | undefined> {
  const { namespace, uid } = deployment.metadata;
  const { items } = await client.list(
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    { ...request, namespace, labelSelector: selectorOf(deployment) },
  );
  const template = templateOf(deployment);
  const ageOf = ({ metadata }: UnstructuredObject) =>
    `${metadata.creationTimestamp ?? ''} ${metadata.name ?? ''}`;
  return items
    .filter(set =>
      set.metadata.ownerReferences?.some(o => o.controller && o.uid === uid),
    )
    .sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))
    .find(set => isDeepStrictEqual(templateOf(set), template));
}

async function isDeploymentReady(
  deployment: UnstructuredObject,
  look: Look,
): Promise<boolean> {
  if (fieldAt(deployment, 'spec', 'paused') === true) return true;
  const set = await newReplicaSet(deployment, look);
  if (!set || !isObserved(set) || !isObserved(deployment)) return false;
  const replicas = integerAt(deployment, 1, 'spec', 'replicas');
  return (
    integerAt(set, 0, 'status', 'readyReplicas') >=
    replicas - maxUnavailableOf(deployment)
  );
}

async function arePodsReady(
  controller: UnstructuredObject,
  { client, request }: Look,
): Promise<boolean> {
  if (!isObserved(controller)) return false;
  const { items } = await client.list(
    { apiVersion: 'v1', kind: 'Pod' },
    {
      ...request,
      namespace: controller.metadata.namespace,
      labelSelector: selectorOf(controller),
    },
  );
  return items.every(isPodReady);
}

type Rule = (
  object: UnstructuredObject,
  look: Look,
) => boolean | Promise<boolean>;

const rules = new Map<string, Rule>([
  ['/Pod', isPodReady],
  ['batch/Job', isJobReady],
  ['apps/Deployment', isDeploymentReady],
  [
    '/PersistentVolumeClaim',
    claim => textAt(claim, 'status', 'phase') === 'Bound',
  ],
  ['/Service', isServiceReady],
  ['apps/DaemonSet', isDaemonSetReady],
  ['apiextensions.k8s.io/CustomResourceDefinition', isDefinitionReady],
  ['apps/StatefulSet', isStatefulSetReady],
  ['/ReplicationController', arePodsReady],
  ['apps/ReplicaSet', arePodsReady],
]);

/**
 * Whether an object is ready by the rules of Helm 3; what has no rule is. The live object is asked for.
 *
 * @throws what the server says; HelmError for a Job that has failed
 */
export async function isReady(
  resource: Resource,
  look: Look,
): Promise<boolean> {
  const { group } = parseApiVersion(resource.type.apiVersion);
  const rule = rules.get(`${group}/${resource.kind}`);
  if (!rule || (rule === isJobReady && !look.checkJobs)) return true;
  const ref: ObjectRef = resource.ref;
  const live = await look.client.get(ref, look.request);
  return await rule(live, look);
}
