import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '../objects';
import type { KubernetesClient, ListOptions } from './client';
import { isGone } from './errors';

/**
 * All objects of a type, read in pages (of 500, or `limit`), with the list's resource version. When the list expires between
 * two pages, it is read again in one piece, as client-go's pager does.
 */
export async function listAll<T extends KubernetesObject = UnstructuredObject>(
  client: KubernetesClient,
  type: ObjectType,
  options: Omit<ListOptions, 'continue'> = {},
): Promise<{ items: T[]; resourceVersion: string }> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    try {
      const page = await client.list<T>(type, {
        ...options,
        limit: options.limit ?? 500,
        continue: next,
        // The continuation names its version itself.
        ...(next && {
          resourceVersion: undefined,
          resourceVersionMatch: undefined,
        }),
      });
      for (const item of page.items) {
        items.push(item);
      }
      next = page.metadata.continue;
      if (!next) {
        return { items, resourceVersion: page.metadata.resourceVersion ?? '' };
      }
    } catch (error) {
      if (!next || !isGone(error)) {
        throw error;
      }
      const whole = await client.list<T>(type, {
        ...options,
        limit: undefined,
      });
      return {
        items: whole.items,
        resourceVersion: whole.metadata.resourceVersion ?? '',
      };
    }
  }
}
