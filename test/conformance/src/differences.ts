import { compare, type Difference } from './compare';
import { isAt, knownDifferences } from './knownDifferences';
import type { Play } from './play';
import type { Outcomes } from './player';

/** A difference with where it was found. */
export interface Found extends Difference {
  play: string;
  step: string;
}

/** Every difference between what came of a play on both servers. */
export function differencesOf(
  { name }: Play,
  embedded: Outcomes,
  real: Outcomes,
): Found[] {
  const steps = new Set([...real.keys(), ...embedded.keys()]);
  return [...steps].flatMap(step =>
    compare(embedded.get(step), real.get(step)).map(difference => ({
      ...difference,
      play: name,
      step,
    })),
  );
}

/** Whether a difference is listed with a reason. */
export function isKnown(found: Found): boolean {
  return knownDifferences.some(
    ({ play, step, places }) =>
      play === found.play &&
      step === found.step &&
      places.some(place => isAt(place, found)),
  );
}

/** What is listed of these plays and was not found. */
export function goneDifferences(
  plays: ReadonlySet<string>,
  found: readonly Found[],
): string[] {
  return knownDifferences
    .filter(({ play }) => plays.has(play))
    .flatMap(({ play, step, places }) => {
      const here = found.filter(
        item => item.play === play && item.step === step,
      );
      return places
        .filter(place => !here.some(item => isAt(place, item)))
        .map(place => {
          const path = typeof place === 'string' ? place : place[0];
          return `${play}: ${step}: ${path}`;
        });
    });
}
