import { describeDifference, type Difference } from './compare';
import { type DeliberateDifference, deliberateDifferences } from './deliberate';
import { leftForLater } from './later';

/** How a play went. */
export interface Verdict {
  name: string;
  /** `deliberate`: differs exactly as is listed; `later`: needs what is not there yet, and does not count. */
  outcome: 'agrees' | 'deliberate' | 'differs' | 'later agrees' | 'later';
  differences: readonly Difference[];
  /** How long it took. */
  seconds: number;
  reason?: string;
}

type Place = DeliberateDifference['differences'][number];

function isExactly(
  differences: readonly Difference[],
  listed: readonly Place[],
): boolean {
  const sorted = (places: readonly Place[]) =>
    places
      .map(({ got, path }) =>
        describeDifference({ path, got, expected: undefined }),
      )
      .sort()
      .join('\n');
  return sorted(differences) === sorted(listed);
}

/** Judges the differences of one play. */
export function judge(
  name: string,
  differences: readonly Difference[],
  seconds: number,
): Verdict {
  const facts = { name, differences, seconds };
  if (leftForLater(name)) {
    return {
      ...facts,
      outcome: differences.length === 0 ? 'later agrees' : 'later',
    };
  }
  if (differences.length === 0) return { ...facts, outcome: 'agrees' };
  const listed = deliberateDifferences.find(entry => entry.play === name);
  if (listed && isExactly(differences, listed.differences)) {
    return { ...facts, outcome: 'deliberate', reason: listed.reason };
  }
  return { ...facts, outcome: 'differs' };
}
