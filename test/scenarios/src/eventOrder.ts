/** An event as it was last seen. */
export interface SeenEvent {
  /** `Kind name`, or `Kind namespace/name` where it is not in the namespace of the event. */
  object: string;
  type: string;
  reason: string;
  message: string;
  /** Milliseconds of when it was first seen. */
  at: number;
  again: boolean;
}

/** Milliseconds within which events count as told in one second. */
const aSecond = 1_000;

/**
 * Events in the order of the recordings: by the second in which they were first told, and in that by when they were last told. So one
 * that was told again stands behind what was first told in its second.
 *
 * @param events in the order in which they were first seen
 */
export function inRecordedOrder(events: readonly SeenEvent[]): SeenEvent[] {
  const ordered: SeenEvent[] = [];
  let moved: SeenEvent[] = [];
  for (const event of events) {
    ordered.push(...moved.filter(({ at }) => event.at - at >= aSecond));
    moved = moved.filter(({ at }) => event.at - at < aSecond);
    if (event.again) moved.push(event);
    else ordered.push(event);
  }
  return [...ordered, ...moved];
}
