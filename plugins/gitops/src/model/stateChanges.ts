import {
  EntityDeliveries,
  StateWord,
  formatObjectId,
} from '@sluice/plugin-gitops-common';

/** A delivery that has another state than before. */
export interface StateChange {
  environment: string;
  state: StateWord;
  sentence: string;
}

/** What changed its state between two answers, in the order of the environments; deliveries that are new count too. */
export function stateChanges(
  before: EntityDeliveries,
  after: EntityDeliveries,
): StateChange[] {
  const states = new Map(
    before.environments.flatMap(lane =>
      lane.deliveries.map(({ id, state }) => [formatObjectId(id), state]),
    ),
  );
  return after.environments.flatMap(({ title, deliveries }) =>
    deliveries
      .filter(({ id, state }) => states.get(formatObjectId(id)) !== state)
      .map(({ state, explanation }) => ({
        environment: title,
        state,
        sentence: explanation.sentence,
      })),
  );
}
