/**
 * Maps items with at most `limit` calls at once. When one fails no further is begun; once those under way have ended, the error of the
 * first item (in their order) that failed is thrown, so that the same input gives the same error.
 */
export async function mapInParallel<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  const failures = new Map<number, unknown>();
  let next = 0;
  const work = async () => {
    while (next < items.length && failures.size === 0) {
      const index = next;
      next += 1;
      try {
        results.set(index, await map(items[index]));
      } catch (error) {
        failures.set(index, error);
      }
    }
  };
  await Promise.all(
    Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, work),
  );
  if (failures.size > 0) {
    throw failures.get(Math.min(...failures.keys()));
  }
  return items.flatMap((_, index) => {
    const result = results.get(index);
    return result === undefined ? [] : [result];
  });
}
