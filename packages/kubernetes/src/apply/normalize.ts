import type { KubernetesObject, UnstructuredObject } from '../objects';
import { ApplyError } from './errors';
import { isCustomResourceDefinition } from './stages';
import { typedRoundTrip } from './typedRoundTrip';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined,
    value,
  );
}

/** Where a kind keeps its pod spec. */
function podSpecOf(object: UnstructuredObject): unknown {
  switch (`${object.apiVersion}/${object.kind}`) {
    case 'v1/Pod':
      return at(object, 'spec');
    case 'apps/v1/Deployment':
    case 'apps/v1/StatefulSet':
    case 'apps/v1/DaemonSet':
    case 'apps/v1/ReplicaSet':
    case 'batch/v1/Job':
      return at(object, 'spec', 'template', 'spec');
    case 'batch/v1/CronJob':
      return at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
    default:
      return undefined;
  }
}

/** The protocol is part of the key by which ports are merged, so it has to be there. Init containers are left alone, as in Flux. */
function addProtocols(ports: unknown): void {
  if (!Array.isArray(ports)) return;
  for (const port of ports) {
    if (isRecord(port) && !port.protocol) port.protocol = 'TCP';
  }
}

function addPodProtocols(spec: unknown): void {
  const containers = at(spec, 'containers');
  if (!Array.isArray(containers)) return;
  for (const container of containers) addProtocols(at(container, 'ports'));
}

/** Moves stringData into data, since the server owns both apart from each other. */
function foldStringData(secret: UnstructuredObject): void {
  const { stringData } = secret;
  if (!isRecord(stringData) || Object.keys(stringData).length === 0) return;
  const data = Object.fromEntries(
    Object.entries(stringData).map(([key, value]) => [
      key,
      Buffer.from(String(value), 'utf8').toString('base64'),
    ]),
  );
  secret.data = isRecord(secret.data)
    ? Object.fromEntries([
        ...Object.entries(secret.data),
        ...Object.entries(data),
      ])
    : data;
  delete secret.stringData;
}

function addDefaults(object: UnstructuredObject): void {
  addPodProtocols(podSpecOf(object));
  if (object.apiVersion === 'v1' && object.kind === 'Service') {
    addProtocols(at(object, 'spec', 'ports'));
  }
  if (object.apiVersion === 'v1' && object.kind === 'Secret') {
    foldStringData(object);
  }
}

/**
 * An object as Flux applies it (fluxcd/pkg/ssa `normalize.Unstructured`): built-in kinds make the typed round trip, ports get their
 * protocol, stringData becomes data; creation time and status are dropped, the status of CustomResourceDefinitions excepted. The
 * result shares nothing that it changes with the argument. Throws ApplyError when the object cannot be one.
 */
export function normalizeObject(object: KubernetesObject): UnstructuredObject {
  if (!isRecord(object.metadata)) {
    throw new ApplyError(
      'normalization error',
      new Error('metadata is not an object'),
      { ...object, metadata: {} },
    );
  }
  // Printing rules of Role and ClusterRole would reset them (kustomize-controller issue 1041).
  if (
    object.apiVersion === 'rbac.authorization.k8s.io/v1' &&
    (object.kind === 'Role' || object.kind === 'ClusterRole')
  ) {
    return { ...object, metadata: { ...object.metadata } };
  }
  const typed = typedRoundTrip(object);
  const result: UnstructuredObject = typed ?? {
    ...object,
    metadata: { ...object.metadata },
  };
  if (typed) addDefaults(typed);
  delete result.metadata.creationTimestamp;
  if (!isCustomResourceDefinition(result)) delete result.status;
  return result;
}

/** Sets labels and annotations on every object, over what it has; changes the objects. */
export function setCommonMetadata(
  objects: readonly KubernetesObject[],
  labels: Readonly<Record<string, string>> = {},
  annotations: Readonly<Record<string, string>> = {},
): void {
  for (const { metadata } of objects) {
    if (Object.keys(labels).length > 0) {
      metadata.labels = merged(metadata.labels, labels);
    }
    if (Object.keys(annotations).length > 0) {
      metadata.annotations = merged(metadata.annotations, annotations);
    }
  }
}

/** Both maps in one whose keys are all own properties, whatever their name. */
function merged(
  base: Readonly<Record<string, string>> | undefined,
  over: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(base ?? {}),
    ...Object.entries(over),
  ]);
}
