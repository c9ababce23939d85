import { type Difference, shown } from './compare';

/** A difference that stays, and why. */
export interface KnownDifference {
  play: string;
  step: string;
  path: string;
  /** As reports show it. */
  embedded: string;
  real: string;
  reason: string;
}

/** Every difference that is left; one that no longer occurs must go. */
export const knownDifferences: readonly KnownDifference[] = [];

/** Whether this is exactly the difference that was listed. */
export function isKnown(
  known: KnownDifference,
  where: { play: string; step: string },
  difference: Difference,
): boolean {
  return (
    known.play === where.play &&
    known.step === where.step &&
    known.path === difference.path &&
    known.embedded === shown(difference.embedded) &&
    known.real === shown(difference.real)
  );
}
