/**
 * Spreads an interval by up to ± percentage, as Flux does for successful requeues (`--interval-jitter-percentage`, default 5).
 * Percentages of 0 and less, 100 and more spread nothing.
 *
 * @param interval milliseconds
 * @param random between 0 (inclusive) and 1
 */
export function jitter(
  interval: number,
  percentage: number,
  random: () => number,
): number {
  const share = percentage / 100;
  return share <= 0 || share >= 1
    ? interval
    : interval * (1 + share * (2 * random() - 1));
}
