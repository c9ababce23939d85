import { describeDifference, type Difference } from './compare';
import { deliberateDifferences } from './deliberate';
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

function same(a: readonly Difference[], b: readonly Difference[]): boolean {
  const keys = (list: readonly Difference[]) =>
    list.map(describeDifference).sort().join('\n');
  return keys(a) === keys(b);
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
  if (listed && same(listed.differences, differences)) {
    return { ...facts, outcome: 'deliberate', reason: listed.reason };
  }
  return { ...facts, outcome: 'differs' };
}
