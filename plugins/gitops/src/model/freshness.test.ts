import { freshness } from './freshness';

describe('freshness', () => {
  it('is live while the stream is open', () => {
    expect(freshness({ state: 'live', since: 0 }, 5, 1_000_000)).toEqual({
      kind: 'live',
    });
  });

  it('does not flicker when the server renews the stream', () => {
    const stream = { state: 'reconnecting', since: 10_000 } as const;
    expect(freshness(stream, 0, 11_000).kind).toBe('live');
    expect(freshness(stream, 0, 14_000)).toEqual({
      kind: 'reconnecting',
      since: 10_000,
    });
  });

  it('says that it is not live, and how old the page is', () => {
    expect(freshness({ state: 'offline', since: 0 }, 7, 9)).toEqual({
      kind: 'notLive',
      fetchedAt: 7,
    });
  });

  it('connects at first', () => {
    expect(freshness({ state: 'connecting', since: 0 }, undefined, 9)).toEqual({
      kind: 'connecting',
    });
  });
});
