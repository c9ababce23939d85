import { describeDifference, type Difference } from './compare';
import { deliberateDifferences } from './deliberate';
import { leftForLater } from './later';

/** How a play went. */
export interface Verdict {
  name: string;
  /** `deliberate`: differs exactly as is listed; `later`: needs what is not there yet, and does not count. */
  outcome: 'agrees' | 'deliberate' | 'differs' | 'later agrees' | 'later';
  differences: readonly Difference[];
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
): Verdict {
  if (leftForLater(name)) {
    return {
      name,
      differences,
      outcome: differences.length === 0 ? 'later agrees' : 'later',
    };
  }
  if (differences.length === 0)
    return { name, differences, outcome: 'agrees' };
  const listed = deliberateDifferences.find(entry => entry.play === name);
  if (listed && same(listed.differences, differences)) {
    return { name, differences, outcome: 'deliberate', reason: listed.reason };
  }
  return { name, differences, outcome: 'differs' };
}
