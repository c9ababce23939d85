import type { ObjectPredicate } from '../registry/listObjects';
import type { RegisteredResource } from '../registry/registeredResource';
import type { TableEvent } from '../store/resourceTable';
import type { EventType, EventWriter } from './watchEvents';

/** Turns changes into what a watch with selectors sees. */
export class WatchSelection {
  readonly #writer: EventWriter;
  readonly #predicate: ObjectPredicate | undefined;
  readonly #resource: RegisteredResource;
  readonly #prefix: string;

  constructor(
    writer: EventWriter,
    predicate: ObjectPredicate | undefined,
    resource: RegisteredResource,
    namespace: string,
  ) {
    this.#writer = writer;
    this.#predicate = predicate;
    this.#resource = resource;
    this.#prefix = resource.prefix(namespace);
  }

  deliver(event: TableEvent): void {
    const { current, previous } = event;
    if (!current.key.startsWith(this.#prefix)) {
      return;
    }
    const { definition } = this.#resource;
    const view = current.view(definition);
    const type = this.#predicate
      ? transition(
          event.type,
          previous !== undefined &&
            this.#predicate(previous.view(definition).object),
          this.#predicate(view.object),
        )
      : event.type;
    if (type) {
      this.#writer.object(type, view, previous?.view(definition), event);
    }
  }
}

/** An object that stops being selected is deleted for this watch, one that starts is added. */
function transition(
  type: EventType,
  before: boolean,
  after: boolean,
): EventType | undefined {
  if (type === 'DELETED') {
    return before ? 'DELETED' : undefined;
  }
  if (after) {
    return before ? 'MODIFIED' : 'ADDED';
  }
  return before ? 'DELETED' : undefined;
}
