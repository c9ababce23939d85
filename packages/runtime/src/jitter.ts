/**
 * Spreads an interval by up to ± percentage, as Flux does for successful requeues (`--interval-jitter-percentage`, default 5).
 *
 * @param interval milliseconds
 * @param random between 0 (inclusive) and 1
 */
export declare function jitter(
  interval: number,
  percentage: number,
  random: () => number,
): number;
