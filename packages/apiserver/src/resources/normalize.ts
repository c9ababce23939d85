import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { isObject } from './fields';
import { canonicalQuantity } from './quantity';
import type { ScalarType, SchemaNode } from './schemaNode';

/** Times that are no pointers in Go: null when nobody has set them. */
const unsetTimes: ReadonlyMap<string, readonly string[]> = new Map([
  ['v1.DeploymentCondition', ['lastUpdateTime', 'lastTransitionTime']],
  ['v1.ReplicaSetCondition', ['lastTransitionTime']],
  ['v1.StatefulSetCondition', ['lastTransitionTime']],
  ['v1.DaemonSetCondition', ['lastTransitionTime']],
  ['v1.JobCondition', ['lastProbeTime', 'lastTransitionTime']],
  ['v1.PodCondition', ['lastProbeTime', 'lastTransitionTime']],
  ['v1.NodeCondition', ['lastHeartbeatTime', 'lastTransitionTime']],
  ['v1.NamespaceCondition', ['lastTransitionTime']],
  ['v1.ContainerStateRunning', ['startedAt']],
  ['v1.ContainerStateTerminated', ['startedAt', 'finishedAt']],
]);

/**
 * Rewrites an object as Go's types would print it again, in place: nulls, empty lists and empty maps go, zeroes of
 * fields that are left out when empty go, quantities and times are canonical, schema defaults and the empty
 * structures that are always printed come.
 */
export function normalize(value: JsonObject, node: SchemaNode): void {
  if (node.kind !== 'struct') {
    return;
  }
  for (const name of Object.keys(value)) {
    const known = node.fields.get(name);
    if (
      known &&
      !isUnsetTime(value, name, node.goType) &&
      !keepsField(value, name, known.node, node.goType)
    ) {
      delete value[name];
    }
  }
  for (const name of unsetTimes.get(node.goType) ?? []) {
    value[name] ??= null;
  }
  for (const [name, known] of node.fields) {
    if (known.default !== undefined && value[name] === undefined) {
      const initial = structuredClone(known.default);
      value[name] = initial;
      if (isObject(initial)) {
        normalize(initial, known.node);
      }
    }
  }
}

function isUnsetTime(value: JsonObject, name: string, goType: string): boolean {
  return (
    value[name] === null && (unsetTimes.get(goType)?.includes(name) ?? false)
  );
}

/** Normalizes one field; false when it is to be left out. */
function keepsField(
  parent: JsonObject,
  name: string,
  node: SchemaNode,
  goType: string,
): boolean {
  const value = parent[name];
  if (value === null || value === undefined) {
    return false;
  }
  switch (node.kind) {
    case 'struct':
      if (isObject(value)) {
        normalize(value, node);
      }
      return true;
    case 'map':
      if (!isObject(value) || Object.keys(value).length === 0) {
        return false;
      }
      for (const key of Object.keys(value)) {
        normalizeItem(value, key, node.values);
      }
      return true;
    case 'list':
      if (!Array.isArray(value) || value.length === 0) {
        return false;
      }
      value.forEach((_item, index) => normalizeItem(value, index, node.items));
      return true;
    default:
      parent[name] = canonicalScalar(value, node.type);
      return !isOmittedZero(parent[name], goType, name);
  }
}

function normalizeItem<K extends string | number>(
  parent: Record<K, JsonValue | undefined>,
  key: K,
  node: SchemaNode,
): void {
  const value = parent[key];
  if (node.kind === 'struct') {
    const struct = isObject(value) ? value : {};
    parent[key] = struct;
    normalize(struct, node);
  } else if (node.kind === 'scalar') {
    parent[key] =
      value === null && node.type === 'string'
        ? ''
        : canonicalScalar(value ?? null, node.type);
  } else if (node.kind === 'map' && isObject(value)) {
    for (const inner of Object.keys(value)) {
      normalizeItem(value, inner, node.values);
    }
  }
}

function canonicalScalar(value: JsonValue, type: ScalarType): JsonValue {
  switch (type) {
    case 'quantity':
      return canonicalQuantity(value) ?? value;
    case 'time':
      return typeof value === 'string' && /[.+-]\d/.test(value.slice(19))
        ? `${new Date(value).toISOString().slice(0, 19)}Z`
        : value;
    default:
      return value;
  }
}

/**
 * Fields that are no pointers in Go and marked omitempty: false, 0 and "" are the same as absent. (The OpenAPI document
 * does not say; this lists those that people write.)
 */
const omittedZeroes: Readonly<Record<string, readonly string[]>> = {
  'v1.PodSpec': [
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'serviceAccountName',
    'serviceAccount',
    'nodeName',
    'hostname',
    'subdomain',
    'priorityClassName',
    'schedulerName',
    'restartPolicy',
    'dnsPolicy',
  ],
  'v1.Container': [
    'stdin',
    'stdinOnce',
    'tty',
    'workingDir',
    'image',
    'imagePullPolicy',
    'terminationMessagePath',
    'terminationMessagePolicy',
  ],
  'v1.ContainerPort': ['hostPort', 'name', 'hostIP', 'protocol'],
  'v1.EnvVar': ['value'],
  'v1.EnvFromSource': ['prefix'],
  'v1.VolumeMount': ['readOnly', 'subPath', 'subPathExpr'],
  'v1.Probe': [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ],
  'v1.HTTPGetAction': ['path', 'host', 'scheme'],
  'v1.TCPSocketAction': ['host'],
  'v1.EmptyDirVolumeSource': ['medium'],
  'v1.SecretVolumeSource': ['secretName'],
  'v1.PersistentVolumeClaimVolumeSource': ['readOnly'],
  'v1.NFSVolumeSource': ['readOnly'],
  'v1.ObjectFieldSelector': ['apiVersion'],
  'v1.Toleration': ['key', 'operator', 'value', 'effect'],
  'v1.DeploymentSpec': ['paused', 'minReadySeconds'],
  'v1.DeploymentStrategy': ['type'],
  'v1.StatefulSetSpec': ['minReadySeconds', 'podManagementPolicy'],
  'v1.DaemonSetSpec': ['minReadySeconds'],
  'v1.ReplicaSetSpec': ['minReadySeconds'],
  'v1.ServiceSpec': [
    'clusterIP',
    'type',
    'loadBalancerIP',
    'externalName',
    'externalTrafficPolicy',
    'sessionAffinity',
    'healthCheckNodePort',
    'publishNotReadyAddresses',
  ],
  'v1.ServicePort': ['name', 'nodePort', 'protocol'],
  'v1.Secret': ['type'],
  'v1.ServiceAccount': [],
  'v1.PersistentVolumeClaimSpec': ['volumeName'],
  'v1.HTTPIngressPath': ['path'],
  'v1.IngressRule': ['host'],
  'v1.IngressTLS': ['secretName'],
  'v1.ServiceBackendPort': ['name', 'number'],
  'v1.CronJobSpec': ['concurrencyPolicy'],
  'v1.Subject': ['apiGroup', 'namespace'],
  'v1.ObjectMeta': ['name', 'generateName', 'namespace', 'uid', 'generation'],
  'v1.Event': ['reason', 'message', 'count', 'type', 'action'],
  'v1.ObjectReference': [
    'kind',
    'namespace',
    'name',
    'uid',
    'apiVersion',
    'resourceVersion',
    'fieldPath',
  ],
  'v1.CrossVersionObjectReference': ['apiVersion'],
  'v2.CrossVersionObjectReference': ['apiVersion'],
  'v1.PriorityClass': ['globalDefault', 'description'],
  'v1.JSONSchemaProps': [
    'description',
    'type',
    'format',
    'title',
    'nullable',
    'pattern',
    'uniqueItems',
    'exclusiveMaximum',
    'exclusiveMinimum',
    'x-kubernetes-embedded-resource',
    'x-kubernetes-int-or-string',
  ],
};

function isOmittedZero(
  value: JsonValue | undefined,
  goType: string,
  name: string,
): boolean {
  return (
    (value === '' || value === 0 || value === false) &&
    (omittedZeroes[goType]?.includes(name) ?? false)
  );
}
