import type { LiveEvent, LiveUpdates, StreamStatus } from './liveUpdates';
import { type PageChannel, type PageLocks, SharedStream } from './sharedStream';

/** What the pages of one browser have in common: locks and channels. */
class Browser {
  readonly #channels = new Map<string, Set<(data: unknown) => void>>();
  readonly #queues = new Map<string, Promise<unknown>>();

  readonly locks: PageLocks = {
    request: (name, { signal }, held) => {
      const before = this.#queues.get(name) ?? Promise.resolve();
      const mine = before.then(() => (signal.aborted ? undefined : held()));
      this.#queues.set(name, mine);
      return mine;
    },
  };

  readonly openChannel = (
    name: string,
    receive: (data: unknown) => void,
  ): PageChannel => {
    const members = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, members.add(receive));
    return {
      postMessage: message => {
        for (const other of [...members]) {
          if (other !== receive) other(message);
        }
      },
      close: () => members.delete(receive),
    };
  };
}

/** A page's own stream, whose events the test makes. */
class OwnStream implements LiveUpdates {
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  status: StreamStatus = { state: 'idle', since: 0 };
  readonly retry = jest.fn();

  get isOpen(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: LiveEvent): void {
    if (event.type === 'status') this.status = event.status;
    for (const listener of this.#listeners) listener(event);
  }

  become(state: StreamStatus['state']): void {
    this.emit({ type: 'status', status: { state, since: 0 } });
  }
}

const changed: LiveEvent = { type: 'changed', ids: ['a/Kustomization/b/c'] };

function openPage(browser: Browser, reader = 'user:default/pia') {
  const stream = new OwnStream();
  const shared = new SharedStream({
    stream,
    locks: browser.locks,
    openChannel: browser.openChannel,
    name: async () => reader,
  });
  const events: LiveEvent[] = [];
  const close = shared.subscribe(event => events.push(event));
  return {
    stream,
    shared,
    close,
    /** What the page was told, but not how its connection is. */
    told: () => events.filter(({ type }) => type !== 'status'),
  };
}

describe('SharedStream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  const settle = () => jest.advanceTimersByTimeAsync(0);
  const passLinger = () => jest.advanceTimersByTimeAsync(5_000);

  it('opens one stream for all pages of a reader', async () => {
    const browser = new Browser();
    const first = openPage(browser);
    await settle();
    first.stream.become('live');
    const second = openPage(browser);
    await settle();
    expect([first.stream.isOpen, second.stream.isOpen]).toEqual([true, false]);
    expect(second.shared.status.state).toBe('live');
    first.stream.emit(changed);
    expect([first.told(), second.told()]).toEqual([[changed], [changed]]);
  });

  it('tells all pages how the connection is, and opens it again for any of them', async () => {
    const browser = new Browser();
    const first = openPage(browser);
    await settle();
    first.stream.become('live');
    const second = openPage(browser);
    await settle();
    first.stream.become('offline');
    expect(second.shared.status.state).toBe('offline');
    second.shared.retry();
    expect(first.stream.retry).toHaveBeenCalledTimes(1);
  });

  it('goes on with the next page when the one that holds it is closed, and has all fetch once', async () => {
    const browser = new Browser();
    const first = openPage(browser);
    await settle();
    first.stream.become('live');
    const second = openPage(browser);
    const third = openPage(browser);
    await settle();
    first.close();
    await passLinger();
    expect(first.stream.isOpen).toBe(false);
    expect(second.stream.isOpen).toBe(true);
    expect(third.stream.isOpen).toBe(false);
    second.stream.become('live');
    second.stream.emit(changed);
    const expected = [{ type: 'reopened' }, changed];
    expect([second.told(), third.told()]).toEqual([expected, expected]);
  });

  it('shares nothing between readers', async () => {
    const browser = new Browser();
    const pia = openPage(browser, 'user:default/pia');
    const uma = openPage(browser, 'user:default/uma');
    await settle();
    expect([pia.stream.isOpen, uma.stream.isOpen]).toEqual([true, true]);
    pia.stream.become('live');
    pia.stream.emit(changed);
    expect(uma.told()).toEqual([]);
    expect(uma.shared.status.state).not.toBe('live');
  });

  it('opens a stream of its own when nothing can be shared', async () => {
    const stream = new OwnStream();
    const shared = new SharedStream({
      stream,
      locks: new Browser().locks,
      openChannel: new Browser().openChannel,
      name: () => Promise.reject(new Error('nobody has signed in')),
    });
    shared.subscribe(() => undefined);
    await settle();
    expect(stream.isOpen).toBe(true);
  });

  it('keeps it while a page goes from one of its tabs to the next', async () => {
    const page = openPage(new Browser());
    await settle();
    page.stream.become('live');
    page.close();
    await jest.advanceTimersByTimeAsync(1_000);
    const close = page.shared.subscribe(() => undefined);
    await passLinger();
    expect(page.stream.isOpen).toBe(true);
    expect(page.shared.status.state).toBe('live');
    close();
    await passLinger();
    expect(page.stream.isOpen).toBe(false);
    expect(page.shared.status.state).toBe('idle');
  });
});
