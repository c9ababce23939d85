import type { StreamMessage } from '@sluice/plugin-gitops-common';
import type { LiveEvent } from './liveUpdates';
import { LiveStream } from './liveStream';

/** Lets everything that is ready run, without moving the clock. */
const settle = () => jest.advanceTimersByTimeAsync(0);

/** A stream whose other end the test holds. */
class Connection {
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly response = {
    ok: true,
    body: new ReadableStream<Uint8Array>({
      start: controller => {
        this.#controller = controller;
      },
    }),
  };

  async send(...messages: StreamMessage[]): Promise<void> {
    await this.write(
      messages.map(message => `data: ${JSON.stringify(message)}\n\n`).join(''),
    );
  }

  async write(text: string): Promise<void> {
    this.#controller?.enqueue(this.#encoder.encode(text));
    await settle();
  }

  async end(): Promise<void> {
    this.#controller?.close();
    await settle();
  }
}

const hello: StreamMessage = { type: 'hello', at: '2026-11-21T10:00:00Z' };

function open(answers: (Connection | 'refused' | 'failed')[]) {
  const signals: AbortSignal[] = [];
  const stream = new LiveStream({
    random: () => 1,
    open: async signal => {
      signals.push(signal);
      const answer = answers.shift() ?? 'failed';
      if (answer === 'failed') {
        throw new TypeError('Failed to fetch');
      }
      return answer === 'refused' ? { ok: false, body: null } : answer.response;
    },
  });
  const events: LiveEvent[] = [];
  const states = () =>
    events.flatMap(event =>
      event.type === 'status' ? [event.status.state] : [],
    );
  return { stream, signals, events, states };
}

describe('LiveStream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('opens one stream for all listeners and closes it after the last', async () => {
    const connection = new Connection();
    const { stream, signals, events } = open([connection]);
    const stopCard = stream.subscribe(event => events.push(event));
    const stopTab = stream.subscribe(() => undefined);
    await connection.send(hello);
    expect(signals).toHaveLength(1);
    expect(stream.status.state).toBe('live');
    stopCard();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(signals[0].aborted).toBe(false);
    stopTab();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(signals[0].aborted).toBe(true);
    expect(stream.status.state).toBe('idle');
  });

  it('survives the moment in which a page goes from one tab to the next', async () => {
    const connection = new Connection();
    const { stream, signals } = open([connection]);
    const stop = stream.subscribe(() => undefined);
    await connection.send(hello);
    stop();
    await jest.advanceTimersByTimeAsync(1_000);
    stream.subscribe(() => undefined);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(signals).toHaveLength(1);
    expect(signals[0].aborted).toBe(false);
  });

  it('passes on changes, also when they arrive in pieces, and ignores what it does not know', async () => {
    const connection = new Connection();
    const { stream, events } = open([connection]);
    stream.subscribe(event => events.push(event));
    await connection.send(hello, { type: 'ping' });
    await connection.write(': comment\n\ndata: {"type":"fu');
    await connection.write('ture"}\r\n\r\ndata: nonsense\n\n');
    await connection.write('data: {"type":"changed",');
    await connection.write('"ids":["a/Kustomization/b/c"]}\n\n');
    await connection.send({ type: 'clusters' });
    expect(events.filter(({ type }) => type !== 'status')).toEqual([
      { type: 'changed', ids: ['a/Kustomization/b/c'] },
      { type: 'clusters' },
    ]);
  });

  it('opens again when the server ends it, and tells to fetch once', async () => {
    const [first, second] = [new Connection(), new Connection()];
    const { stream, signals, events, states } = open([first, second]);
    stream.subscribe(event => events.push(event));
    await first.send(hello);
    await first.end();
    await jest.advanceTimersByTimeAsync(250);
    await second.send(hello, { type: 'ping' });
    expect(signals).toHaveLength(2);
    expect(states()).toEqual(['connecting', 'live', 'reconnecting', 'live']);
    expect(events.filter(({ type }) => type === 'reopened')).toHaveLength(1);
  });

  it('waits longer after each failure, and says that it is not live', async () => {
    const connection = new Connection();
    const { stream, signals, events, states } = open([
      'failed',
      'refused',
      'failed',
      connection,
    ]);
    stream.subscribe(event => events.push(event));
    await settle();
    expect(stream.status.state).toBe('reconnecting');
    await jest.advanceTimersByTimeAsync(999);
    expect(signals).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(signals).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(signals).toHaveLength(3);
    expect(stream.status.state).toBe('offline');
    await jest.advanceTimersByTimeAsync(4_000);
    await connection.send(hello);
    expect(states()).toEqual(['connecting', 'reconnecting', 'offline', 'live']);
    expect(events.filter(({ type }) => type === 'reopened')).toHaveLength(1);
  });

  it('tries at once when the reader asks or the network is back', async () => {
    const { stream, signals } = open(['failed', 'failed', 'failed']);
    stream.subscribe(() => undefined);
    await settle();
    stream.retry();
    await settle();
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(signals).toHaveLength(3);
  });

  it('opens again when not even a ping arrives', async () => {
    const [first, second] = [new Connection(), new Connection()];
    const { stream, signals } = open([first, second]);
    stream.subscribe(() => undefined);
    await first.send(hello);
    await jest.advanceTimersByTimeAsync(74_000);
    await first.send({ type: 'ping' });
    await jest.advanceTimersByTimeAsync(74_000);
    expect(signals).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(signals).toHaveLength(2);
    expect(signals[0].aborted).toBe(true);
  });
});
