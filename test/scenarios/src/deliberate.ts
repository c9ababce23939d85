import type { Difference } from './compare';

/** Where we differ from Flux on purpose: these differences and no others. */
export interface DeliberateDifference {
  play: string;
  reason: string;
  differences: readonly Difference[];
}

export const deliberateDifferences: readonly DeliberateDifference[] = [];
