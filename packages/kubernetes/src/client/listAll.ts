import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '../objects';
import type { KubernetesClient, ListOptions } from './client';

/** All objects of a type, read in pages (of 500, or `limit`), with the list's resource version. */
export declare function listAll<
  T extends KubernetesObject = UnstructuredObject,
>(
  client: KubernetesClient,
  type: ObjectType,
  options?: Omit<ListOptions, 'continue'>,
): Promise<{ items: T[]; resourceVersion: string }>;
