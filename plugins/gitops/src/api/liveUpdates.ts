/** Whether changes arrive by themselves. `since` is in milliseconds since the epoch. */
export interface StreamStatus {
  /**
   * `connecting`: the first attempt is under way; `live`: changes arrive; `reconnecting`: the stream ended and is being opened again;
   * `offline`: it could not be opened several times, what is shown does not update by itself; `idle`: nobody listens.
   */
  state: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline';
  since: number;
}

/** What a listener is told. `reopened`: changes may have been missed, so fetch again. */
export type LiveEvent =
  | { type: 'status'; status: StreamStatus }
  | { type: 'changed'; ids: readonly string[] }
  | { type: 'clusters' }
  | { type: 'reopened' };

/** Something that tells of changes. The stream opens with the first listener and closes after the last. */
export interface LiveUpdates {
  readonly status: StreamStatus;
  /** Returns a function that ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Opens the stream now when it is waiting to be opened again. */
  retry(): void;
}
