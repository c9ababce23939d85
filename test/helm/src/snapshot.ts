import { gunzipSync } from 'node:zlib';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { UnstructuredObject } from '@sluice/kubernetes';

/** What there is after a step, with placeholders for what differs between any two runs. */
export interface Snapshot {
  /** Name of the Secret → its labels and the release's JSON. */
  releases: Record<string, { labels: Record<string, string>; json: string }>;
  /** `Kind/name` → the object. */
  objects: Record<string, unknown>;
}

const kinds = [
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['v1', 'Secret'],
  ['v1', 'ServiceAccount'],
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'Job'],
  ['v1', 'PersistentVolumeClaim'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
] as const;

/** What controllers and the server itself write. */
const foreignManagers = new Set(['kube-controller-manager', 'judge']);

const time = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"/g;

/** Times in the fields where a release has them; those of files are the same for all. */
const releaseTimes =
  /"(first_deployed|last_deployed|deleted|started_at|completed_at)":"[^"]*"/g;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function releaseJsonOf(secret: UnstructuredObject): string {
  const data = isRecord(secret.data) ? secret.data.release : '';
  const encoded = Buffer.from(String(data), 'base64').toString();
  try {
    return gunzipSync(Buffer.from(encoded, 'base64')).toString();
  } catch (error) {
    // What stories have damaged.
    const plain = Buffer.from(encoded, 'base64').toString();
    if (!(error instanceof Error)) throw error;
    return plain.startsWith('{') ? plain : encoded;
  }
}

function maskedRelease(secret: UnstructuredObject, namespace: string) {
  const labels = { ...secret.metadata.labels };
  for (const key of ['createdAt', 'modifiedAt']) {
    if (key in labels) labels[key] = '<time>';
  }
  return {
    labels,
    json: releaseJsonOf(secret)
      .replaceAll(releaseTimes, '"$1":"<time>"')
      .replaceAll(namespace, '<namespace>'),
  };
}

function maskedObject(object: UnstructuredObject, namespace: string): unknown {
  const { status, ...rest } = object;
  const { metadata } = rest;
  const annotations = { ...metadata.annotations };
  delete annotations['deployment.kubernetes.io/revision'];
  const clean = {
    ...rest,
    metadata: {
      ...metadata,
      annotations,
      uid: '<uid>',
      resourceVersion: '<version>',
      managedFields: (metadata.managedFields ?? [])
        .filter(
          entry =>
            !entry.subresource && !foreignManagers.has(entry.manager ?? ''),
        )
        .map(entry => ({ ...entry, time: '<time>' }))
        .sort((a, b) =>
          `${a.manager} ${a.operation}` < `${b.manager} ${b.operation}`
            ? -1
            : 1,
        ),
    },
  };
  return JSON.parse(
    JSON.stringify(clean)
      .replaceAll(time, '"<time>"')
      .replaceAll(/"(clusterIP|nodePort)":("[^"]*"|\d+)/g, '"$1":"<given>"')
      .replaceAll(/"clusterIPs":\[[^\]]*\]/g, '"clusterIPs":"<given>"')
      .replaceAll(
        /"(controller-uid|batch\.kubernetes\.io\/controller-uid)":"[^"]*"/g,
        '"$1":"<uid>"',
      )
      .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<given>')
      .replaceAll(namespace, '<namespace>'),
  );
}

/** Reads the releases and the objects of a namespace. */
export async function takeSnapshot(
  client: KubernetesClient,
  namespace: string,
): Promise<Snapshot> {
  const snapshot: Snapshot = { releases: {}, objects: {} };
  for (const [apiVersion, kind] of kinds) {
    const { items } = await client.list({ apiVersion, kind }, { namespace });
    for (const object of items) {
      const { name = '' } = object.metadata;
      if (object.type === 'helm.sh/release.v1') {
        snapshot.releases[name] = maskedRelease(object, namespace);
      } else if (
        !object.metadata.ownerReferences &&
        name !== 'kube-root-ca.crt' &&
        name !== 'default'
      ) {
        snapshot.objects[`${kind}/${name}`] = maskedObject(object, namespace);
      }
    }
  }
  return snapshot;
}
