import { parseMessage, readEvents } from './eventStream';
import type { LiveEvent, LiveUpdates, StreamStatus } from './liveUpdates';

interface LiveStreamOptions {
  /** Opens the stream; rejects, or answers with a status other than 2xx, when that fails. */
  open: (signal: AbortSignal) => Promise<Pick<Response, 'ok' | 'body'>>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** From 0 to 1, so that many browsers do not come back at the same moment. */
  random?: () => number;
}

/** Milliseconds before the first reopening after a failure; doubles up to the longest. */
const firstDelay = 1_000;
const longestDelay = 60_000;
/** Milliseconds within which a stream that the server ended in good order is opened again. */
const renewalDelay = 250;
/** Failures in a row after which the page says that it is not live. */
const patience = 3;
/** Milliseconds without a byte (the server pings every 20 s) after which the connection counts as dead, as after a sleep. */
const silence = 75_000;
/** Milliseconds that the stream outlives its last listener, so that going from one tab of a page to the next keeps it. */
const linger = 5_000;

/**
 * The one live stream of a page. It is read through `fetch`, as EventSource cannot send a token. It asks for nothing by the clock
 * while it is open; when it ends, it is opened again with a growing delay and the listeners are told to fetch once.
 */
export class LiveStream implements LiveUpdates {
  readonly #options: LiveStreamOptions;
  readonly #now: () => number;
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #status: StreamStatus;
  #controller: AbortController | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #wasLive = false;

  constructor(options: LiveStreamOptions) {
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
    if (this.#status.state === 'idle') {
      this.#start();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        clearTimeout(this.#lingering);
        this.#lingering = setTimeout(() => this.#stop(), linger);
      }
    };
  }

  readonly retry = () => {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      void this.#connect();
    }
  };

  #start() {
    this.#failures = 0;
    this.#wasLive = false;
    this.#setState('connecting');
    window.addEventListener('online', this.retry);
    void this.#connect();
  }

  #stop() {
    window.removeEventListener('online', this.retry);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#setState('idle');
    this.#controller?.abort();
    this.#controller = undefined;
  }

  async #connect(): Promise<void> {
    this.#timer = undefined;
    const controller = new AbortController();
    this.#controller = controller;
    let failed = false;
    try {
      const response = await this.#options.open(controller.signal);
      if (!response.ok || !response.body) {
        throw new Error('The live stream was refused');
      }
      this.#keepAwake(controller);
      for await (const data of readEvents(response.body, controller.signal)) {
        this.#keepAwake(controller);
        this.#receive(data);
      }
    } catch {
      // Whatever the reason, the answer is the same: say that the page is not live, and try again later.
      failed = true;
    } finally {
      clearTimeout(this.#watchdog);
    }
    if (this.#controller === controller && this.#status.state !== 'idle') {
      this.#controller = undefined;
      this.#reopenLater(failed);
    }
  }

  #keepAwake(controller: AbortController) {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => controller.abort(), silence);
  }

  #receive(data: string) {
    const message = parseMessage(data);
    if (!message) {
      return;
    }
    if (this.#status.state !== 'live') {
      this.#failures = 0;
      this.#setState('live');
      if (this.#wasLive) {
        this.#emit({ type: 'reopened' });
      }
      this.#wasLive = true;
    }
    if (message.type === 'changed' || message.type === 'clusters') {
      this.#emit(message);
    }
  }

  #reopenLater(failed: boolean) {
    const ended = !failed && this.#status.state === 'live';
    if (!ended) {
      this.#failures += 1;
    }
    // What changes from here on is missed: also the first success after failures must make the page fetch.
    this.#wasLive = true;
    this.#setState(this.#failures >= patience ? 'offline' : 'reconnecting');
    const delay = ended
      ? renewalDelay
      : Math.min(longestDelay, firstDelay * 2 ** (this.#failures - 1));
    const random = this.#options.random ?? Math.random;
    this.#timer = setTimeout(
      () => void this.#connect(),
      delay * (0.5 + random() / 2),
    );
  }

  #setState(state: StreamStatus['state']) {
    if (this.#status.state !== state) {
      this.#status = { state, since: this.#now() };
      this.#emit({ type: 'status', status: this.#status });
    }
  }

  #emit(event: LiveEvent) {
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
  }
}
