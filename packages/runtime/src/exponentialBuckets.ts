/** `count` bounds from `least` to `most`, each the same factor above the one before it (`prometheus.ExponentialBucketsRange`). */
export function exponentialBuckets(
  least: number,
  most: number,
  count: number,
): number[] {
  const factor = (most / least) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, index) => least * factor ** index);
}
