import { entryOf } from '@sluice/golang/json';
import {
  type Clock,
  type KubernetesClient,
  type RequestOptions,
  type UnstructuredObject,
  isConflict,
  isNotFound,
} from '@sluice/kubernetes';
import { ApiStatusError } from '@sluice/kubernetes/client';
import type { Warn } from '../warn';
import { HelmError, wrapped } from './errors';
import { upgradeManagedFields } from './field-managers';
import type { Resource } from './resource';
import { retryOnConflict } from './retry';
import { withoutSecretValues } from './secret-words';

/** What the server does about fields that it does not know. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** How deletions reach what depends on an object. */
export type DeletionPropagation = 'Background' | 'Foreground' | 'Orphan';

/** What writing one resource needs. */
export interface Writer {
  client: KubernetesClient;
  clock: Clock;
  fieldManager: string;
  request: RequestOptions;
  warn?: Warn;
}

export interface ServerSideOptions {
  dryRun: boolean;
  forceConflicts: boolean;
  fieldValidation: FieldValidation;
}

function subjectOf(resource: Resource): string {
  const { namespace, name, groupVersionKind } = resource;
  return `${namespace}/${name} ${groupVersionKind}`;
}

function withoutVersion(object: UnstructuredObject): UnstructuredObject {
  const { resourceVersion, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Applies an object on the server. */
export async function applyServerSide(
  writer: Writer,
  resource: Resource,
  options: ServerSideOptions,
): Promise<void> {
  const { client, fieldManager, request } = writer;
  try {
    if (resource.name === '') {
      throw new HelmError('resource name may not be empty');
    }
    resource.refresh(
      await client.apply<UnstructuredObject>(resource.object, {
        ...request,
        fieldManager,
        force: options.forceConflicts,
        dryRun: options.dryRun,
        fieldValidation: options.fieldValidation,
      }),
    );
  } catch (cause) {
    request.signal?.throwIfAborted();
    const error = withoutSecretValues(resource.object, cause);
    if (error instanceof ApiStatusError && error.code === 415) {
      throw wrapped('server-side apply not available on the server', error);
    }
    throw wrapped(
      isConflict(error)
        ? `conflict occurred while applying object ${subjectOf(resource)}`
        : `server-side apply failed for object ${subjectOf(resource)}`,
      error,
    );
  }
}

/** Creates an object as a client does. */
export async function createClientSide(
  writer: Writer,
  resource: Resource,
): Promise<void> {
  const { client, clock, fieldManager, request } = writer;
  try {
    await retryOnConflict(
      clock,
      async () => {
        resource.refresh(
          await client.create<UnstructuredObject>(
            withoutVersion(resource.object),
            { ...request, fieldManager },
          ),
        );
      },
      request.signal,
    );
  } catch (error) {
    throw withoutSecretValues(resource.object, error);
  }
}

/** Puts an object in the place of the one that lives, whatever its version. */
export async function replaceResource(
  writer: Writer,
  resource: Resource,
  fieldValidation: FieldValidation,
): Promise<void> {
  const { client, fieldManager, request } = writer;
  try {
    let { object } = resource;
    if (!object.metadata.resourceVersion) {
      const live = await client.get(resource.ref, request);
      const { resourceVersion } = live.metadata;
      object = { ...object, metadata: { ...object.metadata, resourceVersion } };
    }
    resource.refresh(
      await client.update(object, {
        ...request,
        fieldManager,
        fieldValidation,
      }),
    );
  } catch (error) {
    request.signal?.throwIfAborted();
    throw wrapped(
      'failed to replace object',
      withoutSecretValues(resource.object, error),
    );
  }
}

/**
 * Makes what the manager wrote to a live object client-side its applied fields, so that the next apply can remove them.
 *
 * @returns whether there was something to change
 */
export async function upgradeFieldManager(
  writer: Writer,
  resource: Resource,
  options: Omit<ServerSideOptions, 'forceConflicts'>,
): Promise<boolean> {
  const { client, clock, fieldManager, request } = writer;
  const attempt = async () => {
    let live: UnstructuredObject;
    try {
      live = await client.get(resource.ref, request);
    } catch (error) {
      throw wrapped(`failed to get object ${subjectOf(resource)}`, error);
    }
    const { managedFields = [], resourceVersion = '' } = live.metadata;
    const upgraded = upgradeManagedFields(managedFields, fieldManager);
    if (!upgraded) return false;
    try {
      await client.patch(
        resource.ref,
        'json',
        [
          { op: 'replace', path: '/metadata/managedFields', value: upgraded },
          {
            op: 'replace',
            path: '/metadata/resourceVersion',
            value: resourceVersion,
          },
        ],
        { ...request, fieldManager, ...options },
      );
    } catch (error) {
      if (isConflict(error)) throw error;
      throw wrapped(
        `failed to patch object to upgrade CSA field manager ${subjectOf(
          resource,
        )}`,
        error,
      );
    }
    return true;
  };
  return await retryOnConflict(clock, attempt, request.signal);
}

/** Deletes an object; false when there was none. */
export async function deleteResource(
  writer: Writer,
  resource: Resource,
  propagationPolicy: DeletionPropagation,
): Promise<boolean> {
  const { client, clock, request } = writer;
  return await retryOnConflict(
    clock,
    () => client.delete(resource.ref, { ...request, propagationPolicy }),
    request.signal,
  );
}

/** The live object; undefined when there is none. */
export async function findLive(
  writer: Pick<Writer, 'client' | 'request'>,
  resource: Resource,
): Promise<UnstructuredObject | undefined> {
  try {
    return await writer.client.get<UnstructuredObject>(
      resource.ref,
      writer.request,
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** An annotation of an object; empty without it. */
export function annotationOf(object: UnstructuredObject, key: string): string {
  const value = entryOf(object.metadata.annotations ?? {}, key);
  return typeof value === 'string' ? value : '';
}
