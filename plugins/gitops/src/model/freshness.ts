import type { StreamStatus } from '../api';

/** How far the page can be trusted to show now. */
export type Freshness =
  | { kind: 'live' }
  | { kind: 'connecting' }
  /** `since`: milliseconds since the epoch. */
  | { kind: 'reconnecting'; since: number }
  /** Does not update by itself: the reader is offered to refresh. */
  | { kind: 'notLive'; fetchedAt?: number };

/** Milliseconds for which a stream that is being renewed still counts as live: what was missed is fetched when it is back. */
const grace = 3_000;

/** What the page says of its own freshness. `now` and `fetchedAt` are in milliseconds since the epoch. */
export function freshness(
  stream: StreamStatus,
  fetchedAt: number | undefined,
  now: number,
): Freshness {
  switch (stream.state) {
    case 'live':
      return { kind: 'live' };
    case 'reconnecting':
      return now - stream.since < grace
        ? { kind: 'live' }
        : { kind: 'reconnecting', since: stream.since };
    case 'offline':
      return { kind: 'notLive', fetchedAt };
    default:
      return { kind: 'connecting' };
  }
}
