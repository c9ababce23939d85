/** What is known of an event that was written. */
export interface WrittenEvent {
  name: string;
  count: number;
  firstTimestamp: string;
}

/** Events and objects that are remembered, as client-go's caches. */
const remembered = 4096;
/** Events that one object may cause in a burst, and seconds after which it may cause one more. */
const spamBurst = 25;
const spamRefillSeconds = 300;

/** A map that forgets what was not used for longest. */
class RecentlyUsed<V> {
  readonly #entries = new Map<string, V>();

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.set(key, value);
    }
    return value;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > remembered) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/** Recognises repeats, and keeps an object in a hot loop from filling etcd (client-go's `EventCorrelator`). */
export class EventCorrelator {
  readonly #written = new RecentlyUsed<WrittenEvent>();
  readonly #tokens = new RecentlyUsed<{ left: number; at: number }>();

  /** False when this object has caused too many events. @param now milliseconds since the epoch */
  admit(objectKey: string, now: number): boolean {
    const bucket = this.#tokens.get(objectKey) ?? { left: spamBurst, at: now };
    const refilled = (now - bucket.at) / 1000 / spamRefillSeconds;
    const left = Math.min(bucket.left + refilled, spamBurst);
    const admitted = left >= 1;
    this.#tokens.set(objectKey, { left: admitted ? left - 1 : left, at: now });
    return admitted;
  }

  /** The event of the same words that was written before. */
  repeated(eventKey: string): WrittenEvent | undefined {
    return this.#written.get(eventKey);
  }

  remember(eventKey: string, event: WrittenEvent): void {
    this.#written.set(eventKey, event);
  }

  forget(eventKey: string): void {
    this.#written.delete(eventKey);
  }
}
