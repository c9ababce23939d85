import {
  type KubernetesClient,
  isConflict,
  isNotFound,
  listAll,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { messageOf } from '../messageOf';

interface StoredDefinition extends KubernetesObject {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; storage: boolean }[];
  };
  status?: { storedVersions?: string[] };
}

const definitions = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
};
/** Marks what Flux installed. */
const partOfFlux = 'app.kubernetes.io/part-of=flux';
/** How often a kind is gone through when somebody else writes at the same time. */
const mostAttempts = 5;

export interface MigrateClusterOptions {
  client: KubernetesClient;
  report(mark: '►' | '✔', text: string): void;
  signal: AbortSignal;
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return [kind, metadata.namespace ?? '', metadata.name ?? ''].join('/');
}

/** What raises the field managers of an object; without one, a patch of nothing makes the server store it anew. */
function managedFieldsPatch(
  { metadata }: KubernetesObject,
  apiVersion: string,
): object[] {
  const managedFields = metadata.managedFields ?? [];
  if (managedFields.every(entry => entry.apiVersion === apiVersion)) return [];
  return [
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: managedFields.map(entry => ({ ...entry, apiVersion })),
    },
    {
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: metadata.resourceVersion,
    },
  ];
}

async function migrateObject(
  { client, report, signal }: MigrateClusterOptions,
  object: KubernetesObject,
  version: string,
): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const ref = {
    apiVersion,
    kind,
    name: metadata.name ?? '',
    namespace: metadata.namespace,
  };
  const patch = managedFieldsPatch(object, apiVersion);
  try {
    if (patch.length > 0) await client.patch(ref, 'json', patch, { signal });
    else await client.patch(ref, 'merge', {}, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (isConflict(error)) throw error;
    if (!isNotFound(error)) {
      throw new Error(
        `${nameOf(object)} failed to migrate${
          patch.length > 0 ? ' managed fields' : ''
        }: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
  report('✔', `${nameOf(object)} migrated to version ${version}`);
}

async function migrateKind(
  options: MigrateClusterOptions,
  { spec }: StoredDefinition,
  version: string,
): Promise<void> {
  const { client, signal } = options;
  const { items } = await listAll<KubernetesObject>(
    client,
    { apiVersion: `${spec.group}/${version}`, kind: spec.names.kind },
    { signal },
  );
  for (const item of items) await migrateObject(options, item, version);
}

async function migrateDefinition(
  options: MigrateClusterOptions,
  name: string,
): Promise<void> {
  const { client, report, signal } = options;
  const definition = await client.get<StoredDefinition>(
    { ...definitions, name },
    { signal },
  );
  const version = definition.spec.versions.find(({ storage }) => storage)?.name;
  if (version === undefined) {
    throw new Error(`no storage version found for CRD ${name}`);
  }
  for (let attempt = 1; ; attempt++) {
    try {
      await migrateKind(options, definition, version);
      break;
    } catch (error) {
      signal.throwIfAborted();
      if (!isConflict(error) || attempt >= mostAttempts) {
        throw new Error(
          `failed to migrate resources for CRD ${name}: ${messageOf(error)}`,
          { cause: error },
        );
      }
    }
  }
  const stored = definition.status?.storedVersions ?? [];
  if (stored.length === 1 && stored[0] === version) return;
  await client.patch(
    { ...definitions, name },
    'json',
    [
      {
        op: 'test',
        path: '/metadata/resourceVersion',
        value: definition.metadata.resourceVersion,
      },
      { op: 'replace', path: '/status/storedVersions', value: [version] },
    ],
    { subresource: 'status', signal },
  );
  report('✔', `${name} migrated to storage version ${version}`);
}

/**
 * Makes a cluster store every object of Flux's kinds in the version that it stores them in now, and says so in the status of their
 * definitions, so that older versions can be removed from them (`flux migrate`).
 *
 * @throws Error naming what could not be migrated; what came before it has been
 */
export async function migrateCluster(
  options: MigrateClusterOptions,
): Promise<void> {
  const { client, report, signal } = options;
  report('►', 'starting migration of custom resources');
  const { items } = await listAll<KubernetesObject>(client, definitions, {
    labelSelector: partOfFlux,
    signal,
  });
  for (const { metadata } of items) {
    await migrateDefinition(options, metadata.name ?? '');
  }
  report('✔', 'custom resources migrated successfully');
}
