import { quote } from '@sluice/golang/fmt';
import { setEntry } from '@sluice/golang/json';
import {
  type KubernetesClient,
  type RequestOptions,
  type UnstructuredObject,
  isNotFound,
} from '@sluice/kubernetes';
import { HelmError, wrapped } from '../kube/errors';
import { Resource } from '../kube';

const managedByLabel = 'app.kubernetes.io/managed-by';
const nameAnnotation = 'meta.helm.sh/release-name';
const namespaceAnnotation = 'meta.helm.sh/release-namespace';

/** Whose objects they are. */
export interface Owner {
  name: string;
  namespace: string;
}

function withEntries(
  map: Record<string, string> | undefined,
  entries: Readonly<Record<string, string>>,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...map, ...entries })) {
    setEntry(result, key, value);
  }
  return result;
}

/** Writes into objects to which release they belong. */
export function setOwner(resources: readonly Resource[], owner: Owner): void {
  for (const resource of resources) {
    const { object } = resource;
    const { metadata } = object;
    resource.refresh({
      ...object,
      metadata: {
        ...metadata,
        labels: withEntries(metadata.labels, { [managedByLabel]: 'Helm' }),
        annotations: withEntries(metadata.annotations, {
          [nameAnnotation]: owner.name,
          [namespaceAnnotation]: owner.namespace,
        }),
      },
    });
  }
}

function problemOf(
  map: Readonly<Record<string, string>> | undefined,
  key: string,
  expected: string,
): string | undefined {
  const actual = map && Object.hasOwn(map, key) ? map[key] : undefined;
  if (actual === undefined) {
    return `missing key ${quote(key)}: must be set to ${quote(expected)}`;
  }
  return actual === expected
    ? undefined
    : `key ${quote(key)} must equal ${quote(
        expected,
      )}: current value is ${quote(actual)}`;
}

function ownershipProblems(
  { metadata }: UnstructuredObject,
  owner: Owner,
): string[] {
  const label = problemOf(metadata.labels, managedByLabel, 'Helm');
  const annotations = [
    problemOf(metadata.annotations, nameAnnotation, owner.name),
    problemOf(metadata.annotations, namespaceAnnotation, owner.namespace),
  ];
  return [
    ...(label ? [`label validation error: ${label}`] : []),
    ...annotations.flatMap(problem =>
      problem ? [`annotation validation error: ${problem}`] : [],
    ),
  ];
}

function subjectOf({ kind, name, namespace }: Resource): string {
  return `${kind} ${quote(name)} in namespace ${quote(namespace)}`;
}

/** Whether the server is to name the object. */
function isNamedByServer(resource: Resource): boolean {
  if (!resource.object.metadata.generateName) return false;
  if (resource.name !== '') {
    throw new HelmError(
      'metadata.name and metadata.generateName cannot both be set',
    );
  }
  return true;
}

async function existing(
  client: KubernetesClient,
  resource: Resource,
  request: RequestOptions,
): Promise<UnstructuredObject | undefined> {
  try {
    return await client.get<UnstructuredObject>(resource.ref, request);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    request.signal?.throwIfAborted();
    throw wrapped(
      `could not get information about the resource ${subjectOf(resource)}`,
      error,
    );
  }
}

/**
 * The objects that live already and are to be taken over.
 *
 * @param owner whose they have to be; absent: anybody's
 * @throws HelmError when one belongs to somebody else
 */
export async function findAdoptable(
  client: KubernetesClient,
  resources: readonly Resource[],
  owner: Owner | undefined,
  request: RequestOptions,
): Promise<Resource[]> {
  const adoptable: Resource[] = [];
  for (const resource of resources) {
    if (isNamedByServer(resource)) continue;
    const live = await existing(client, resource, request);
    if (!live) continue;
    const problems = owner ? ownershipProblems(live, owner) : [];
    if (problems.length > 0) {
      throw new HelmError(
        `${subjectOf(
          resource,
        )} exists and cannot be imported into the current release: invalid ownership metadata; ${problems.join(
          '; ',
        )}`,
      );
    }
    adoptable.push(new Resource(resource.type, resource.object));
  }
  return adoptable;
}
