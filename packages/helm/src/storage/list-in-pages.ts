import type {
  KubernetesClient,
  ObjectType,
  UnstructuredObject,
} from '@sluice/kubernetes';
import { type ListOptions, isGone } from '@sluice/kubernetes/client';

/** Objects of the first page. */
const FIRST = 4;
/** A page has at most so many times the objects of the one before. */
const GROWTH = 4;
/** Objects of a page at most. */
const MOST = 500;
/** Characters of data that a page is meant to have: an answer is read in one piece, which holds up everything else. */
const LENGTH = 2_000_000;

function lengthOf({ data }: UnstructuredObject): number {
  if (typeof data !== 'object' || data === null) return 0;
  return Object.values(data).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  );
}

/** How many objects to ask for after a page of these. */
function nextLimit(items: readonly UnstructuredObject[]): number {
  const length = items.reduce((sum, item) => sum + lengthOf(item), 0);
  const fitting = Math.floor((LENGTH * items.length) / Math.max(length, 1));
  return Math.max(1, Math.min(fitting, items.length * GROWTH, MOST));
}

/**
 * All objects of a type whose data may be large: in pages of few large or many small ones. Where the list expires between two pages, it is
 * read again in one piece.
 */
export async function listInPages(
  client: KubernetesClient,
  type: ObjectType,
  options: Omit<ListOptions, 'continue' | 'limit'>,
): Promise<UnstructuredObject[]> {
  const all: UnstructuredObject[] = [];
  let next: string | undefined;
  let limit = FIRST;
  do {
    try {
      const { items, metadata } = await client.list<UnstructuredObject>(type, {
        ...options,
        limit,
        continue: next,
      });
      for (const item of items) all.push(item);
      next = metadata.continue;
      limit = nextLimit(items);
    } catch (error) {
      if (!next || !isGone(error)) throw error;
      const { items } = await client.list<UnstructuredObject>(type, options);
      return items;
    }
  } while (next);
  return all;
}
