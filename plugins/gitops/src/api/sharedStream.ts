import type { LiveEvent, LiveUpdates, StreamStatus } from './liveUpdates';

/** What the pages of a browser tell each other. `who`: a page has come and asks how things are. */
type Message =
  | { type: 'event'; event: LiveEvent }
  | { type: 'who' }
  | { type: 'retry' };

/** Reaches the other pages. */
export interface PageChannel {
  postMessage(message: Message): void;
  close(): void;
}

/** The part of the browser's LockManager that is used. */
export interface PageLocks {
  request(
    name: string,
    options: { signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

interface SharedStreamOptions {
  /** The stream that this page opens when it is the one to hold it. */
  stream: LiveUpdates;
  /** Names what is shared: the same for the pages of one reader of one portal, and for nobody else. */
  name(): Promise<string>;
  locks: PageLocks;
  openChannel(name: string, receive: (data: unknown) => void): PageChannel;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Milliseconds that a page stays after its last listener, so that going from one of its tabs to the next changes nothing. */
const linger = 5_000;

/** One membership in the circle of pages, from the first listener to the last. */
interface Membership {
  readonly end: AbortController;
  channel?: PageChannel;
  /** Set while this page holds the stream. */
  leave?: () => void;
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && 'type' in data;
}

/**
 * One live stream for all pages that a reader has open: a browser allows few connections to a server, and each stream would hold one.
 * The page that has the lock opens the stream and tells the others; when it is closed, the next one takes over and has all of them fetch
 * once, because nobody listened in between.
 */
export class SharedStream implements LiveUpdates {
  readonly #options: SharedStreamOptions;
  readonly #now: () => number;
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #status: StreamStatus;
  #membership: Membership | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SharedStreamOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#status = { state: 'idle', since: this.#now() };
  }

  get status(): StreamStatus {
    return this.#status;
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    clearTimeout(this.#lingering);
    if (!this.#membership) this.#join();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        clearTimeout(this.#lingering);
        this.#lingering = setTimeout(() => this.#part(), linger);
      }
    };
  }

  readonly retry = (): void => {
    if (this.#membership?.leave) this.#options.stream.retry();
    else this.#membership?.channel?.postMessage({ type: 'retry' });
  };

  #join(): void {
    const membership: Membership = { end: new AbortController() };
    this.#membership = membership;
    this.#take({ type: 'status', status: this.#since('connecting') });
    this.#meet(membership).catch(() => {
      // Whatever keeps the pages from sharing, this one can still listen by itself.
      if (!membership.end.signal.aborted) void this.#lead(membership, false);
    });
  }

  async #meet(membership: Membership): Promise<void> {
    const { locks, openChannel, name } = this.#options;
    const shared = await name();
    const { signal } = membership.end;
    if (signal.aborted) return;
    let waited = false;
    const channel = openChannel(shared, data => {
      if (!isMessage(data)) return;
      if (data.type === 'event') {
        waited = true;
        this.#take(data.event);
      } else if (membership.leave) {
        if (data.type === 'retry') this.#options.stream.retry();
        else this.#tellStatus(channel);
      }
    });
    membership.channel = channel;
    channel.postMessage({ type: 'who' });
    await locks.request(shared, { signal }, () =>
      this.#lead(membership, waited),
    );
  }

  /** Holds the stream until the membership ends. `missed`: another page held it before. */
  #lead(membership: Membership, missed: boolean): Promise<void> {
    const { channel, end } = membership;
    if (end.signal.aborted) return Promise.resolve();
    return new Promise<void>(done => {
      let behind = missed;
      const tell = (event: LiveEvent) => {
        this.#take(event);
        channel?.postMessage({ type: 'event', event });
      };
      const stop = this.#options.stream.subscribe(event => {
        tell(event);
        if (
          behind &&
          event.type === 'status' &&
          event.status.state === 'live'
        ) {
          behind = false;
          tell({ type: 'reopened' });
        }
      });
      membership.leave = () => {
        stop();
        done();
      };
      // A stream that outlived its last listener is open already.
      tell({ type: 'status', status: this.#options.stream.status });
    });
  }

  #part(): void {
    const membership = this.#membership;
    this.#membership = undefined;
    membership?.leave?.();
    membership?.end.abort();
    membership?.channel?.close();
    this.#status = this.#since('idle');
  }

  #tellStatus(channel: PageChannel): void {
    channel.postMessage({
      type: 'event',
      event: { type: 'status', status: this.#status },
    });
  }

  #since(state: StreamStatus['state']): StreamStatus {
    return { state, since: this.#now() };
  }

  #take(event: LiveEvent): void {
    if (event.type === 'status') {
      if (event.status.state === this.#status.state) return;
      this.#status = event.status;
    }
    for (const listener of [...this.#listeners]) listener(event);
  }
}
