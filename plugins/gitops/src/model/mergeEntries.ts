import type { TimelineEntry } from '@sluice/plugin-gitops-common';

/** Puts two pages of a timeline together, newest first; an entry that is in both counts once, as the first has it. */
export function mergeEntries(
  newer: readonly TimelineEntry[],
  older: readonly TimelineEntry[],
): TimelineEntry[] {
  const seen = new Set(newer.map(({ id }) => id));
  return [...newer, ...older.filter(({ id }) => !seen.has(id))];
}
