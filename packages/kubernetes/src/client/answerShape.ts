import { ConnectionError } from './errors';
import type { KubernetesObject, ObjectList, ObjectType } from '../objects';

/** Asks for whole objects or for their metadata alone. */
export function acceptHeader(
  what: 'object' | 'list',
  metadataOnly?: boolean,
): string {
  const kind =
    what === 'list' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  return metadataOnly
    ? `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`
    : 'application/json';
}

/** Asks for a `Table`, or for the object itself where there is none. */
export const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** That the answer of a Kubernetes API is shaped like an object is the server's contract; the kind's own fields are not checked here. */
export function isObject<T extends KubernetesObject>(
  value: unknown,
): value is T {
  return isRecord(value) && isRecord(value.metadata);
}

export function isList<T extends KubernetesObject>(
  value: unknown,
): value is ObjectList<T> {
  return (
    isRecord(value) &&
    isRecord(value.metadata) &&
    (Array.isArray(value.items) || value.items === null)
  );
}

/** Fills in the type, which servers leave out of items, and drops all but metadata when only that was asked for. */
export function shapeObject<T extends KubernetesObject>(
  object: T,
  type: ObjectType,
  metadataOnly?: boolean,
): T {
  const { apiVersion, kind } = type;
  if (!metadataOnly) {
    return object.kind && object.apiVersion
      ? object
      : { ...object, apiVersion, kind };
  }
  const shaped: unknown = { apiVersion, kind, metadata: object.metadata };
  return isObject<T>(shaped) ? shaped : object;
}

/** The error of an answer that no Kubernetes API would give. @param expected for example `a list` */
export function strangeAnswer(
  server: string,
  expected: string,
): ConnectionError {
  return new ConnectionError(
    'other',
    `${server}: the answer is not ${expected} of the Kubernetes API`,
  );
}
