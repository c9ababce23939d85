import {
  type KubernetesObject,
  type ObjectRef,
  formatApiVersion,
  parseApiVersion,
} from '../objects';

/** What an object is, whatever version of its API is used: the key of inventories and change sets. */
export interface ObjectId {
  group: string;
  kind: string;
  /** Empty for cluster-scoped objects. */
  namespace: string;
  name: string;
}

/** The id of an object or of a reference to one. */
export function objectId(object: KubernetesObject | ObjectRef): ObjectId {
  const meta = 'metadata' in object ? object.metadata : object;
  return {
    group: parseApiVersion(object.apiVersion).group,
    kind: object.kind,
    namespace: meta.namespace ?? '',
    name: meta.name ?? '',
  };
}

/** A reference to the object in one version of its API. */
export function refOfId(id: ObjectId, version: string): ObjectRef {
  return {
    apiVersion: formatApiVersion(id.group, version),
    kind: id.kind,
    name: id.name,
    ...(id.namespace ? { namespace: id.namespace } : {}),
  };
}

/**
 * `<namespace>_<name>_<group>_<kind>`, the id of Flux's inventory entries (cli-utils `ObjMetadata.String`): empty parts stay
 * empty, and the colons that RBAC names may have are written as two underscores.
 */
export function formatObjectId(id: ObjectId): string {
  return `${id.namespace}_${id.name.replaceAll(':', '__')}_${id.group}_${
    id.kind
  }`;
}

/** The four parts of a text that has as many; the name may be one that no id has. */
function splitId(text: string): ObjectId | undefined {
  const first = text.indexOf('_');
  const last = text.lastIndexOf('_');
  const beforeLast = last > 0 ? text.lastIndexOf('_', last - 1) : -1;
  if (first < 0 || beforeLast <= first) {
    return undefined;
  }
  return {
    namespace: text.slice(0, first),
    name: text.slice(first + 1, beforeLast).replaceAll('__', ':'),
    group: text.slice(beforeLast + 1, last),
    kind: text.slice(last + 1),
  };
}

/** Reads what {@link formatObjectId} wrote. Throws when the text is no such id. */
export function parseObjectId(text: string): ObjectId {
  const id = splitId(text);
  if (!id) {
    throw new Error(`unable to parse stored object metadata: ${text}`);
  }
  if (id.name.includes('_')) {
    throw new Error(`too many fields within: ${text}`);
  }
  return id;
}

/** Reads what {@link formatObjectId} wrote; undefined when the text is no such id. */
export function tryParseObjectId(text: string): ObjectId | undefined {
  const id = splitId(text);
  return id?.name.includes('_') ? undefined : id;
}

/** `Kind/namespace/name` or `Kind/name`, as Flux names objects in messages. */
export function subjectOf(
  id: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>,
): string {
  return id.namespace
    ? `${id.kind}/${id.namespace}/${id.name}`
    : `${id.kind}/${id.name}`;
}

/** The subject of an object. */
export function subjectOfObject(object: KubernetesObject | ObjectRef): string {
  return subjectOf(objectId(object));
}
