import { type Difference, shown } from './compare';

/** A difference that stays, and why. */
export interface KnownDifference {
  play: string;
  step: string;
  /** Of the difference; with `…` at its end, of everything below. */
  path: string;
  /** What both say, as reports show it; not stated for everything below a path. */
  embedded?: string;
  real?: string;
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
  if (known.play !== where.play || known.step !== where.step) return false;
  if (known.path.endsWith('…'))
    return difference.path.startsWith(known.path.slice(0, -1));
  return (
    known.path === difference.path &&
    known.embedded === shown(difference.embedded) &&
    known.real === shown(difference.real)
  );
}
