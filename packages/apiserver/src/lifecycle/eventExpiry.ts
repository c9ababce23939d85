import type { ResourceDefinition } from '../resource';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import { eventExpiry } from './eventRecorder';

/** Removes Events an hour after they were last seen. */
export function eventExpiryController({
  api,
  clock,
  find,
  later,
}: ControllerContext): Controller {
  const kinds: readonly ResourceDefinition[] = [
    find('', 'Event'),
    find('events.k8s.io', 'Event'),
  ];
  const name = 'event-expiry';
  // One sweep for all: the earliest expiry is asked for, the rest is found then.
  const sweep = 'sweep';
  return {
    name,
    keys: ({ definition, type }) => {
      if (definition.kind === 'Event' && type === 'ADDED') {
        later(name, sweep, 60_000);
      }
      return [];
    },
    initial: () => [sweep],
    reconcile() {
      let left = 0;
      for (const definition of kinds) {
        for (const event of api.list(definition)) {
          if (eventExpiry(event) <= clock()) {
            const { namespace, name: eventName } = splitKey(
              keyOf(event.metadata),
            );
            api.delete(definition, namespace, eventName);
          } else {
            left += 1;
          }
        }
      }
      if (left > 0) {
        later(name, sweep, 60_000);
      }
    },
  };
}
